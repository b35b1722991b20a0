/** How a run reaches the world; without one it uses the real network. */
export interface CanaryNetwork {
  /** Host-resolver rules, certificate flags. */
  readonly chromiumArguments: readonly string[];
  /** `NODE_OPTIONS`, `NODE_EXTRA_CA_CERTS`, `AWS_ENDPOINT_URL`, credentials. */
  readonly nodeEnvironment: Readonly<Record<string, string>>;
}

/** A part of a screenshot that a comparison leaves out, in pixels. */
export interface IgnoredArea {
  /** `01-home-succeeded.png`, with or without the extension. */
  readonly screenshot: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One run of one canary. */
export interface CanaryRunRequest {
  /** A directory or zip in the layout that Synthetics takes, or a `.ts`, `.js`, `.mjs` or `.cjs` script. */
  readonly code: string;
  /** `file.function` or `folder/file.function`; of a script file only the function counts. */
  readonly handler: string;
  readonly name: string;
  /** @default syn-nodejs-puppeteer-16.1 */
  readonly runtimeVersion?: string;
  /** The canary's environment variables. Values of names that look like secrets are redacted in logs and reports. */
  readonly environment?: Readonly<Record<string, string>>;
  /** @default us-east-1 */
  readonly region?: string;
  /** @default 123456789012 */
  readonly account?: string;
  readonly timeoutSeconds: number;
  /** MB of memory of the script's process. @default 1000, as AWS' */
  readonly memoryMb?: number;
  readonly network?: CanaryNetwork;
  /** Stands for the S3 bucket: artifacts lie below it under the same prefix as there. @default none are kept */
  readonly artifactsDirectory?: string;
  /** Shows the browser's window. @default false */
  readonly headed?: boolean;
  /** Milliseconds to wait before each operation of the browser. @default 0 */
  readonly slowMoMs?: number;
  /** Writes `results.har` beside `results.har.html`. @default false */
  readonly recordHar?: boolean;
  /** Where the screenshots lie that visual monitoring compares with. @default none: nothing is compared */
  readonly visualBaselineDirectory?: string;
  /** Areas that visual monitoring leaves out, besides those of `ignore.json` in the baseline's directory. */
  readonly visualIgnoredAreas?: readonly IgnoredArea[];
  /** Takes the baseline anew from this run. @default false */
  readonly visualUpdateBaseline?: boolean;
  /** Ends the run: its processes are killed and the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called with each line of the log as it is written. */
  onLog?(line: string): void;
  /** What `Date` reads inside: milliseconds added to the machine's clock. @default 0 */
  readonly clockOffset?: number;
  /** As AWS' ActiveTracing. Nothing is traced here; the script's X-Ray calls do nothing. @default false */
  readonly activeTracing?: boolean;
  /** Where the AWS SDK's packages are looked for that Aviary does not bring. @default the working directory */
  readonly projectDirectory?: string;
}

export interface CanaryStep {
  readonly name: string;
  readonly status: 'PASSED' | 'FAILED';
  readonly durationMs: number;
  readonly failureReason?: string;
  /** File names of its screenshots. */
  readonly screenshots: readonly string[];
}

/** A datapoint in the namespace CloudWatchSynthetics. */
export interface CanaryMetric {
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  readonly unit: string;
}

export interface CanaryRunResult {
  /**
   * PASSED or FAILED as Synthetics reports it; ERROR where the run had no verdict (the browser did not start, the
   * script's process died); TIMEOUT where it was killed at its timeout.
   */
  readonly status: 'PASSED' | 'FAILED' | 'ERROR' | 'TIMEOUT';
  readonly stateReason?: string;
  readonly stateReasonCode?: 'CANARY_FAILURE' | 'EXECUTION_FAILURE';
  readonly testResult?: 'PASSED' | 'FAILED' | 'UNKNOWN';
  /** Milliseconds since the epoch, by the machine's clock. */
  readonly startedAt: number;
  readonly durationMs: number;
  readonly steps: readonly CanaryStep[];
  /** Empty where AWS publishes nothing: on a timeout, and where the script's process died. */
  readonly metrics: readonly CanaryMetric[];
  /** Where artifacts were kept; none on a timeout. */
  readonly artifacts?: { readonly directory: string; readonly files: readonly string[] };
  readonly log: readonly string[];
  /** What differs from AWS, or will surprise there; each one a sentence or two. */
  readonly warnings: readonly string[];
}
