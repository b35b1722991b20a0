import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { BrowserOrder } from '../order';
import { defaultArguments, mergedArguments } from './browser-process';
import { BrowserStartError } from './browser-session';
import type { NetworkRecording } from './network-recording';
import { type CanaryPage, sessionOf } from './page';
import { recordedMethods } from './protocol';

/** The parts of Playwright that the runtime calls. */
export interface PlaywrightBrowser {
  newPage(options?: object): Promise<CanaryPage>;
  version?(): string;
  close(): Promise<void>;
  on?(event: 'disconnected', listener: () => void): unknown;
}

interface Playwright {
  readonly chromium: { launch(options: object): Promise<PlaywrightBrowser> };
}

/** The browser of a Playwright script: it launches it itself, and gets its pages from the runtime. */
export class PlaywrightSession {
  used = false;
  version = '';
  page: CanaryPage | undefined;
  #browser: PlaywrightBrowser | undefined;
  #disconnected = false;

  constructor(
    private readonly order: BrowserOrder,
    /** Where Playwright lies in the project. */
    private readonly module: string,
    private readonly directory: string,
    private readonly recording: NetworkRecording,
    private readonly userAgentSuffix: () => string,
  ) {}

  async launch(options: { readonly args?: readonly string[] } = {}): Promise<PlaywrightBrowser> {
    await this.close();
    this.used = true;
    const { chromium } = createRequire(this.module)(this.module) as Playwright;
    try {
      this.#browser = await chromium.launch({
        ...this.defaultLaunchOptions(),
        ...options,
        args: this.#arguments(options.args),
        env: { ...process.env, ...this.order.environment, TMPDIR: this.directory },
      });
    } catch (error) {
      throw new BrowserStartError(`The browser did not start: ${(error as Error).message}`);
    }
    this.version = `Chromium/${this.#browser.version?.() ?? ''}`;
    this.#disconnected = false;
    this.#browser.on?.('disconnected', () => {
      this.#disconnected = true;
    });
    return this.#browser;
  }

  defaultLaunchOptions() {
    return {
      args: this.#arguments(),
      headless: !this.order.headed,
      executablePath: this.order.executablePath,
      slowMo: this.order.slowMoMs,
    };
  }

  /** A page of a browser or of a context, whose requests are recorded. */
  async newPage(owner: PlaywrightBrowser): Promise<CanaryPage> {
    this.used = true;
    const page = await owner.newPage();
    this.page = page;
    const session = await sessionOf(page);
    const name = `page-${this.recording.pages.length}-${Date.now()}`;
    for (const method of recordedMethods) {
      session.on(method, (parameters) => this.recording.record(method, parameters, name, () => {}));
    }
    const { targetInfo } = (await session.send('Target.getTargetInfo')) as {
      targetInfo: { targetId: string; type: string };
    };
    this.recording.record('Target.attachedToTarget', { sessionId: name, targetInfo }, '', () => {});
    await Promise.all([session.send('Network.enable'), session.send('Page.enable')]);
    const { userAgent } = (await session.send('Browser.getVersion')) as { userAgent: string };
    await session.send('Network.setUserAgentOverride', { userAgent: `${userAgent} ${this.userAgentSuffix()}` });
    return page;
  }

  async lost(): Promise<string | undefined> {
    return this.#browser !== undefined && this.#disconnected ? 'it disconnected' : undefined;
  }

  async close(): Promise<void> {
    const browser = this.#browser;
    this.#browser = undefined;
    this.page = undefined;
    await browser?.close().catch(() => {});
  }

  #arguments(more: readonly string[] = []): string[] {
    return mergedArguments([
      ...defaultArguments,
      ...this.order.arguments,
      ...more,
      `--crash-dumps-dir=${join(this.directory, 'crashes')}`,
    ]);
  }
}
