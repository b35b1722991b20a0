import type { Page } from 'puppeteer-core';
import { BrokenLinkCheckerReport } from './broken-link-report';
import type { LaunchOptions } from './browser-session';
import { executeHttpStep } from './execute-http-step';
import { executeStep, type StepSurroundings } from './execute-step';
import { RequestResponseLogHelper } from './request-response-log-helper';
import type { Run } from './run';
import type { ScreenshotResult } from './screenshot-result';

/**
 * What scripts get as `Synthetics` and `@aws/synthetics-puppeteer`: one object, whose functions need no `this`, so that
 * it can be destructured and imported in every way. It calls itself through its own members: scripts replace them.
 */
export interface Synthetics extends SyntheticsCore {
  getPage(): Page | Promise<Page>;
  launch(options?: LaunchOptions): Promise<void>;
  close(): Promise<void>;
  getDefaultLaunchOptions(): Promise<object>;
  addUserAgent(page: Page, userAgent: string): Promise<void>;
  takeScreenshot(stepName: string, suffix?: string, page?: Page): Promise<ScreenshotResult>;
  addReport(report: unknown): Promise<void>;
  getUrl(): string | undefined;
  getConfiguration(): unknown;
  getScreenshotResult(stepName: string): readonly ScreenshotResult[];
  getStepErrors(): readonly string[];
  setRequestResponseLogHelper(helper?: unknown): RequestResponseLogHelper;
  getRequestResponseLogHelper(): RequestResponseLogHelper;
}

/** What `@aws/synthetics-core` has as well. */
export interface SyntheticsCore {
  addExecutionError(message: unknown, error?: unknown): void;
  getCanaryName(): string;
  getCanaryArn(): string;
  getCanaryUserAgentString(): string;
  getRuntimeVersion(): string;
  getLogLevel(): number;
  setLogLevel(level: unknown): void;
  executeStep(name: string, work: () => unknown, stepConfig?: unknown, page?: Page): Promise<unknown>;
  executeHttpStep(name: string | null, options: never, callback?: never, stepConfig?: unknown): Promise<unknown>;
}

export function createSynthetics(run: Run): Synthetics {
  let logHelper = new RequestResponseLogHelper((settings) => run.configuration.set(settings));
  const browser = () => {
    if (run.browser === undefined) throw new Error(`${run.order.runtime.version} has no browser.`);
    return run.browser;
  };
  const surroundings = (page?: Page): StepSurroundings => ({
    page: async () => page ?? (run.browser === undefined ? undefined : await synthetics.getPage()),
  });
  const synthetics: Synthetics = {
    ...createSyntheticsCore(run),
    executeStep: (name, work, stepConfig, page) => executeStep(run, String(name), work, stepConfig, surroundings(page)),
    getPage: () => browser().getPage(),
    launch: (options) => browser().launch(options),
    close: () => browser().close(),
    getDefaultLaunchOptions: async () => browser().defaultLaunchOptions(),
    addUserAgent: async (page, userAgent) => {
      const current = await page.evaluate('navigator.userAgent');
      await page.setUserAgent(`${current}${userAgent}`);
    },
    takeScreenshot: async (stepName, suffix, page) =>
      run.screenshots.take(stepName, suffix, await surroundings(page).page()),
    addReport: async (report) => {
      if (!(report instanceof BrokenLinkCheckerReport)) throw new Error('addReport takes a BrokenLinkCheckerReport.');
      run.linkReports.push(report);
    },
    getUrl: () => run.browser?.page?.url(),
    getConfiguration: () => run.configuration.api,
    getScreenshotResult: (stepName) => run.screenshots.of(stepName),
    getStepErrors: () => run.stepErrors,
    // Called with a helper, or without one to build on what it returns.
    setRequestResponseLogHelper: (helper) => {
      run.log.write('WARN', 'setRequestResponseLogHelper is deprecated: use getConfiguration().setConfig().');
      if (helper instanceof RequestResponseLogHelper) {
        logHelper = helper;
        run.configuration.set(helper.settings());
      }
      return logHelper;
    },
    getRequestResponseLogHelper: () => {
      run.log.write('WARN', 'getRequestResponseLogHelper is deprecated: use getConfiguration().');
      return logHelper;
    },
  };
  return synthetics;
}

export function createSyntheticsCore(run: Run): SyntheticsCore {
  const { canary, runtime } = run.order;
  return {
    addExecutionError: (message, error) => {
      const reason = error === undefined ? String(message) : `${message} ${run.reasonOf(error)}`;
      run.executionErrors.push(run.redact(reason));
      run.log.write('ERROR', `Execution error: ${reason}`);
    },
    getCanaryName: () => canary.name,
    getCanaryArn: () => canary.arn,
    getCanaryUserAgentString: () => `CloudWatchSynthetics/${canary.arn}`,
    getRuntimeVersion: () => runtime.version,
    getLogLevel: () => run.log.level,
    setLogLevel: (level) => run.log.setLevel(level),
    executeStep: (name, work, stepConfig) =>
      executeStep(run, String(name), work, stepConfig, { page: async () => undefined }),
    executeHttpStep: (name, options, callback, stepConfig) => executeHttpStep(run, name, options, callback, stepConfig),
  };
}
