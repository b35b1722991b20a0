import { Duration } from 'aws-cdk-lib';
import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type Candidate, targetGroupsOf } from './candidate';
import { minSamplesOf } from './evaluation';
import { NamedSignal } from './named-signal';
import type { Condition, RequestSignalOptions } from './signal';
import { enoughRequests, ofBaseline, servedBy, targetGroupMetric } from './target-group-metric';
import { Threshold } from './threshold';

export interface TargetGroupLatencyOptions extends RequestSignalOptions {
  /** Which percentile of the response times: above 0, below 100. @default 99 */
  readonly percentile?: number;
}

/** How long the candidate's targets behind a load balancer take to answer, by a percentile. */
export class TargetGroupLatency extends NamedSignal {
  /**
   * @param duration above which a minute is bad
   * @throws where it is not a positive duration, or the percentile is none
   */
  static above(duration: Duration, options: TargetGroupLatencyOptions = {}): TargetGroupLatency {
    const { percentile = 99 } = options;
    if (!(percentile > 0 && percentile < 100)) {
      throw new Error(`TargetGroupLatency.above: percentile is ${percentile}; it is above 0 and below 100.`);
    }
    if (duration.toMilliseconds() <= 0) {
      throw new Error(`TargetGroupLatency.above(${duration.toHumanString()}): the threshold is longer than nothing.`);
    }
    return new TargetGroupLatency(Threshold.of(duration.toMilliseconds()), percentile, options);
  }

  private constructor(
    private readonly threshold: Threshold,
    private readonly percentile: number,
    private readonly options: TargetGroupLatencyOptions,
  ) {
    super({ id: `LatencyP${String(percentile).replace('.', '')}`, runbook: 'latency' }, options);
  }

  conditions(candidate: Candidate): Condition[] {
    const samples = Math.ceil(Number((100 / (100 - this.percentile)).toFixed(6)));
    const minSamples = minSamplesOf(this.id, this.options.minSamples ?? samples);
    return targetGroupsOf('TargetGroupLatency', candidate).map((group) => ({
      id: `${group.label}${this.id}`,
      release: candidate.release,
      metric: new MathExpression({
        // Response times are in seconds.
        expression: `IF(${enoughRequests(group, minSamples)}, 1000 * latency)`,
        usingMetrics: {
          requests: targetGroupMetric(group, 'RequestCount', Stats.SUM),
          latency: targetGroupMetric(group, 'TargetResponseTime', Stats.percentile(this.percentile)),
        },
        label: `p${this.percentile} of ${servedBy(group)} (ms)`,
        period: Duration.minutes(1),
      }),
      ...ofBaseline(
        group,
        (baseline) =>
          new MathExpression({
            expression: '1000 * allLatency',
            usingMetrics: {
              allLatency: targetGroupMetric(baseline, 'TargetResponseTime', Stats.percentile(this.percentile)),
            },
            label: `p${this.percentile} of the baseline (ms)`,
            period: Duration.minutes(1),
          }),
      ),
      ...this.threshold.exceeded(this.id, this.options),
      means: `the p${this.percentile} response time of ${servedBy(group)} is above ${this.threshold.value} ms`,
      fed: { by: 'requests', minSamples },
      scope: group.mixed ? 'production' : 'candidate',
    }));
  }
}
