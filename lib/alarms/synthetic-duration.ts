import type { Duration } from 'aws-cdk-lib';
import { ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import { canariesOf, canaryConditionId, canaryMetric, ofCanary } from './canary-conditions';
import type { Candidate } from './candidate';
import { evaluationOf } from './evaluation';
import { NamedSignal } from './named-signal';
import type { Condition } from './signal';
import type { SyntheticOptions } from './synthetic-options';

/** How long a canary's runs take, without screenshots and uploads. */
export class SyntheticDuration extends NamedSignal {
  /**
   * @param duration above which a minute is bad
   * @throws where it is not a positive duration
   */
  static above(duration: Duration, options: SyntheticOptions = {}): SyntheticDuration {
    if (duration.toMilliseconds() <= 0) {
      throw new Error(`SyntheticDuration.above(${duration.toHumanString()}): the threshold is longer than nothing.`);
    }
    return new SyntheticDuration(duration.toMilliseconds(), options);
  }

  private constructor(
    private readonly milliseconds: number,
    private readonly options: SyntheticOptions,
  ) {
    super({ id: 'Duration', runbook: 'synthetic-duration' }, options);
  }

  conditions(candidate: Candidate): Condition[] {
    return canariesOf('SyntheticDuration', candidate, this.options.canaries).map((canary) => ({
      id: canaryConditionId(canary, this.id),
      metric: canaryMetric(canary, 'Duration', 'duration (ms)'),
      comparison: ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: this.milliseconds,
      ...evaluationOf('SyntheticDuration', this.options),
      means: `canary ${canary.label} takes longer than ${this.milliseconds} ms`,
      ...ofCanary(canary, candidate),
    }));
  }
}
