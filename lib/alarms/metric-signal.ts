import { ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { type Candidate, type CandidateFunction, functionsOf, ofFunction } from './candidate';
import { evaluationOf } from './evaluation';
import { NamedSignal } from './named-signal';
import { refuseDimensions } from './refuse-dimensions';
import type { Condition, ConditionScope, Fed, SignalOptions } from './signal';

export interface MetricSignalOptions extends SignalOptions {
  /** Names the signal and its alarms: letters and digits. */
  readonly id: string;
  /** The page for whoever is paged: a name in runbooks/, or an https address. */
  readonly runbook: string;
  /** What it means that this is bad: one clause, such as `the candidate drops orders`. */
  readonly means: string;
  /** @default 'candidate' */
  readonly scope?: ConditionScope;
  /** What a minute without a datapoint means. @default TreatMissingData.NOT_BREACHING */
  readonly treatMissingData?: TreatMissingData;
  /**
   * Set where the metric speaks only from a count of requests on, so that synth can tell whether it will.
   * @default - not known
   */
  readonly minSamples?: number;
}

/** What to measure of a function: a metric or metric math, by the minute. `lambdaMetric` gives Lambda's own. */
export type MetricOf = (candidate: CandidateFunction) => IMetric;

/** Any metric, or metric math over metrics, of each function of the guard. */
export class MetricSignal extends NamedSignal {
  /** A value above the threshold is bad. */
  static above(threshold: number, metric: MetricOf, options: MetricSignalOptions): MetricSignal {
    return new MetricSignal(ComparisonOperator.GREATER_THAN_THRESHOLD, threshold, metric, options);
  }

  /** A value below the threshold is bad. */
  static below(threshold: number, metric: MetricOf, options: MetricSignalOptions): MetricSignal {
    return new MetricSignal(ComparisonOperator.LESS_THAN_THRESHOLD, threshold, metric, options);
  }

  private constructor(
    private readonly comparison: ComparisonOperator,
    private readonly threshold: number,
    private readonly metric: MetricOf,
    private readonly options: MetricSignalOptions,
  ) {
    super({ id: options.id, runbook: options.runbook }, options);
  }

  /** @throws where the metric's dimensions are not those of the candidate. */
  conditions(candidate: Candidate): Condition[] {
    const { scope = 'candidate', minSamples } = this.options;
    const fed: Fed = minSamples === undefined ? { by: 'other' } : { by: 'requests', minSamples };
    return functionsOf(this.id, candidate).map((fn) => {
      const metric = this.metric(fn);
      refuseDimensions(this.id, metric, scope);
      return {
        id: `${fn.label}${this.id}`,
        ...ofFunction(fn),
        ...(scope === 'candidate' ? {} : { release: candidate.release }),
        metric,
        comparison: this.comparison,
        threshold: this.threshold,
        ...evaluationOf(this.id, this.options),
        treatMissingData: this.options.treatMissingData ?? TreatMissingData.NOT_BREACHING,
        means: this.options.means,
        fed,
        scope,
      };
    });
  }
}
