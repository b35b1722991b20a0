import { ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { type Candidate, functionsOf } from './candidate';
import { evaluationOf } from './evaluation';
import { lambdaMetric, liveMetric } from './lambda-metric';
import { NamedSignal } from './named-signal';
import type { Condition, SignalOptions } from './signal';

/**
 * Requests to the candidate that Lambda turned away for want of concurrency. They count neither as invocations nor as
 * errors, so an error rate does not see them.
 */
export class Throttles extends NamedSignal {
  /**
   * @param count in a minute, above which it is bad
   * @throws where it is not a count
   */
  static above(count: number, options: SignalOptions = {}): Throttles {
    if (!Number.isInteger(count) || count < 0) {
      throw new Error(`Throttles.above(${count}): it takes a whole number of requests in a minute, 0 or more.`);
    }
    return new Throttles(count, options);
  }

  private constructor(
    private readonly count: number,
    private readonly options: SignalOptions,
  ) {
    super({ id: 'Throttles', runbook: 'throttles' }, options);
  }

  conditions(candidate: Candidate): Condition[] {
    return functionsOf(this.id, candidate).map((fn) => ({
      id: `${fn.label}${this.id}`,
      release: `v${fn.version}`,
      metric: lambdaMetric(fn, 'Throttles', Stats.SUM),
      inBake: liveMetric(fn, 'Throttles', Stats.SUM),
      comparison: ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: this.count,
      ...evaluationOf(this.id, this.options),
      treatMissingData: TreatMissingData.NOT_BREACHING,
      means: `more than ${this.count} requests a minute to the candidate are throttled`,
      fed: { by: 'other' },
      scope: 'candidate',
    }));
  }
}
