import type { AlarmState } from '../engine/cloudwatch';

/** One period of an alarm's evaluation range, in the test's own time: `2m` to `3m`. */
export interface WindowDatapoint {
  readonly from: string;
  readonly to: string;
  /** `null`: missing. */
  readonly value: number | null;
  readonly sampleCount?: number;
  /** The anomaly band in this period. */
  readonly band?: { readonly lower: number; readonly upper: number };
  readonly breaching: boolean;
  /** Whether it is among the datapoints that decided. */
  readonly evaluated: boolean;
  /** Whether it was missing and counted by TreatMissingData. */
  readonly filled: boolean;
}

/** What one expectation wanted and what the alarm was. */
export interface ExpectationOutcome {
  /** Such as `3m`. */
  readonly at: string;
  /** As the test names it. */
  readonly alarm: string;
  readonly alarmName: string;
  readonly ok: boolean;
  readonly want: {
    readonly state?: AlarmState;
    readonly actionsSuppressedBy?: string;
    readonly reason?: string;
    readonly actions?: boolean;
  };
  readonly got: {
    readonly state: AlarmState;
    readonly actionsSuppressedBy?: string;
    /** Where the expectation asks for it, or does not hold. */
    readonly reason?: string;
    /** The actions that ran since the state changed last. */
    readonly actions: readonly string[];
  };
  /** One sentence for each part that does not hold. */
  readonly problems: readonly string[];
  /** Where the expectation does not hold: the sentences that say why the alarm is in its state. */
  readonly why: readonly string[];
  /** Where the expectation does not hold, of a metric alarm: its evaluation range, oldest period first. */
  readonly window?: readonly WindowDatapoint[];
  /** Where the expectation does not hold: its line in the file. */
  readonly line?: number;
}

export interface TestOutcome {
  readonly name: string;
  readonly ok: boolean;
  readonly expectations: readonly ExpectationOutcome[];
  /** Series that no alarm of the test reads: a dimension may be misspelt. */
  readonly unread: readonly UnreadSeries[];
  /** Alarms that the outcome rests on, whose states can be set but not evaluated: `Slow watches a PromQL query`. */
  readonly unknown: readonly string[];
}

export interface UnreadSeries {
  readonly metric: string;
  readonly line?: number;
  readonly column?: number;
}

export interface FileOutcome {
  readonly file: string;
  readonly ok: boolean;
  readonly tests: readonly TestOutcome[];
}
