import type { Instant, Millis } from '../clock';
import type { Periods } from './periods';

/**
 * How far an alarm looks back beyond its N periods. AWS publishes no formula: N + 2 fits every row of its tables; at
 * short periods some recorded alarms fit N + max(2, 300 s / period) better.
 */
export type EvaluationRange = 'n+2' | 'long';

/** When an alarm is evaluated, and which periods it reads then. */
export interface EvaluationWindow {
  readonly interval: Millis;
  /** How many periods it reads. */
  readonly range: number;
  periodsAt(at: Instant): Periods;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * Windows that end at the last full minute and slide with each evaluation, whatever the period: they are aligned with
 * the minute, never with the period. High-resolution alarms slide each 10 s, and those that look back more than a day
 * each hour.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
export function slidingWindow(
  periodSeconds: number,
  evaluationPeriods: number,
  range: EvaluationRange,
): EvaluationWindow {
  const length = periodSeconds * second;
  const interval = length * evaluationPeriods > day ? hour : length < minute ? 10 * second : minute;
  const beyond = range === 'long' ? Math.max(2, Math.ceil(300 / periodSeconds)) : 2;
  const count = evaluationPeriods + beyond;
  return { interval, range: count, periodsAt: (at) => ({ end: at - (at % interval), length, count }) };
}
