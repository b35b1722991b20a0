import type { Instant, Millis } from '../clock';

/** The periods that an alarm reads at one evaluation, newest first. */
export interface Periods {
  /** Where the newest period ends (exclusive). */
  readonly end: Instant;
  readonly length: Millis;
  readonly count: number;
  /** Where each period starts, where they are not all of one length: a day of a time zone has 23 to 25 hours. */
  readonly starts?: readonly Instant[];
}

export function startOf(periods: Periods, slot: number): Instant {
  return periods.starts?.[slot] ?? periods.end - (slot + 1) * periods.length;
}
