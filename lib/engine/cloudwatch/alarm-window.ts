import type { Instant } from '../clock';

/** One period of an alarm's evaluation range. */
export interface WindowSlot {
  readonly start: Instant;
  /** Absent: missing. */
  readonly value?: number;
  /** How many samples made the value; absent for a metric math expression. */
  readonly sampleCount?: number;
  /** The anomaly band at this period. */
  readonly lower?: number;
  readonly upper?: number;
}

/** What a metric alarm sees at one evaluation: its whole evaluation range, newest period first. */
export interface AlarmWindow {
  readonly evaluatedAt: Instant;
  readonly slots: readonly WindowSlot[];
}
