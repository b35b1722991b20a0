import { Duration } from 'aws-cdk-lib';
import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type Candidate, targetGroupsOf } from './candidate';
import { minSamplesOf } from './evaluation';
import { NamedSignal } from './named-signal';
import type { Condition, RequestSignalOptions } from './signal';
import { enoughRequests, ofBaseline, servedBy, targetGroupMetric } from './target-group-metric';
import { Threshold } from './threshold';

/** The share of requests behind a load balancer that the candidate's targets answer with 5xx. In percent. */
export class TargetGroupErrors extends NamedSignal {
  /**
   * @param percent of the requests to one target group, above which a minute is bad: 0 to below 100
   * @throws where it is not a percentage
   */
  static above(percent: number, options: RequestSignalOptions = {}): TargetGroupErrors {
    return new TargetGroupErrors(Threshold.percent('TargetGroupErrors.above', percent, 'requests'), options);
  }

  private constructor(
    private readonly threshold: Threshold,
    private readonly options: RequestSignalOptions,
  ) {
    super({ id: 'Errors', runbook: 'error-rate' }, options);
  }

  conditions(candidate: Candidate): Condition[] {
    const minSamples = minSamplesOf(this.id, this.options.minSamples ?? 50);
    return targetGroupsOf('TargetGroupErrors', candidate).map((group) => ({
      id: `${group.label}${this.id}`,
      release: candidate.release,
      metric: new MathExpression({
        // The load balancer counts no 5xx in a minute without any.
        expression: `IF(${enoughRequests(group, minSamples)}, 100 * FILL(errors, 0) / requests)`,
        usingMetrics: {
          errors: targetGroupMetric(group, 'HTTPCode_Target_5XX_Count', Stats.SUM),
          requests: targetGroupMetric(group, 'RequestCount', Stats.SUM),
        },
        label: `errors of ${servedBy(group)} (%)`,
        period: Duration.minutes(1),
      }),
      ...ofBaseline(
        group,
        (baseline) =>
          new MathExpression({
            expression: '100 * FILL(allErrors, 0) / allRequests',
            usingMetrics: {
              allErrors: targetGroupMetric(baseline, 'HTTPCode_Target_5XX_Count', Stats.SUM),
              allRequests: targetGroupMetric(baseline, 'RequestCount', Stats.SUM),
            },
            label: 'errors of the baseline (%)',
            period: Duration.minutes(1),
          }),
      ),
      ...this.threshold.exceeded(this.id, this.options),
      means: `more than ${this.threshold.value} % of the requests to ${servedBy(group)} fail`,
      fed: { by: 'requests', minSamples },
      scope: group.mixed ? 'production' : 'candidate',
    }));
  }
}
