import { Duration } from 'aws-cdk-lib';
import { type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { CandidateTargetGroup } from './candidate';
import type { Condition } from './signal';

/** One of an Application Load Balancer's metrics of one target group, by the minute. */
export function targetGroupMetric(
  of: Pick<CandidateTargetGroup, 'loadBalancer' | 'targetGroup'>,
  metricName: string,
  statistic: string,
): Metric {
  return new Metric({
    namespace: 'AWS/ApplicationELB',
    metricName,
    dimensionsMap: { LoadBalancer: of.loadBalancer, TargetGroup: of.targetGroup },
    statistic,
    period: Duration.minutes(1),
  });
}

/**
 * When a minute of a target group says something of the candidate: with enough requests, and not before its release. The group
 * may have served a bad release a moment ago, whose minutes would stop the fix.
 */
export function enoughRequests({ since }: CandidateTargetGroup, minSamples: number): string {
  const enough = `requests >= ${minSamples}`;
  return since === undefined ? enough : `${enough} AND EPOCH(requests) >= ${since}`;
}

/** What a condition on a target group is about, in words. */
export function servedBy({ label, mixed }: CandidateTargetGroup): string {
  const group = label === '' ? '' : ` of target group ${label}`;
  return mixed ? `the servers${group}, of both versions,` : label === '' ? 'the candidate' : `the targets${group}`;
}

/** The same of the target group that the baseline stands behind, where there is one. */
export function ofBaseline(
  { baseline, loadBalancer }: CandidateTargetGroup,
  metric: (group: Pick<CandidateTargetGroup, 'loadBalancer' | 'targetGroup'>) => IMetric,
): Pick<Condition, 'baseline'> {
  return baseline === undefined ? {} : { baseline: metric({ loadBalancer, targetGroup: baseline }) };
}
