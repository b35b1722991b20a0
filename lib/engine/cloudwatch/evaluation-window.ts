import type { Instant, Millis } from '../clock';
import { AlarmError } from './alarm-error';
import type { MetricAlarmProperties } from './alarm-properties';
import type { Periods } from './periods';
import { timeZone } from './time-zone';
import { wallClockPeriods } from './wall-clock';

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
  /** @param tick when it is evaluated, down to the interval */
  periodsAt(tick: Instant): Periods;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** The windows of alarms: alarms with equal windows share one. */
export class EvaluationWindows {
  readonly #windows = new Map<string, EvaluationWindow>();

  constructor(private readonly range: EvaluationRange) {}

  /**
   * The window of an alarm.
   * @throws AlarmError where CloudWatch would refuse it
   */
  of(
    evaluationPeriods: number,
    periodSeconds: number,
    chosen?: MetricAlarmProperties['EvaluationWindow'],
  ): EvaluationWindow {
    if (chosen?.WallClockWindow !== undefined && chosen.SlidingWindow !== undefined) {
      throw new AlarmError(
        'EvaluationWindow must have exactly one of SlidingWindow and WallClockWindow',
        'EvaluationWindow',
      );
    }
    const timezone = chosen?.WallClockWindow === undefined ? undefined : (chosen.WallClockWindow.Timezone ?? 'UTC');
    const key = JSON.stringify([evaluationPeriods, periodSeconds, timezone]);
    const window =
      this.#windows.get(key) ??
      (timezone === undefined
        ? slidingWindow(periodSeconds, evaluationPeriods, this.range)
        : wallClockWindow(periodSeconds, evaluationPeriods, timezone));
    this.#windows.set(key, window);
    return window;
  }
}

/**
 * Windows that end at the last full minute and slide with each evaluation, whatever the period: they are aligned with
 * the minute, never with the period. High-resolution alarms slide each 10 s, and those that look back more than a day
 * each hour.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
function slidingWindow(periodSeconds: number, evaluationPeriods: number, range: EvaluationRange): EvaluationWindow {
  const length = periodSeconds * second;
  const interval = length * evaluationPeriods > day ? hour : length < minute ? 10 * second : minute;
  const beyond = range === 'long' ? Math.max(2, Math.ceil(300 / periodSeconds)) : 2;
  const count = evaluationPeriods + beyond;
  // Every alarm with this window asks for the same periods in turn.
  let last: Periods = { end: 0, length, count };
  return {
    interval,
    range: count,
    periodsAt: (end) => {
      if (last.end !== end) last = { end, length, count };
      return last;
    },
  };
}

const wallClockLengths = [60, 300, 3600, 86_400, 604_800];

/**
 * Windows that are aligned with the clock of a time zone: N periods, the newest of which has ended, and nothing older.
 * Still evaluated each minute.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html
 */
function wallClockWindow(periodSeconds: number, evaluationPeriods: number, timezone: string): EvaluationWindow {
  if (!wallClockLengths.includes(periodSeconds)) {
    throw new AlarmError(
      `A wall clock window takes a period of ${wallClockLengths.join(', ')} seconds, not ${periodSeconds}`,
      'EvaluationWindow',
    );
  }
  const zone = timeZone(timezone);
  if (zone === undefined) {
    throw new AlarmError(
      `${timezone} is no time zone that CloudWatch takes`,
      'EvaluationWindow.WallClockWindow.Timezone',
    );
  }
  const length = periodSeconds * second;
  return {
    interval: minute,
    range: evaluationPeriods,
    periodsAt: (tick) => wallClockPeriods(tick, length, evaluationPeriods, zone),
  };
}
