import type { Instant, Millis } from '../../../engine/clock';
import type { CanarySchedule } from './schedule';

/** A canary as its template configures it. */
export interface CanaryConfiguration {
  readonly name: string;
  readonly id: string;
  readonly logicalId: string;
  readonly handler: string;
  readonly runtimeVersion: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeout: Millis;
  readonly memoryMb: number;
  readonly schedule: CanarySchedule;
  /** How long after its start it stops by itself. @default never */
  readonly duration?: Millis;
  readonly scheduleExpression: string;
  readonly artifactLocation: string;
  readonly roleArn: string;
  readonly activeTracing: boolean;
  /** A directory or zip; undefined where the code is not on this machine. */
  readonly code?: string;
}

export type CanaryStatus = 'READY' | 'RUNNING' | 'STOPPED';

/** One run, from its start; the rest is known when it has ended for real. */
export interface CanaryRun {
  readonly id: string;
  readonly startedAt: Instant;
  /** Resolves when the run has ended for real. */
  readonly finished: Promise<void>;
  result?: CanaryRunOutcome;
}

export interface CanaryRunOutcome {
  readonly status: 'PASSED' | 'FAILED' | 'ERROR' | 'TIMEOUT';
  readonly stateReason?: string;
  readonly stateReasonCode?: 'CANARY_FAILURE' | 'EXECUTION_FAILURE';
  readonly testResult?: 'PASSED' | 'FAILED' | 'UNKNOWN';
  readonly durationMs: Millis;
  readonly steps: readonly {
    readonly name: string;
    readonly status: 'PASSED' | 'FAILED';
    readonly failureReason?: string;
    readonly screenshots: readonly string[];
  }[];
  /** What it left on this machine; none of a stand-in, or of a run that was cut off. */
  readonly artifacts?: { readonly directory: string };
  readonly metrics: readonly {
    readonly name: string;
    readonly dimensions: Readonly<Record<string, string>>;
    readonly value: number;
    readonly unit: string;
  }[];
}

export interface Canary {
  configuration: CanaryConfiguration;
  status: CanaryStatus;
  readonly created: Instant;
  lastModified: Instant;
  lastStarted?: Instant;
  lastStopped?: Instant;
  readonly runs: CanaryRun[];
  /** Cancels the runs to come. */
  cancel: () => void;
}
