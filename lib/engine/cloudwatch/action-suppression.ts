import type { Instant, Millis } from '../clock';

/** Why a composite alarm's actions are held back, as DescribeAlarms names it. */
export type SuppressedBy = 'WaitPeriod' | 'ExtensionPeriod' | 'Alarm';

/** Where the suppression of one composite alarm's actions stands. */
export interface Suppression {
  readonly by?: SuppressedBy;
  /** When the wait or extension period ends. */
  readonly until?: Instant;
  /** Whether a change of state still waits for its actions. */
  readonly owed: boolean;
}

export interface SuppressionPeriods {
  readonly wait: Millis;
  readonly extension: Millis;
}

/** What happens to a suppression, and whether the actions of the composite's present state run now. */
export interface SuppressionStep {
  readonly next: Suppression;
  readonly act: boolean;
}

export const notSuppressed: Suppression = { owed: false };

/**
 * The composite changed its state: its actions wait for the suppressor, anew with each change.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-suppression.html
 */
export function onCompositeChange(
  periods: SuppressionPeriods,
  suppressorInAlarm: boolean,
  at: Instant,
): SuppressionStep {
  if (suppressorInAlarm) return { next: { by: 'Alarm', owed: true }, act: false };
  return onTime({ by: 'WaitPeriod', until: at + periods.wait, owed: true }, at);
}

/** The suppressor went into ALARM, or left it. */
export function onSuppressorChange(
  current: Suppression,
  periods: SuppressionPeriods,
  suppressorInAlarm: boolean,
  at: Instant,
): SuppressionStep {
  if (suppressorInAlarm) return { next: { by: 'Alarm', owed: current.owed }, act: false };
  if (current.by !== 'Alarm') return { next: current, act: false };
  if (!current.owed) return { next: notSuppressed, act: false };
  return onTime({ by: 'ExtensionPeriod', until: at + periods.extension, owed: true }, at);
}

/** Time passed: a period that has ended lets the actions of the present state run. */
export function onTime(current: Suppression, at: Instant): SuppressionStep {
  if (current.until === undefined || current.until > at) return { next: current, act: false };
  return { next: notSuppressed, act: current.owed };
}
