import { Token } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ConditionScope } from './signal';

/**
 * Refuses a metric whose dimensions cannot be what a guard means by it. CloudWatch takes any dimensions: an alarm on wrong
 * ones has no data for ever, or the data of another version.
 * @throws with what is wrong and what to write instead
 */
export function refuseDimensions(signal: string, metric: IMetric, scope: ConditionScope): void {
  const { metricStat, mathExpression } = metric.toMetricConfig();
  for (const used of Object.values(mathExpression?.usingMetrics ?? {})) refuseDimensions(signal, used, scope);
  if (metricStat === undefined) return;
  const { namespace, metricName } = metricStat;
  const dimensions = new Map((metricStat.dimensions ?? []).map(({ name, value }) => [name, String(value)]));
  if (namespace === 'AWS/Lambda') refuseLambda(`${signal}: ${namespace} ${metricName}`, dimensions, scope);
  if (namespace === 'CloudWatchSynthetics' && !dimensions.has('CanaryName')) {
    throw new Error(
      `${signal}: ${namespace} ${metricName} has no CanaryName, so it is the mean over every canary of the account. ` +
        'Name the canary.',
    );
  }
  if (namespace === 'AWS/ApiGateway' && scope === 'candidate') {
    throw new Error(
      `${signal}: ${namespace} ${metricName} counts both versions behind the API. ` +
        "Use a metric of the candidate, or say scope: 'production'.",
    );
  }
}

function refuseLambda(what: string, dimensions: Map<string, string>, scope: ConditionScope): void {
  const resource = dimensions.get('Resource') ?? '';
  if (!Token.isUnresolved(resource) && /:(\d+|\$LATEST)$/.test(resource)) {
    throw new Error(
      `${what} has Resource=${resource}: Lambda writes none there for requests that came through an alias, so the alarm ` +
        'would never have data. Use FunctionName, Resource=function:alias and ExecutedVersion: `lambdaMetric` makes it.',
    );
  }
  if (scope === 'candidate' && !dimensions.has('ExecutedVersion')) {
    throw new Error(
      `${what} has no ExecutedVersion, so it mixes the baseline's requests with the candidate's: at 10 % of the traffic, ` +
        "half of the requests failing reads as 5 %. Use `lambdaMetric`, or say scope: 'production'.",
    );
  }
}
