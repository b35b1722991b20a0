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
