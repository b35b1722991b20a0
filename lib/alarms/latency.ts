import { Duration } from 'aws-cdk-lib';
import { MathExpression, type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type Candidate, functionsOf, ofFunction } from './candidate';
import { minSamplesOf } from './evaluation';
import { lambdaMetric, liveMetric } from './lambda-metric';
import { NamedSignal } from './named-signal';
import type { Condition, RequestSignalOptions } from './signal';
import { Threshold } from './threshold';

export interface LatencyOptions extends RequestSignalOptions {
  /** Which percentile of the durations: above 0, below 100. @default 99 */
  readonly percentile?: number;
  /**
   * The mean of the durations up to that percentile instead of the percentile itself: it moves less with single requests.
   * @default false
   */
  readonly trimmedMean?: boolean;
  /**
   * Requests to the candidate in a minute, below which the signal does not speak: the p99 of twenty requests is their
   * maximum, and one cold start would roll a good release back. @default - 100 / (100 - percentile): 100 for p99
   */
  readonly minSamples?: number;
}

/** How long the candidate's invocations take, without cold starts: a percentile, or a trimmed mean. */
export class Latency extends NamedSignal {
  /**
   * @param duration above which a minute is bad
   * @throws where it is not a positive duration, or the percentile is none
   */
  static above(duration: Duration, options: LatencyOptions = {}): Latency {
    const { percentile = 99 } = options;
    if (!(percentile > 0 && percentile < 100)) {
      throw new Error(`Latency.above: percentile is ${percentile}; it is above 0 and below 100, such as 99 or 99.9.`);
    }
    if (duration.toMilliseconds() <= 0) {
      throw new Error(`Latency.above(${duration.toHumanString()}): the threshold is longer than nothing.`);
    }
    return new Latency(Threshold.of(duration.toMilliseconds()), percentile, options);
  }

  private readonly statistic: string;

  private constructor(
    private readonly threshold: Threshold,
    private readonly percentile: number,
    private readonly options: LatencyOptions,
  ) {
    const kind = options.trimmedMean ? 'Tm' : 'P';
    super({ id: `Latency${kind}${String(percentile).replace('.', '')}`, runbook: 'latency' }, options);
    this.statistic = options.trimmedMean ? Stats.tm(0, percentile) : Stats.percentile(percentile);
  }

  conditions(candidate: Candidate): Condition[] {
    const samples = Math.ceil(Number((100 / (100 - this.percentile)).toFixed(6)));
    const minSamples = minSamplesOf(this.id, this.options.minSamples ?? samples);
    const name = this.options.trimmedMean ? `mean up to p${this.percentile}` : `p${this.percentile}`;
    return functionsOf(this.id, candidate).map((fn) => ({
      id: `${fn.label}${this.id}`,
      ...ofFunction(fn),
      metric: enough(minSamples, `${name} of the candidate (ms)`, {
        invocations: lambdaMetric(fn, 'Invocations', Stats.SUM),
        latency: lambdaMetric(fn, 'Duration', this.statistic),
      }),
      inBake: enough(minSamples, `${name} of the candidate (ms)`, {
        invocations: liveMetric(fn, 'Invocations', Stats.SUM),
        latency: liveMetric(fn, 'Duration', this.statistic),
      }),
      baseline: liveMetric(fn, 'Duration', this.statistic).with({ label: `${name} of all versions (ms)` }),
      ...this.threshold.exceeded(this.id, this.options),
      means: `the candidate's ${name} latency is above ${this.threshold.value} ms`,
      fed: { by: 'requests', minSamples },
      scope: 'candidate',
    }));
  }
}

/** The latency where there are enough requests for it to mean something, else nothing. */
function enough(
  minSamples: number,
  label: string,
  usingMetrics: Record<'invocations' | 'latency', Metric>,
): MathExpression {
  return new MathExpression({
    expression: `IF(invocations >= ${minSamples}, latency)`,
    usingMetrics,
    label,
    period: Duration.minutes(1),
  });
}
