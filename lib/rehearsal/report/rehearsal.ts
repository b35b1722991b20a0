import type { Instant, Millis } from '../../engine/clock';
import type { Outcome, StoppedBy } from '../scenario';
import type { Assumption } from '../world/notes';
import type { Promotion } from './promotion';

export type Actor =
  | 'cloudformation'
  | 'codepipeline'
  | 'codedeploy'
  | 'ecs'
  | 'lambda'
  | 'synthetics'
  | 'cloudwatch'
  | 'hook'
  | 'events'
  | 'scenario';

/** One thing that happened. */
export interface TimelineEntry {
  /** Seconds from the first shift (from the start of the release where none began); negative before it. */
  readonly t: number;
  /** Virtual, ISO 8601. */
  readonly at: string;
  readonly actor: Actor;
  readonly event: string;
  readonly status?: string;
  readonly detail?: string;
  /** The candidate's share of traffic from here on, 0 to 1. */
  readonly weight?: number;
}

/** An alarm that stopped the release, with the numbers in its reason. */
export interface TrippedAlarm {
  readonly alarm: string;
  readonly logicalId?: string;
  readonly reason: string;
  /** When it went into ALARM: seconds, as `TimelineEntry.t`. */
  readonly at: number;
  /** From the alarm's description. */
  readonly runbook?: string;
}

export interface RequestCounts {
  /** Users' requests that the baseline served, from the start of the release. */
  readonly baseline: number;
  readonly candidate: number;
  /** Requests that met the candidate and got an error (a function error, or a status of 500 and more). */
  readonly candidateFailed: number;
  /** Requests that met the candidate and any fault of the scenario, slow and wrong answers among them. */
  readonly candidateHarmed: number;
}

export interface ExpectationResult {
  readonly key: string;
  readonly want: string;
  readonly got: string;
  readonly ok: boolean;
}

/** One minute of users' traffic: what the report's charts show. */
export interface MinuteOfTraffic {
  readonly t: number;
  readonly weight: number;
  readonly baseline: { readonly requests: number; readonly failed: number; readonly p99: Millis };
  readonly candidate: { readonly requests: number; readonly failed: number; readonly p99: Millis };
}

/** An alarm's states over time. */
export interface AlarmTrack {
  readonly alarm: string;
  readonly composite: boolean;
  readonly changes: readonly { readonly t: number; readonly state: string; readonly reason: string }[];
}

/** One run of a canary. */
export interface CanaryRunReport {
  readonly canary: string;
  readonly t: number;
  readonly status: string;
  readonly reason?: string;
  readonly durationMs: Millis;
  readonly steps: readonly { readonly name: string; readonly status: string; readonly failureReason?: string }[];
  /** What the failed steps showed: files below the report's directory; none where no report is written. */
  readonly screenshots: readonly string[];
}

/** What was published to a topic, as a person who subscribes would read it. */
export interface PublishedReport {
  /** Seconds, as `TimelineEntry.t`. */
  readonly t: number;
  readonly topic: string;
  readonly subject?: string;
  readonly text: string;
}

/** What a rehearsal returns: the verdict with its reasons, and all that led to it. */
export interface Rehearsal {
  readonly name: string;
  readonly file?: string;
  /** Whether every expectation holds. */
  readonly ok: boolean;
  readonly outcome: Outcome;
  readonly stoppedBy: StoppedBy;
  /** One sentence: why it ended so, in numbers. */
  readonly reason: string;
  /** The page for this outcome, where the guard's alarms name theirs. */
  readonly runbook?: string;
  /** Whether anything met the candidate: a user's request, or a canary while the release went on. */
  readonly measured: boolean;
  readonly trigger: readonly TrippedAlarm[];
  readonly deployment?: {
    readonly id: string;
    readonly status: string;
    readonly errorCode?: string;
    readonly message?: string;
  };
  /** What the pipeline's stage made of it, where the scenario names one. */
  readonly promotion?: Promotion;
  readonly requests: RequestCounts;
  readonly timeline: readonly TimelineEntry[];
  readonly expectations: readonly ExpectationResult[];
  readonly assumptions: readonly Assumption[];
  /** What a person should know about what ran: writes into code, refused hosts, hooks that never called back. */
  readonly findings: readonly string[];
  readonly traffic: readonly MinuteOfTraffic[];
  readonly alarms: readonly AlarmTrack[];
  readonly canaryRuns: readonly CanaryRunReport[];
  /** Messages to people, such as the rollback report, from the start of the release. */
  readonly messages: readonly PublishedReport[];
  /** Seconds. */
  readonly durations: { readonly virtual: number; readonly real: number };
}

/** What a rehearsal tells while it runs. */
export interface Progress {
  readonly phase: 'baseline' | 'warm-up' | 'release' | 'end';
  readonly now: Instant;
  /** Seconds from the first shift, once there was one. */
  readonly t?: number;
  /** The candidate's share of traffic. */
  readonly weight: number;
  readonly alarms: readonly { readonly name: string; readonly state: string }[];
  readonly requests: RequestCounts;
  /** The newest entry of the timeline, in words. */
  readonly last?: string;
}
