import type { Runtime } from './catalogue';
import type { CanaryMetric, CanaryRunResult, CanaryStep, IgnoredArea } from './request';

/** What the runtime tells the process in which a script runs. It is read from a file: the script sees none of it. */
export interface Order {
  readonly runtime: Runtime;
  readonly canary: {
    readonly name: string;
    readonly arn: string;
    readonly runId: string;
    readonly region: string;
    readonly account: string;
  };
  /** The module that holds the handler, and the handler's name in it. */
  readonly entry: string;
  readonly exportName: string;
  /** As AWS shows it in the log: `/opt/nodejs/node_modules/index.handler`. */
  readonly shownHandler: string;
  /** The run's own directory. */
  readonly directory: string;
  /** What the script sees as /tmp. */
  readonly temporaryDirectory: string;
  /** Paths below the real /tmp that stay what they are. */
  readonly untouchedPaths: readonly string[];
  readonly browser?: BrowserOrder;
  /** The bundled puppeteer-core. */
  readonly puppeteer: string;
  /** Playwright, where the project has it and the runtime is one of Playwright. */
  readonly playwright?: string;
  readonly timeoutMs: number;
  readonly deadlineMs: number;
  /** Milliseconds that `Date` is ahead of the machine's clock. */
  readonly clockOffset: number;
  readonly recordHar: boolean;
  readonly visual?: {
    readonly baselineDirectory: string;
    readonly ignoredAreas: readonly IgnoredArea[];
    readonly updateBaseline: boolean;
  };
  readonly result: string;
}

export interface BrowserOrder {
  readonly executablePath: string;
  /** Why there is none: told where the script asks for it. */
  readonly missing?: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly headed: boolean;
  readonly slowMoMs: number;
  /** Whether to start it before the script is loaded; else when the script first wants it. */
  readonly eager: boolean;
}

/** What the process leaves behind when it ends by itself. */
export type Ending =
  | {
      readonly kind: 'ended';
      readonly status: 'PASSED' | 'FAILED' | 'ERROR';
      readonly stateReason?: string;
      readonly stateReasonCode?: CanaryRunResult['stateReasonCode'];
      readonly testResult: CanaryRunResult['testResult'];
      readonly steps: readonly CanaryStep[];
      readonly metrics: readonly CanaryMetric[];
      /** Whether the script asked for a page. */
      readonly usedBrowser: boolean;
      /** Whether it started processes, besides the runtime's browser. */
      readonly startedProcesses: boolean;
      readonly warnings: readonly string[];
    }
  /** The script ended its process, or an error that nobody awaited did. */
  | { readonly kind: 'died'; readonly reason: string; readonly warnings: readonly string[] };
