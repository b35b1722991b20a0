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
  /**
   * Whose data the metric holds. Of a metric that is the same for every function it is to be said: one that carries the release as a
   * dimension, as servers and containers may write it, is on the candidate alone.
   * @default - 'candidate' of a metric for each function, else 'production'
   */
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

/** Any metric, or metric math over metrics: of each function of the guard, or of the release as a whole, whatever it is. */
export class MetricSignal extends NamedSignal {
  /** A value above the threshold is bad. */
  static above(threshold: number, metric: MetricOf | IMetric, options: MetricSignalOptions): MetricSignal {
    return new MetricSignal(ComparisonOperator.GREATER_THAN_THRESHOLD, threshold, metric, options);
  }

  /** A value below the threshold is bad. */
  static below(threshold: number, metric: MetricOf | IMetric, options: MetricSignalOptions): MetricSignal {
    return new MetricSignal(ComparisonOperator.LESS_THAN_THRESHOLD, threshold, metric, options);
  }

  private constructor(
    private readonly comparison: ComparisonOperator,
    private readonly threshold: number,
    private readonly metric: MetricOf | IMetric,
    private readonly options: MetricSignalOptions,
  ) {
    super({ id: options.id, runbook: options.runbook }, options);
    if (!Number.isFinite(threshold)) throw new Error(`${options.id}: the threshold is ${threshold}; it is a number.`);
  }

  /** @throws where the metric's dimensions are not those of the candidate. */
  conditions(candidate: Candidate): Condition[] {
    const metric = this.metric;
    if (typeof metric !== 'function') {
      const { scope = 'production' } = this.options;
      return [{ ...this.condition(this.id, metric, scope), release: candidate.release }];
    }
    const { scope = 'candidate' } = this.options;
    return functionsOf(this.id, candidate).map((fn) => ({
      ...this.condition(`${fn.label}${this.id}`, metric(fn), scope),
      ...ofFunction(fn),
      ...(scope === 'candidate' ? {} : { release: candidate.release }),
    }));
  }

  private condition(id: string, metric: IMetric, scope: ConditionScope): Omit<Condition, 'release'> {
    refuseDimensions(this.id, metric, scope);
    const { minSamples, treatMissingData = TreatMissingData.NOT_BREACHING, means } = this.options;
    const fed: Fed = minSamples === undefined ? { by: 'other' } : { by: 'requests', minSamples };
    return {
      id,
      metric,
      comparison: this.comparison,
      threshold: this.threshold,
      ...evaluationOf(this.id, this.options),
      treatMissingData,
      means,
      fed,
      scope,
    };
  }
}
