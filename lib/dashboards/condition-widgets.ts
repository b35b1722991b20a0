import { Color, GraphWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Condition, SignalAlarm } from '../alarms';

/** One graph for each condition: the candidate, the baseline beside it where there is one to compare, and the threshold. */
export function conditionWidgets(alarms: readonly SignalAlarm[]): GraphWidget[] {
  return alarms.map(
    ({ condition, advisory }) =>
      new GraphWidget({
        title: `${condition.id}${advisory ? ' (advisory)' : ''}`,
        width: 8,
        height: 6,
        left: [condition.metric, ...(condition.baseline === undefined ? [] : [condition.baseline])],
        // A band is drawn by its own expression.
        leftAnnotations: isBand(condition)
          ? []
          : [{ value: condition.threshold, label: 'threshold', color: Color.RED }],
        leftYAxis: { min: 0 },
      }),
  );
}

function isBand({ metric }: Condition): boolean {
  return metric.toMetricConfig().mathExpression?.expression.startsWith('ANOMALY_DETECTION_BAND') ?? false;
}
