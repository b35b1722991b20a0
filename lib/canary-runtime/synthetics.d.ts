// Types of the modules that CloudWatch Synthetics gives to Node.js canaries, under both their names. AWS' own reject AWS'
// own blueprints: callbacks of HTTP steps take no response there, steps return nothing, links have no getUrl.
// This file has no code and no import, so that it declares modules for every program that it is part of.

declare module '@aws/synthetics-puppeteer' {
  namespace synthetics {
    type Page = import('puppeteer-core').Page;
    type LaunchOptions = import('puppeteer-core').LaunchOptions;
    type HttpResponse = import('node:http').IncomingMessage;
    /** A URL, or the options of `http.request` and a body. */
    type HttpRequest =
      | string
      | URL
      | (import('node:http').RequestOptions & { readonly body?: string | Uint8Array | object });

    /** What a step may set for itself; from syn-nodejs-puppeteer-11.0 on the rest is set for the whole run alone. */
    interface StepConfiguration {
      /** @default true */
      screenshotOnStepStart?: boolean;
      /** @default true */
      screenshotOnStepSuccess?: boolean;
      /** @default true */
      screenshotOnStepFailure?: boolean;
      /** @default true */
      stepSuccessMetric?: boolean;
      /** @default true */
      stepDurationMetric?: boolean;
      /** @default true */
      stepsReport?: boolean;
      /** Whether a failed step of executeStep lets the script go on; the run fails either way. @default false */
      continueOnStepFailure?: boolean;
      /** Whether a failed HTTP step lets the script go on; the run fails either way. @default true */
      continueOnHttpStepFailure?: boolean;
    }

    /** Everything that setConfig takes. */
    interface Settings extends StepConfiguration {
      includeRequestHeaders?: boolean;
      includeResponseHeaders?: boolean;
      includeRequestBody?: boolean;
      includeResponseBody?: boolean;
      includeUrlPassword?: boolean;
      restrictedHeaders?: readonly string[];
      /** Names of query parameters; `*` for all values of path and query. */
      restrictedUrlParameters?: readonly string[];
      logRequest?: boolean;
      logResponse?: boolean;
      logRequestBody?: boolean;
      logResponseBody?: boolean;
      logRequestHeaders?: boolean;
      logResponseHeaders?: boolean;
      harFile?: boolean;
      failedCanaryMetric?: boolean;
      failedRequestsMetric?: boolean;
      _2xxMetric?: boolean;
      _4xxMetric?: boolean;
      _5xxMetric?: boolean;
      aggregatedFailedCanaryMetric?: boolean;
      aggregatedFailedRequestsMetric?: boolean;
      aggregated2xxMetric?: boolean;
      aggregated4xxMetric?: boolean;
      aggregated5xxMetric?: boolean;
      visualMonitoringSuccessPercentMetric?: boolean;
      visualMonitoringTotalComparisonsMetric?: boolean;
      visualCompareWithBaseRun?: boolean;
      visualVarianceThresholdPercentage?: number;
      visualVarianceHighlightHexColor?: string;
      failCanaryRunOnVisualVariance?: boolean;
    }

    /** `_2xxMetric` → `2xxMetric`, `harFile` → `HarFile`. */
    type Title<Name extends string> = Name extends `_${infer Bare}` ? Bare : Capitalize<Name>;
    type Builders = {
      [Name in keyof Settings & string as `with${Title<Name>}`]-?: (value?: Settings[Name]) => SyntheticsConfiguration;
    } & {
      [Name in keyof Settings & string as `get${Title<Name>}`]-?: () => NonNullable<Settings[Name]>;
    };

    type SettingGroup =
      | 'RequestMetrics'
      | 'AggregatedRequestMetrics'
      | 'StepMetrics'
      | 'StepScreenshots'
      | 'ReportingOptions';
    type Switches = { [Group in SettingGroup as `enable${Group}` | `disable${Group}`]: () => SyntheticsConfiguration };

    type SyntheticsConfiguration = Builders &
      Switches & {
        setConfig(settings: Settings): SyntheticsConfiguration;
        getConfig(name: string): unknown;
        getAllConfigurations(): Required<Settings>;
        getStepConfiguration(step?: StepConfiguration): Required<Settings>;
        reset(): void;
      };

    interface ScreenshotResult {
      readonly fileName: string;
      readonly pageUrl: string | undefined;
      readonly error: string | null;
    }

    /** What runtimes without a browser have as well. */
    interface SyntheticsCore {
      /** Fails the run without failing its test: for what went wrong around the script. */
      addExecutionError(message: string, error?: unknown): void;
      getCanaryName(): string;
      getCanaryArn(): string;
      /** `CloudWatchSynthetics/<canary's ARN>` */
      getCanaryUserAgentString(): string;
      /** `syn-nodejs-puppeteer-16.1` */
      getRuntimeVersion(): string;
      getLogLevel(): number;
      /** 0 debug, 1 info, 2 warn, 3 error. */
      setLogLevel(level: number | string | undefined): void;
      /** Returns what the function returns; throws what it throws, unless the step may fail and go on. */
      executeStep<T>(
        name: string,
        step: () => T | Promise<T>,
        configuration?: StepConfiguration,
        page?: Page,
      ): Promise<T>;
      /** Without a callback a status from 200 to 299 passes; with one, whatever does not throw. */
      executeHttpStep<T = void>(
        name: string | null,
        request: HttpRequest,
        callback?: ((response: HttpResponse) => T | Promise<T>) | null,
        configuration?: StepConfiguration,
      ): Promise<T>;
    }

    interface Synthetics extends SyntheticsCore {
      /** The current page, of a browser that has been started before the script. */
      getPage(): Promise<Page>;
      /** Closes the browser and starts another, by these options over the default ones. */
      launch(options?: LaunchOptions & { ignoreHTTPSErrors?: boolean }): Promise<void>;
      close(): Promise<void>;
      getDefaultLaunchOptions(): Promise<LaunchOptions>;
      getConfiguration(): SyntheticsConfiguration;
      addUserAgent(page: Page, userAgent: string): Promise<void>;
      takeScreenshot(stepName: string, suffix?: string, page?: Page): Promise<ScreenshotResult>;
      addReport(report: import('@aws/synthetics-broken-link-checker-report')): Promise<void>;
      getUrl(): string | undefined;
    }
  }
  const synthetics: synthetics.Synthetics & { readonly synthetics: synthetics.Synthetics };
  export = synthetics;
}

declare module '@aws/synthetics-core' {
  import synthetics = require('@aws/synthetics-puppeteer');
  const core: synthetics.SyntheticsCore & { readonly synthetics: synthetics.SyntheticsCore };
  export = core;
}

declare module '@aws/synthetics-logger' {
  namespace log {
    type Write = (message: unknown, error?: unknown) => void;
    interface SyntheticsLogger {
      debug: Write;
      info: Write;
      log: Write;
      warn: Write;
      error: Write;
      getLogLevel(): number;
      setLogLevel(level: number | string | undefined): void;
    }
  }
  const log: log.SyntheticsLogger;
  export = log;
}

declare module '@aws/synthetics-log-helper' {
  namespace helper {
    type Settings = import('@aws/synthetics-puppeteer').Settings;
    interface SyntheticsLogHelper {
      /** @throws TypeError for what is no URL */
      getSanitizedUrl(url: string, configuration?: Settings): string;
      getSanitizedErrorMessage(error: unknown, configuration?: Settings): string;
      getSanitizedHeaders<H extends object>(headers: H, configuration?: Settings): H;
    }
  }
  const helper: helper.SyntheticsLogHelper;
  export = helper;
}

declare module '@aws/synthetics-link' {
  class SyntheticsLink {
    constructor(url: string);
    withUrl(url: string): this;
    withText(text: string): this;
    withParentUrl(parentUrl: string): this;
    withStatusCode(statusCode: number | string): this;
    withStatusText(statusText: string): this;
    withFailureReason(failureReason: unknown): this;
    addScreenshotResult(result: import('@aws/synthetics-puppeteer').ScreenshotResult): this;
    getUrl(): string;
    getText(): string;
    getParentUrl(): string;
    getStatusCode(): number | string;
    getStatusText(): string;
    getFailureReason(): unknown;
    getScreenshotResult(): readonly import('@aws/synthetics-puppeteer').ScreenshotResult[];
  }
  export = SyntheticsLink;
}

declare module '@aws/synthetics-broken-link-checker-report' {
  import SyntheticsLink = require('@aws/synthetics-link');
  class BrokenLinkCheckerReport {
    /** Broken, where it is not said: a link without a status, or with one of 400 and more. */
    addLink(link: SyntheticsLink | null | undefined, isBroken?: boolean): void;
    /** By URL. */
    getLinks(): Record<string, SyntheticsLink>;
    getTotalBrokenLinks(): number;
    getTotalLinksChecked(): number;
  }
  export = BrokenLinkCheckerReport;
}

declare module 'Synthetics' {
  import synthetics = require('@aws/synthetics-puppeteer');
  export = synthetics;
}

declare module 'SyntheticsLogger' {
  import log = require('@aws/synthetics-logger');
  export = log;
}

declare module 'SyntheticsLogHelper' {
  import helper = require('@aws/synthetics-log-helper');
  export = helper;
}

declare module 'SyntheticsLink' {
  import SyntheticsLink = require('@aws/synthetics-link');
  export = SyntheticsLink;
}

declare module 'BrokenLinkCheckerReport' {
  import BrokenLinkCheckerReport = require('@aws/synthetics-broken-link-checker-report');
  export = BrokenLinkCheckerReport;
}
