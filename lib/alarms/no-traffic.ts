import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, type IMetric, MathExpression, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { type Candidate, ofFunction } from './candidate';
import { evaluationOf } from './evaluation';
import { lambdaMetric } from './lambda-metric';
import { NamedSignal } from './named-signal';
import type { Condition, SignalOptions } from './signal';
import { targetGroupMetric } from './target-group-metric';

/**
 * The candidate gets fewer requests than it should. Always advisory: before the shift nothing is what the candidate should
 * get, so this alarm is red when CodeDeploy looks for the first time, and as a reason to roll back it would refuse every
 * release. It tells whoever reads the verdict that the other signals had nothing to measure.
 */
export class NoTraffic extends NamedSignal {
  /**
   * @param count of the candidate's requests in a minute
   * @throws where it is not a count
   */
  static below(count: number, options: Omit<SignalOptions, 'advisory'> = {}): NoTraffic {
    if (!Number.isInteger(count) || count < 1) {
      throw new Error(`NoTraffic.below(${count}): it takes a whole number of requests in a minute, 1 or more.`);
    }
    return new NoTraffic(count, options);
  }

  private constructor(
    private readonly count: number,
    private readonly options: SignalOptions,
  ) {
    super({ id: 'NoTraffic', runbook: 'no-traffic' }, { ...options, advisory: true });
  }

  conditions(candidate: Candidate): Condition[] {
    const { functions, targetGroups = [] } = candidate;
    if (functions.length === 0) {
      return targetGroups.map((group) => ({
        ...this.condition(group.label, targetGroupMetric(group, 'RequestCount', Stats.SUM)),
        release: candidate.release,
        scope: group.mixed ? 'production' : 'candidate',
      }));
    }
    return functions.map((fn) => ({
      ...this.condition(fn.label, lambdaMetric(fn, 'Invocations', Stats.SUM)),
      ...ofFunction(fn),
      scope: 'candidate',
    }));
  }

  private condition(label: string, requests: IMetric): Omit<Condition, 'release' | 'scope'> {
    return {
      id: `${label}${this.id}`,
      metric: new MathExpression({
        expression: 'FILL(requests, 0)',
        usingMetrics: { requests },
        label: 'requests to the candidate',
        period: Duration.minutes(1),
      }),
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: this.count,
      ...evaluationOf(this.id, this.options),
      treatMissingData: TreatMissingData.BREACHING,
      means: `the candidate gets fewer than ${this.count} requests a minute`,
      fed: { by: 'other' },
    };
  }
}
