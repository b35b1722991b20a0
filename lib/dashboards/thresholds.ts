import { Color, type HorizontalAnnotation } from 'aws-cdk-lib/aws-cloudwatch';
import type { Condition, SignalAlarm } from '../alarms';

/** Where each of the alarms on what a graph shows begins to fire: one line for alarms of one threshold. */
export function thresholds(alarms: readonly SignalAlarm[]): HorizontalAnnotation[] {
  // A band is drawn by its own expression.
  const drawn = alarms.filter(({ condition }) => !isBand(condition));
  return [...new Set(drawn.map(({ condition }) => condition.threshold))].map((value) => ({
    value,
    label: drawn.some(({ advisory, condition }) => condition.threshold === value && !advisory)
      ? 'threshold'
      : 'advisory',
    color: Color.RED,
  }));
}

function isBand({ metric }: Condition): boolean {
  return metric.toMetricConfig().mathExpression?.expression.startsWith('ANOMALY_DETECTION_BAND') ?? false;
}
