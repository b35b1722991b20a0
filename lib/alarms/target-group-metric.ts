import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { CandidateTargetGroup } from './candidate';

/** One of an Application Load Balancer's metrics of one target group, by the minute. */
export function targetGroupMetric(of: CandidateTargetGroup, metricName: string, statistic: string): Metric {
  return new Metric({
    namespace: 'AWS/ApplicationELB',
    metricName,
    dimensionsMap: { LoadBalancer: of.loadBalancer, TargetGroup: of.targetGroup },
    statistic,
    period: Duration.minutes(1),
  });
}
