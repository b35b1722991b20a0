import { Duration } from 'aws-cdk-lib';
import { type IWidget, Metric, Stats, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { type SignalAlarm, SyntheticDuration, SyntheticSuccess } from '../alarms';
import { BriefGraph } from './brief-graph';
import { thresholds } from './thresholds';

export interface DashboardCanary {
  readonly label: string;
  readonly canaryName: string;
}

/** Whether the graphs of canaries' runs show what an alarm measures, so that it needs none of its own. */
export function isOfRuns({ signal }: SignalAlarm): boolean {
  return signal instanceof SyntheticSuccess || signal instanceof SyntheticDuration;
}

/**
 * The runs of canaries: whether they passed and how long they took, with a link to each canary's screenshots and logs.
 * @param alarms on these runs, whose thresholds the graphs show
 */
export function canaryWidgets(canaries: readonly DashboardCanary[], alarms: readonly SignalAlarm[]): IWidget[] {
  if (canaries.length === 0) return [];
  const graph = (title: string, metricName: string, signal: typeof SyntheticSuccess | typeof SyntheticDuration) =>
    new BriefGraph({
      title,
      width: 9,
      height: 6,
      left: canaries.map(
        ({ label, canaryName }) =>
          new Metric({
            namespace: 'CloudWatchSynthetics',
            metricName,
            dimensionsMap: { CanaryName: canaryName },
            statistic: Stats.AVERAGE,
            period: Duration.minutes(1),
            label,
          }),
      ),
      leftAnnotations: thresholds(alarms.filter((alarm) => alarm.signal instanceof signal)),
      leftYAxis: { min: 0 },
    });
  return [
    graph('Canary runs that pass (%)', 'SuccessPercent', SyntheticSuccess),
    graph('Canary runs (ms)', 'Duration', SyntheticDuration),
    new TextWidget({
      width: 6,
      height: 6,
      // Addresses relative to the console's page: the board lies in the Region of its canaries.
      markdown: canaries
        .map(({ label, canaryName }) => `- [${label}](#synthetics:canary/detail/${canaryName})`)
        .join('\n'),
    }),
  ];
}
