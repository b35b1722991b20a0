import type * as Puppeteer from 'puppeteer-core';
import type { Page } from 'puppeteer-core';
import type { Order } from '../order';
import { type Redaction, redaction } from '../redaction';
import type { BrokenLinkCheckerReport } from './broken-link-report';
import { BrowserSession } from './browser-session';
import { loadCompiled } from './compiled';
import { Configuration } from './configuration';
import { HttpCapture } from './http-capture';
import { sanitizedError, sanitizedIfUrl } from './log-helper';
import { Log } from './logger';
import { Metrics } from './metrics';
import { NetworkRecording } from './network-recording';
import { PlaywrightSession } from './playwright-session';
import { RequestCounts } from './requests';
import { ScreenshotResult } from './screenshot-result';
import { Screenshots } from './screenshots';
import { type Step, Steps } from './steps';
import { type TemporaryPath, temporaryPath } from './temporary-files';
import { VisualMonitoring } from './visual';

/** One run of a canary, inside its process: what the parts of the runtime share. */
export class Run {
  readonly redact: Redaction;
  readonly log: Log;
  readonly configuration: Configuration;
  readonly counts = new RequestCounts();
  readonly steps = new Steps();
  readonly metrics: Metrics;
  readonly capture: HttpCapture;
  readonly recording: NetworkRecording;
  readonly screenshots: Screenshots;
  /** Of puppeteer scripts. */
  readonly browser: BrowserSession | undefined;
  /** Of Playwright scripts. */
  readonly playwright: PlaywrightSession | undefined;
  readonly visual: VisualMonitoring | undefined;
  /** Failures of steps that did not stop the script. */
  readonly stepErrors: string[] = [];
  readonly executionErrors: string[] = [];
  readonly linkReports: BrokenLinkCheckerReport[] = [];
  readonly warnings = new Set<string>();
  readonly times = { started: Date.now(), reset: 0, launch: 0, setUp: 0 };
  readonly temporaryPath: TemporaryPath;
  userAgent: string;
  #puppeteer: ReturnType<typeof loadCompiled> | undefined;

  constructor(readonly order: Order) {
    this.redact = redaction(process.env);
    this.log = new Log(order.runtime, order.canary.runId, this.redact, process.env);
    this.configuration = new Configuration(order.runtime, (sentence) => this.warn(sentence));
    this.metrics = new Metrics(order.canary.name, this.configuration);
    this.temporaryPath = temporaryPath(order.temporaryDirectory, order.untouchedPaths);
    this.userAgent = `CloudWatchSynthetics/${order.canary.arn}`;
    this.capture = new HttpCapture(this);
    this.recording = new NetworkRecording(this, order.clockOffset);
    this.visual = order.visual && new VisualMonitoring(order.visual, this.configuration, order.temporaryDirectory);
    this.screenshots = new Screenshots(
      order.temporaryDirectory,
      () => this.visual,
      (url) => this.cleanUrl(url),
      () => this.remaining(),
    );
    this.playwright =
      order.browser && order.playwright !== undefined
        ? new PlaywrightSession(order.browser, order.playwright, order.directory, this.recording, () => this.userAgent)
        : undefined;
    this.browser =
      order.browser === undefined || order.playwright !== undefined
        ? undefined
        : new BrowserSession(order.browser, {
            directory: order.directory,
            log: this.log,
            recording: this.recording,
            clockOffset: order.clockOffset,
            temporaryPath: this.temporaryPath,
            userAgentSuffix: () => this.userAgent,
            puppeteer: () => this.puppeteer() as typeof Puppeteer,
            onScreenshot: (page, path) => this.#ownScreenshot(page, path),
          });
  }

  /** The browser of whichever kind. */
  get session(): BrowserSession | PlaywrightSession | undefined {
    return this.browser ?? this.playwright;
  }

  /** The bundled puppeteer-core, loaded when it is first wanted. */
  puppeteer(): unknown {
    this.#puppeteer ??= loadCompiled(this.order.puppeteer);
    return this.#puppeteer.exports;
  }

  keepCompiled(): void {
    this.#puppeteer?.keep();
  }

  /** Milliseconds until the run is killed. */
  remaining(): number {
    return Math.max(0, this.order.timeoutMs - (Date.now() - this.times.started));
  }

  currentStep(): Step | undefined {
    return this.steps.current();
  }

  warn(sentence: string): void {
    this.warnings.add(sentence);
  }

  /** An error as the runtime shows it: without what is restricted in URLs. */
  reasonOf(error: unknown): string {
    return this.redact(sanitizedError(error, this.configuration.all()));
  }

  cleanUrl(url: string): string {
    return sanitizedIfUrl(url, this.configuration.all());
  }

  /** From 11.0 on, screenshots that the script takes by itself belong to the step that runs. */
  #ownScreenshot(page: Page, path: string | undefined): void {
    const step = this.steps.current();
    if (path === undefined || this.order.runtime.stepConfiguration === 'full') return;
    const fileName = path.replace(/^.*\//, '');
    this.screenshots.add(step?.name ?? '', new ScreenshotResult(fileName, this.cleanUrl(page.url())));
  }
}
