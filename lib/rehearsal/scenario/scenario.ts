import type { Millis } from '../../engine/clock';

/** What a rehearsal is given: traffic, faults, conditions and what is expected. */
export interface Scenario {
  readonly name: string;
  /** The file it was read from, as the person named it. */
  readonly file?: string;
  /** Seeds every draw: arrivals, the choice of requests, alias weights, faults. @default 1 */
  readonly seed: number;
  /** Logical id (with or without CDK's hash) of the function under the guard. @default the only one with a traffic shift */
  readonly target?: string;
  /** How long the baseline serves before the release begins. @default 10 minutes */
  readonly warmUp: Millis;
  readonly traffic: Traffic;
  /** Faults in the new version. */
  readonly candidate: readonly Fault[];
  /** Faults in the version that serves now. */
  readonly baseline: readonly Fault[];
  readonly conditions: readonly Condition[];
  readonly assumptions: Assumptions;
  /**
   * The stage of the assembly's pipeline that deploys the release: its conditions and gates decide as well.
   * @default the stacks are deployed as they are, without a pipeline
   */
  readonly pipeline?: PipelineStage;
  /** Values for the template's parameters. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Hosts outside the rehearsal that functions and canaries may reach. @default none */
  readonly allow: readonly string[];
  /** What stands in for a function that cannot run here, by logical id; `default` for all others. */
  readonly standIns: Readonly<Record<string, StandIn>>;
  readonly expect: Expectation;
}

export interface Traffic {
  /** Users' requests per minute; 0 where the scenario says `traffic: none`. */
  readonly requestsPerMinute: number;
  /** Whether requests arrive at random (a Poisson process) or evenly. @default poisson */
  readonly arrivals: 'poisson' | 'even';
  /** @default every route of the API that can be read */
  readonly requests: readonly RequestShape[];
}

/** One kind of request that users make. */
export interface RequestShape {
  readonly name: string;
  readonly method: string;
  /** Path with query, below the API's base path. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A string as it is, anything else as JSON. */
  readonly body?: unknown;
  /** The event handed to the function itself, for a function without an API in front. */
  readonly event?: unknown;
  /** Its share of the traffic, relative to the other weights. @default 1 */
  readonly weight: number;
}

/** Who meets a fault: generated users, canaries, or both. */
export type Audience = 'users' | 'canaries' | 'all';

/** Counted from the first shift; `start` is before the hook. */
export type FaultStart = Millis | 'start';

interface FaultCommon {
  /** The share of requests that meet it, 0 to 1. @default 1 */
  readonly rate: number;
  /** Names of requests in `traffic`; canaries' requests are matched by method and path. @default all */
  readonly requests?: readonly string[];
  /** @default all */
  readonly to: Audience;
  /** @default start */
  readonly from: FaultStart;
  /** @default the end */
  readonly until?: Millis;
}

export type Fault = FaultCommon &
  (
    | { readonly fault: 'error'; readonly message?: string }
    | { readonly fault: 'status'; readonly status: number }
    | { readonly fault: 'latency'; readonly add: Millis }
    | { readonly fault: 'body'; readonly find: string; readonly replace: string }
    | { readonly fault: 'hang' }
    | { readonly fault: 'crash'; readonly at: 'start' | 'request' }
  );

export type Condition =
  | { readonly alarm: string; readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'; readonly until?: Millis }
  | { readonly hook: 'before' | 'after'; readonly does: 'fail' | 'never' }
  | { readonly metrics: string; readonly delay?: Millis; readonly drop?: boolean };

/** Behaviour of AWS that is documented nowhere: named, with a default, listed in every report. */
export interface Assumptions {
  /** From the end of a minute to its datapoints being readable. @default 60 s */
  readonly publishDelay: Millis;
  /** How often CodeDeploy reads the alarms. @default 15 s */
  readonly pollInterval: Millis;
  /** How many datapoints an alarm retrieves. @default n+2 */
  readonly evaluationRange: 'n+2' | 'long';
  /** At which second of the minute alarms are evaluated. @default 0 */
  readonly phase: Millis;
  /** The longest real time that a canary run may take; one that takes longer is recorded at its deadline. @default 15 s */
  readonly canaryLimit: Millis;
  /** The first instant of the rehearsal. @default 2026-01-05T09:00:00Z */
  readonly epoch: number;
}

/** What stands in for a function, a service or a fleet that cannot run here: a log-normal latency and an error rate. */
export interface StandIn {
  /** Median duration. @default 80 ms */
  readonly p50: Millis;
  /** 99th percentile. @default 250 ms */
  readonly p99: Millis;
  /** Share of invocations that end in an error, 0 to 1. @default 0: errors are the scenario's alone */
  readonly errorRate: number;
  /** In what the candidate differs. @default in nothing */
  readonly candidate?: Partial<Omit<StandIn, 'candidate'>>;
}

export interface PipelineStage {
  readonly stage: string;
  /** Whether the pipeline's own structure has changed since the stage's last success: then there is no way back. @default false */
  readonly changed: boolean;
}

export type Outcome = 'succeeded' | 'rolled-back' | 'failed' | 'refused';
export type StoppedBy = 'alarm' | 'hook' | 'start-check' | 'gate' | 'none';

export interface Expectation {
  readonly outcome?: Outcome;
  readonly stoppedBy?: StoppedBy;
  /** What of the pipeline's stage stopped it: the name of an action, such as `Bake`, or `entry condition`. */
  readonly gate?: string;
  /** Each must be among the alarms that tripped; by logical id or alarm name. */
  readonly trigger?: readonly string[];
  /** From the first shift to the end of the deployment, and of its rollback where there is one. */
  readonly within?: Millis;
  readonly maxFailedRequests?: number;
}
