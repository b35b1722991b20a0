import { Token } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { FAULT_METRIC, FAULT_NAMESPACE } from './fault-metric';
import type { ConditionScope } from './signal';

/** Services whose metrics do not know versions, and what it is that serves both. */
const MIXED: Readonly<Record<string, string>> = {
  'AWS/ApiGateway': 'behind the API',
  'AWS/ECS': 'of the service',
  'AWS/SQS': 'that read the queue',
};

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
  if (scope === 'candidate') refuseMixed(signal, { namespace, metricName, dimensions });
}

function refuseMixed(
  signal: string,
  { namespace, metricName, dimensions }: { namespace: string; metricName: string; dimensions: Map<string, string> },
): void {
  const what = `${signal}: ${namespace} ${metricName}`;
  const mixed = MIXED[namespace];
  if (mixed !== undefined) {
    throw new Error(
      `${what} counts both versions ${mixed}. Use a metric of the candidate, or say scope: 'production'.`,
    );
  }
  if (namespace === 'AWS/ApplicationELB' && !dimensions.has('TargetGroup')) {
    throw new Error(
      `${what} has no TargetGroup, so it counts the requests of both versions. Use TargetGroupErrors or TargetGroupLatency, or say ` +
        "scope: 'production'.",
    );
  }
  if (namespace === FAULT_NAMESPACE && metricName === FAULT_METRIC && !dimensions.has('ExecutedVersion')) {
    throw new Error(`${what} has no ExecutedVersion, by which \`countFaults\` writes it. Use FaultRate.`);
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
  if (dimensions.get('FunctionName')?.includes(':')) {
    throw new Error(
      `${what} has a FunctionName with a version or an alias in it, as \`version.metric…()\` of CDK makes it: Lambda writes none such, ` +
        'so the alarm would never have data. `lambdaMetric` makes it.',
    );
  }
  if (dimensions.has('ExecutedVersion') && !(dimensions.has('FunctionName') && dimensions.has('Resource'))) {
    throw new Error(
      `${what} has ExecutedVersion without FunctionName and Resource: Lambda writes all three together or none of them, so the alarm ` +
        'would never have data. `lambdaMetric` makes it.',
    );
  }
  if (scope === 'candidate' && !dimensions.has('ExecutedVersion')) {
    throw new Error(
      `${what} has no ExecutedVersion, so it mixes the baseline's requests with the candidate's: at 10 % of the traffic, ` +
        "half of the requests failing reads as 5 %. Use `lambdaMetric`, or say scope: 'production'.",
    );
  }
}
