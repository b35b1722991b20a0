import { Duration } from 'aws-cdk-lib';
import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type CandidateFunction, lambdaMetric, liveMetric } from '../alarms';
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
