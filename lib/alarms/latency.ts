import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, MathExpression, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { type Candidate, executedVersion } from './candidate';
import { evaluationOf, minSamplesOf } from './evaluation';
import type { Condition, RequestSignalOptions, Signal } from './signal';

export interface LatencyOptions extends RequestSignalOptions {
  /** Which percentile of the durations: above 0, below 100. @default 99 */
  readonly percentile?: number;
  /**
   * Requests to the candidate in a minute, below which the signal does not speak: the p99 of twenty requests is their
   * maximum, and one cold start would roll a good release back. @default - 100 / (100 - percentile): 100 for p99
   */
  readonly minSamples?: number;
}

/** How long the candidate's invocations take, without cold starts, by a percentile. */
export class Latency implements Signal {
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
    return new Latency(duration, percentile, options);
  }

  readonly id: string;
  readonly runbook: string;
  readonly advisory: boolean;

  private constructor(
    private readonly duration: Duration,
    private readonly percentile: number,
    private readonly options: LatencyOptions,
  ) {
    this.id = `LatencyP${String(percentile).replace('.', '')}`;
    this.runbook = options.runbook ?? 'latency';
    this.advisory = options.advisory ?? false;
  }

  conditions(candidate: Candidate): Condition[] {
    const defaultSamples = Math.ceil(Number((100 / (100 - this.percentile)).toFixed(6)));
    const minSamples = minSamplesOf(this.id, this.options.minSamples ?? defaultSamples);
    return candidate.functions.map((fn) => {
      const metric = (metricName: string, statistic: string) =>
        new Metric({
          namespace: 'AWS/Lambda',
          metricName,
          dimensionsMap: executedVersion(fn),
          statistic,
          period: Duration.minutes(1),
        });
      return {
        id: `${fn.label}${this.id}`,
        release: `v${fn.version}`,
        metric: new MathExpression({
          expression: `IF(invocations >= ${minSamples}, latency)`,
          usingMetrics: {
            invocations: metric('Invocations', Stats.SUM),
            latency: metric('Duration', Stats.percentile(this.percentile)),
          },
          label: `p${this.percentile} of the candidate (ms)`,
          period: Duration.minutes(1),
        }),
        comparison: ComparisonOperator.GREATER_THAN_THRESHOLD,
        threshold: this.duration.toMilliseconds(),
        ...evaluationOf(this.id, this.options),
        treatMissingData: TreatMissingData.NOT_BREACHING,
        means: `the candidate's p${this.percentile} latency is above ${this.duration.toMilliseconds()} ms`,
        fed: { by: 'requests', minSamples },
      };
    });
  }
}
