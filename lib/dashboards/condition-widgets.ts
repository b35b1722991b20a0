import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Condition, SignalAlarm } from '../alarms';
import { BriefGraph } from './brief-graph';
import { thresholds } from './thresholds';

/**
 * One graph for each condition: the candidate, the baseline beside it where there is one to compare, and the threshold. The
 * conditions of one signal on canaries share a graph, since each is one line.
 */
export function conditionWidgets(alarms: readonly SignalAlarm[]): BriefGraph[] {
  const graphs = new Map<unknown, SignalAlarm[]>();
  for (const alarm of alarms) {
    const key = alarm.condition.fed.by === 'canary' ? alarm.signal : alarm;
    graphs.set(key, [...(graphs.get(key) ?? []), alarm]);
  }
  return [...graphs.values()].map(
    (shown) =>
      new BriefGraph({
        title: titleOf(shown),
        width: 8,
        height: 6,
        left: shown.flatMap(({ condition }) => linesOf(condition)),
        leftAnnotations: thresholds(shown),
        leftYAxis: { min: 0 },
      }),
  );
}

function linesOf({ metric, baseline }: Condition): IMetric[] {
  return baseline === undefined ? [metric] : [metric, baseline];
}

function titleOf(shown: readonly SignalAlarm[]): string {
  const title = shown.map(({ condition, signal }) => (shown.length > 1 ? signal.id : condition.id))[0];
  return `${title}${shown.some(({ advisory }) => advisory) ? ' (advisory)' : ''}`;
}
