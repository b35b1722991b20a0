import { Color, GraphWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { SignalAlarm } from '../alarms';

/** One graph for each condition: the candidate, the baseline beside it where there is one to compare, and the threshold. */
export function conditionWidgets(alarms: readonly SignalAlarm[]): GraphWidget[] {
  return alarms.map(
    ({ condition, advisory }) =>
      new GraphWidget({
        title: `${condition.id}${advisory ? ' (advisory)' : ''}`,
        width: 8,
        height: 6,
        left: [condition.metric, ...(condition.baseline === undefined ? [] : [condition.baseline])],
        leftAnnotations: [{ value: condition.threshold, label: 'threshold', color: Color.RED }],
        leftYAxis: { min: 0 },
      }),
  );
}
