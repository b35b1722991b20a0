import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { canariesOf, canaryConditionId, fedBy } from './canary-conditions';
import type { Candidate } from './candidate';
import { evaluationOf } from './evaluation';
import type { Condition, Signal, SignalOptions } from './signal';

export interface SyntheticOptions extends SignalOptions {
  /** Only these canaries, by the names of their scripts. @default - all of the guard */
  readonly canaries?: readonly string[];
}

/** The share of canary runs that pass. In percent: a run counts 100 or 0. */
export class SyntheticSuccess implements Signal {
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

  readonly id = 'Success';
  readonly runbook: string;
  readonly advisory: boolean;

  private constructor(
    private readonly percent: number,
    private readonly options: SyntheticOptions,
  ) {
    this.runbook = options.runbook ?? 'synthetic-success';
    this.advisory = options.advisory ?? false;
  }

  conditions(candidate: Candidate): Condition[] {
    return canariesOf('SyntheticSuccess', candidate, this.options.canaries).map((canary) => ({
      id: canaryConditionId(canary, this.id),
      release: candidate.release,
      metric: new Metric({
        namespace: 'CloudWatchSynthetics',
        metricName: 'SuccessPercent',
        dimensionsMap: { CanaryName: canary.canaryName },
        statistic: Stats.AVERAGE,
        period: canary.alwaysRuns ? canary.interval : Duration.minutes(1),
        label: `${canary.label}: runs that pass (%)`,
      }),
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: this.percent,
      ...evaluationOf('SyntheticSuccess', this.options),
      // A pinned canary stands still between deployments; the AfterAllowTraffic hook finds one that falls silent in one.
      treatMissingData: canary.alwaysRuns ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      means: `canary ${canary.label} fails`,
      fed: fedBy(canary),
    }));
  }
}
