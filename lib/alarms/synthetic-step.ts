import { ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import { canariesOf, canaryConditionId, canaryMetric, ofCanary, pascal } from './canary-conditions';
import type { Candidate } from './candidate';
import { evaluationOf } from './evaluation';
import { NamedSignal } from './named-signal';
import type { Condition } from './signal';
import type { SyntheticOptions } from './synthetic-options';

/**
 * The share of a canary's runs in which one step passes. In percent. A run that ends before the step says nothing of it: of a pinned
 * canary that is no fault, of one that always runs it is, as any silence.
 */
export class SyntheticStep extends NamedSignal {
  /**
   * @param step the name that the script gives it, such as `buy`
   * @param percent of the steps, below which a minute is bad: above 0, to 100
   * @throws where it is not a percentage
   */
  static below(step: string, percent: number, options: SyntheticOptions = {}): SyntheticStep {
    if (!(percent > 0 && percent <= 100)) {
      throw new Error(`SyntheticStep.below('${step}', ${percent}): a share of steps is from above 0 to 100 percent.`);
    }
    return new SyntheticStep(step, percent, options);
  }

  private constructor(
    private readonly step: string,
    private readonly percent: number,
    private readonly options: SyntheticOptions,
  ) {
    super({ id: `Step${pascal(step)}`, runbook: 'synthetic-success' }, options);
  }

  conditions(candidate: Candidate): Condition[] {
    return canariesOf('SyntheticStep', candidate, this.options.canaries).map((canary) => ({
      id: canaryConditionId(canary, this.id),
      metric: canaryMetric(canary, 'SuccessPercent', `step ${this.step} passes (%)`, this.step),
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: this.percent,
      ...evaluationOf('SyntheticStep', this.options),
      means: `step '${this.step}' of canary ${canary.label} fails`,
      ...ofCanary(canary, candidate),
    }));
  }
}
