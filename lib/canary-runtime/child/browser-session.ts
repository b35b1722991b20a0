import type * as Puppeteer from 'puppeteer-core';
import type { Browser, Page, ScreenshotOptions } from 'puppeteer-core';
import type { BrowserOrder } from '../order';
import { awaitable } from './awaitable';
import { withOwnFiles } from './browser-files';
import { type BrowserProcess, defaultArguments, startBrowser } from './browser-process';
import type { Log } from './logger';
import type { NetworkRecording } from './network-recording';
import { PipeTransport } from './pipe-transport';
import { shiftDate } from './shifted-date';
import type { TemporaryPath } from './temporary-files';

/** The browser did not start: the run has no verdict. */
export class BrowserStartError extends Error {
  override readonly name = 'BrowserStartError';
}

export interface LaunchOptions {
  readonly args?: readonly string[];
  readonly defaultViewport?: { width: number; height: number; deviceScaleFactor?: number } | null;
  readonly executablePath?: string;
  readonly ignoreHTTPSErrors?: boolean;
  readonly acceptInsecureCerts?: boolean;
  readonly slowMo?: number;
}

const defaultViewport = { width: 1920, height: 1080, deviceScaleFactor: 1 };

/** What the session needs of its run. */
export interface BrowserPorts {
  /** The run's own directory: profiles lie below it. */
  readonly directory: string;
  readonly log: Log;
  readonly recording: NetworkRecording;
  /** Milliseconds that `Date` is ahead of the machine's clock, in pages too. */
  readonly clockOffset: number;
  /** The browser's downloads and uploads below /tmp are the script's too. */
  readonly temporaryPath: TemporaryPath;
  /** What is appended to the user agent of pages. */
  userAgentSuffix(): string;
  /** Loads the library. */
  puppeteer(): typeof Puppeteer;
  /** Told of a screenshot that the script took by itself. */
  onScreenshot(page: Page, path: string | undefined): void;
}

/** The browser of a run: the one that the runtime starts before the script, and those that the script launches after it. */
export class BrowserSession {
  browser: Browser | undefined;
  page: Page | undefined;
  version = '';
  readonly #instrumented = new WeakSet<Page>();
  #first: Promise<void> | undefined;
  #current: BrowserProcess | undefined;
  #transport: PipeTransport | undefined;

  constructor(
    private readonly order: BrowserOrder,
    private readonly ports: BrowserPorts,
  ) {}

  /** Whether the script has asked for a page, or for a browser of its own. */
  used = false;

  /** Starts the runtime's own browser, once; `process` where it is starting already. */
  start(process?: BrowserProcess): Promise<void> {
    this.#first ??= this.#launch({}, process);
    return this.#first;
  }

  async launch(options: LaunchOptions = {}): Promise<void> {
    this.used = true;
    if (this.#first !== undefined) {
      await this.#first.catch(() => {});
      await this.close();
    }
    const launching = this.#launch(options);
    this.#first = launching;
    await launching;
  }

  defaultLaunchOptions(): LaunchOptions & { headless: 'shell' | false } {
    return {
      args: [...defaultArguments, ...this.order.arguments],
      defaultViewport,
      headless: this.order.headed ? false : 'shell',
      executablePath: this.order.executablePath,
    };
  }

  /** The current page: at once where there is one, so that scripts which do not await it work as well. */
  getPage(): Page | Promise<Page> {
    const { page } = this;
    this.used = true;
    return page === undefined ? this.start().then(() => this.#openPage()) : awaitable(page);
  }

  async #openPage(): Promise<Page> {
    if (this.page === undefined) throw new Error('There is no page: the browser has been closed.');
    return this.page;
  }

  async #launch(options: LaunchOptions, starting?: BrowserProcess): Promise<void> {
    if (this.order.missing !== undefined)
      throw new BrowserStartError(`The browser did not start: ${this.order.missing}`);
    this.ports.log.info('Launching Puppeteer browser.');
    const order =
      options.executablePath === undefined ? this.order : { ...this.order, executablePath: options.executablePath };
    const started = starting ?? startBrowser(order, this.ports.directory, options.args);
    this.#current = started;
    const transport = new PipeTransport(
      started.output,
      started.input,
      (message) => this.ports.recording.observe(message, (text) => transport.send(text)),
      (message) => withOwnFiles(message, this.ports.temporaryPath),
    );
    this.#transport = transport;
    const connecting = this.#connect(transport, options);
    connecting.catch(() => {});
    const notStarted = (why: string) => Promise.reject(new BrowserStartError(`The browser did not start: ${why}`));
    await Promise.race([
      connecting.catch((error) => {
        started.process.kill('SIGKILL');
        return started.ended.then((how) => notStarted(`${how}; ${(error as Error).message}`));
      }),
      started.ended.then(notStarted),
    ]);
  }

  async #connect(transport: PipeTransport, options: LaunchOptions): Promise<void> {
    const browser = await this.ports.puppeteer().connect({
      transport,
      defaultViewport: options.defaultViewport === undefined ? defaultViewport : options.defaultViewport,
      acceptInsecureCerts: options.acceptInsecureCerts ?? options.ignoreHTTPSErrors ?? false,
      slowMo: options.slowMo ?? this.order.slowMoMs,
    });
    const process = this.#current;
    // Connected over pipes puppeteer knows no process; scripts that ask for it get it as on AWS.
    browser.process = () => process?.process ?? null;
    const disconnect = browser.close.bind(browser);
    browser.close = async () => {
      if (this.browser === browser) this.#current = undefined;
      await disconnect();
      await process?.ended;
    };
    const [version, userAgent, pages] = await Promise.all([browser.version(), browser.userAgent(), browser.pages()]);
    this.version = version;
    const page = pages[0] ?? (await browser.newPage());
    await this.#instrument(page, userAgent);
    browser.on('targetcreated', (target) => {
      if (target.type() !== 'page') return;
      target.page().then(
        (opened) => (opened === null ? undefined : this.#instrument(opened, userAgent)),
        () => {},
      );
    });
    const newPage = browser.newPage.bind(browser);
    browser.newPage = async (...parameters) => {
      const opened = await newPage(...parameters);
      await this.#instrument(opened, userAgent);
      return opened;
    };
    this.browser = browser;
    this.page = page;
  }

  async #instrument(page: Page, userAgent: string): Promise<void> {
    if (this.#instrumented.has(page)) return;
    this.#instrumented.add(page);
    const screenshot = page.screenshot as (options?: Readonly<ScreenshotOptions>) => Promise<Uint8Array>;
    page.screenshot = (async (options?: Readonly<ScreenshotOptions>) => {
      const image = await screenshot.call(page, options);
      this.ports.onScreenshot(page, options?.path);
      return image;
    }) as Page['screenshot'];
    if (this.ports.clockOffset !== 0)
      await page.evaluateOnNewDocument(shiftDate, this.ports.clockOffset).catch(() => {});
    await page.setUserAgent(`${userAgent} ${this.ports.userAgentSuffix()}`).catch(() => {});
  }

  /** How the browser ended, where nobody has closed it. */
  async lost(): Promise<string | undefined> {
    return this.browser !== undefined && this.#transport?.closed === true ? this.#current?.ended : undefined;
  }

  /** Closes the browser; the recording of its requests ends with it. */
  async close(): Promise<void> {
    const { browser } = this;
    this.browser = undefined;
    this.page = undefined;
    const process = this.#current;
    this.#current = undefined;
    if (browser === undefined) {
      process?.process.kill('SIGKILL');
      return;
    }
    const killing = setTimeout(() => process?.process.kill('SIGKILL'), 300);
    await browser.close().catch(() => {});
    await process?.ended;
    clearTimeout(killing);
  }
}
