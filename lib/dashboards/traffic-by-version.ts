import { Duration } from 'aws-cdk-lib';
import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import {
  type CandidateFunction,
  type CandidateTargetGroup,
  lambdaMetric,
  liveMetric,
  targetGroupMetric,
} from '../alarms';
import { BriefGraph } from './brief-graph';

/** How many requests of the live alias each version serves. */
export function trafficByVersion(fn: CandidateFunction, width: number): BriefGraph {
  const candidate = lambdaMetric(fn, 'Invocations', Stats.SUM).with({ label: 'candidate' });
  const all = liveMetric(fn, 'Invocations', Stats.SUM);
  return new BriefGraph({
    title: `Requests a minute by version${fn.label === '' ? '' : `: ${fn.label}`}`,
    width,
    height: 6,
    stacked: true,
    left: [
      new MathExpression({
        // The candidate has no datapoint in a minute in which all requests met the baseline.
        expression: 'all - FILL(candidate, 0)',
        usingMetrics: { all, candidate },
        label: 'baseline',
        period: Duration.minutes(1),
      }),
      candidate,
    ],
  });
}

/** How many requests of a load balancer the targets of each version serve; where nothing tells the versions apart, how many in all. */
export function targetGroupTraffic(group: CandidateTargetGroup, width: number): BriefGraph {
  const { baseline, label, loadBalancer, mixed } = group;
  const requests = (targetGroup: string, name: string) =>
    targetGroupMetric({ loadBalancer, targetGroup }, 'RequestCount', Stats.SUM).with({ label: name });
  return new BriefGraph({
    title: `Requests a minute${mixed ? '' : ' by version'}${label === '' ? '' : `: ${label}`}`,
    width,
    height: 6,
    stacked: true,
    left: [
      ...(baseline === undefined ? [] : [requests(baseline, 'baseline')]),
      requests(group.targetGroup, mixed ? 'both versions' : 'candidate'),
    ],
  });
}
