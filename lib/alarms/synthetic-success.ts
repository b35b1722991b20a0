import { ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import { canariesOf, canaryConditionId, canaryMetric, ofCanary } from './canary-conditions';
import type { Candidate } from './candidate';
import { evaluationOf } from './evaluation';
import { NamedSignal } from './named-signal';
import type { Condition } from './signal';
import type { SyntheticOptions } from './synthetic-options';

/** The share of canary runs that pass. In percent: a run counts 100 or 0. */
export class SyntheticSuccess extends NamedSignal {
  /**
   * @param percent of the runs, below which a minute is bad: above 0, to 100
   * @throws where it is not a percentage
   */
  static below(percent: number, options: SyntheticOptions = {}): SyntheticSuccess {
    if (!(percent > 0 && percent <= 100)) {
      throw new Error(`SyntheticSuccess.below(${percent}): a share of runs is from above 0 to 100 percent.`);
    }
    return new SyntheticSuccess(percent, options);
  }

  private constructor(
    private readonly percent: number,
    private readonly options: SyntheticOptions,
  ) {
    super({ id: 'Success', runbook: 'synthetic-success' }, options);
  }

  conditions(candidate: Candidate): Condition[] {
    return canariesOf('SyntheticSuccess', candidate, this.options.canaries).map((canary) => ({
      id: canaryConditionId(canary, this.id),
      metric: canaryMetric(canary, 'SuccessPercent', 'runs that pass (%)'),
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: this.percent,
      ...evaluationOf('SyntheticSuccess', this.options),
      means: `canary ${canary.label} fails`,
      ...ofCanary(canary, candidate),
    }));
  }
}
