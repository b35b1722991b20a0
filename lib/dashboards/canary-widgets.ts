import { Duration } from 'aws-cdk-lib';
import { GraphWidget, type IWidget, Metric, Stats, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { consoleUrl } from '../runbooks';

export interface DashboardCanary {
  readonly label: string;
  readonly canaryName: string;
}

/** The runs of canaries: whether they passed and how long they took, with a link to each canary's screenshots and logs. */
export function canaryWidgets(scope: Construct, canaries: readonly DashboardCanary[]): IWidget[] {
  if (canaries.length === 0) return [];
  const graph = (title: string, metricName: string) =>
    new GraphWidget({
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
      leftYAxis: { min: 0 },
    });
  return [
    graph('Canary runs that pass (%)', 'SuccessPercent'),
    graph('Canary runs (ms)', 'Duration'),
    new TextWidget({
      width: 6,
      height: 6,
      markdown: canaries
        .map(({ label, canaryName }) => `- [${label}](${consoleUrl(scope, `synthetics:canary/detail/${canaryName}`)})`)
        .join('\n'),
    }),
  ];
}
