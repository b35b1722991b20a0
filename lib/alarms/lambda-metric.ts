import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type CandidateFunction, executedVersion } from './candidate';

/** One of Lambda's metrics of the candidate alone, by the minute. */
export function lambdaMetric(of: CandidateFunction, metricName: string, statistic: string): Metric {
  return new Metric({
    namespace: 'AWS/Lambda',
    metricName,
    dimensionsMap: executedVersion(of),
    statistic,
    period: Duration.minutes(1),
  });
}

/** One of Lambda's metrics of the live alias, whatever version serves: for the eye, never for an alarm of the guard. */
export function liveMetric(of: CandidateFunction, metricName: string, statistic: string): Metric {
  return new Metric({
    namespace: 'AWS/Lambda',
    metricName,
    dimensionsMap: { FunctionName: of.functionName, Resource: `${of.functionName}:${of.aliasName}` },
    statistic,
    period: Duration.minutes(1),
  });
}
