import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, MathExpression, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { type Candidate, targetGroupsOf } from './candidate';
import { evaluationOf, minSamplesOf } from './evaluation';
import { NamedSignal } from './named-signal';
import type { Condition, RequestSignalOptions } from './signal';
import { enoughRequests, ofBaseline, servedBy, targetGroupMetric } from './target-group-metric';

/** The share of requests behind a load balancer that the candidate's targets answer with 5xx. In percent. */
export class TargetGroupErrors extends NamedSignal {
  /**
   * @param percent of the requests to one target group, above which a minute is bad: 0 to below 100
   * @throws where it is not a percentage
   */
  static above(percent: number, options: RequestSignalOptions = {}): TargetGroupErrors {
    if (!(percent >= 0 && percent < 100)) {
      throw new Error(`TargetGroupErrors.above(${percent}): a share of requests is from 0 to below 100 percent.`);
    }
    return new TargetGroupErrors(percent, options);
  }

  private constructor(
    private readonly percent: number,
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
      comparison: ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: this.percent,
      ...evaluationOf(this.id, this.options),
      treatMissingData: TreatMissingData.NOT_BREACHING,
      means: `more than ${this.percent} % of the requests to ${servedBy(group)} fail`,
      fed: { by: 'requests', minSamples },
      scope: group.mixed ? 'production' : 'candidate',
    }));
  }
}
