import type { Instant } from '../clock';
import type { MetricAlarmProperties } from './alarm-properties';
import type { MetricAlarm } from './metric-alarm';
import type { MetricEvaluator } from './metric-evaluator';

/**
 * A new alarm that warms up is held in INSUFFICIENT_DATA. It happens once, at creation, and never restarts.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-warm-up.html
 */
export interface WarmUp {
  /** When it ends at the latest. */
  readonly until: Instant;
  /** Whether it ends early, once the window can be filled. */
  readonly endsWithData: boolean;
  /** The minute of the first datapoint that was seen. */
  firstDatapoint?: Instant;
}

export function warmUpOf(
  { WarmUpConfiguration: configuration }: MetricAlarmProperties,
  at: Instant,
): WarmUp | undefined {
  if (configuration === undefined) return undefined;
  return {
    until: at + configuration.WarmUpPeriodDurationInMinutes * 60_000,
    endsWithData: configuration.OnlyStartEvaluatingAfterWarmUpPeriodEnds !== true,
  };
}

/**
 * Whether an alarm is still warming up at an evaluation. Data ends it when the newest period has a datapoint and the
 * window can be filled: N periods have passed since the first datapoint.
 */
export function isWarmingUp(
  warmUp: WarmUp,
  alarm: MetricAlarm,
  evaluator: MetricEvaluator,
  tick: Instant,
  at: Instant,
): boolean {
  if (at >= warmUp.until) return false;
  if (!warmUp.endsWithData) return true;
  const { evaluationPeriods } = alarm.condition;
  const { newest, beyond } = evaluator.filled(alarm, tick, at);
  if (!newest) return true;
  // The metric is older than the alarm.
  if (beyond) return false;
  const { end, length } = alarm.window.periodsAt(tick);
  warmUp.firstDatapoint ??= end - alarm.window.interval;
  return end < warmUp.firstDatapoint + evaluationPeriods * length;
}
