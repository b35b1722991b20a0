import { Token } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { StageGuards } from './guards-in';

/** What the bake's function counts as requests, in the form that it reads. @throws where a metric has no name at synth */
export function requestsOf(stageName: string, guards: StageGuards, metrics: readonly IMetric[] | undefined): object[] {
  if (metrics === undefined) return [...guards.requests];
  return metrics.map((metric) => {
    const { metricStat } = metric.toMetricConfig();
    if (metricStat === undefined) {
      throw new Error(`${stageName}: requests holds metric math; the bake adds up sums of metrics alone.`);
    }
    const { namespace, metricName, dimensions = [] } = metricStat;
    for (const { name, value } of dimensions) {
      if (Token.isUnresolved(value)) {
        throw new Error(
          `${stageName}: the dimension ${name} of ${namespace} ${metricName} is known only after the deployment, and a pipeline ` +
            'cannot refer to what it deploys; give the resource a name.',
        );
      }
    }
    return {
      namespace,
      name: metricName,
      dimensions: Object.fromEntries(dimensions.map(({ name, value }) => [name, value])),
    };
  });
}
