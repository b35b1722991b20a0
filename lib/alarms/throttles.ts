import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type Candidate, functionsOf, ofFunction } from './candidate';
import { lambdaMetric, liveMetric } from './lambda-metric';
import { NamedSignal } from './named-signal';
import type { Condition, SignalOptions } from './signal';
import { Threshold } from './threshold';

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
    return new Throttles(Threshold.count('Throttles.above', count, 'requests in a minute'), options);
  }

  private constructor(
    private readonly threshold: Threshold,
    private readonly options: SignalOptions,
  ) {
    super({ id: 'Throttles', runbook: 'throttles' }, options);
  }

  conditions(candidate: Candidate): Condition[] {
    return functionsOf(this.id, candidate).map((fn) => ({
      id: `${fn.label}${this.id}`,
      ...ofFunction(fn),
      metric: lambdaMetric(fn, 'Throttles', Stats.SUM),
      inBake: liveMetric(fn, 'Throttles', Stats.SUM),
      ...this.threshold.exceeded(this.id, this.options),
      means: `more than ${this.threshold.value} requests a minute to the candidate are throttled`,
      fed: { by: 'other' },
      scope: 'candidate',
    }));
  }
}
