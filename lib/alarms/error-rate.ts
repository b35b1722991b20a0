import { Duration } from 'aws-cdk-lib';
import { MathExpression, type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type Candidate, functionsOf, ofFunction } from './candidate';
import { minSamplesOf } from './evaluation';
import { lambdaMetric, liveMetric } from './lambda-metric';
import { NamedSignal } from './named-signal';
import type { Condition, RequestSignalOptions } from './signal';
import { Threshold } from './threshold';

/** The share of the candidate's invocations that end in an error: handlers that throw, time out or crash. In percent. */
export class ErrorRate extends NamedSignal {
  /**
   * @param percent of the candidate's invocations, above which a minute is bad: 0 to below 100
   * @throws where it is not a percentage
   */
  static above(percent: number, options: RequestSignalOptions = {}): ErrorRate {
    return new ErrorRate(Threshold.percent('ErrorRate.above', percent, 'invocations'), options);
  }

  private constructor(
    private readonly threshold: Threshold,
    private readonly options: RequestSignalOptions,
  ) {
    super({ id: 'ErrorRate', runbook: 'error-rate' }, options);
  }

  conditions(candidate: Candidate): Condition[] {
    const minSamples = minSamplesOf(this.id, this.options.minSamples ?? 50);
    return functionsOf(this.id, candidate).map((fn) => ({
      id: `${fn.label}${this.id}`,
      ...ofFunction(fn),
      metric: rate(minSamples, {
        errors: lambdaMetric(fn, 'Errors', Stats.SUM),
        invocations: lambdaMetric(fn, 'Invocations', Stats.SUM),
      }),
      inBake: rate(minSamples, {
        errors: liveMetric(fn, 'Errors', Stats.SUM),
        invocations: liveMetric(fn, 'Invocations', Stats.SUM),
      }),
      baseline: new MathExpression({
        expression: '100 * (allErrors - FILL(errors, 0)) / (allInvocations - FILL(invocations, 0))',
        usingMetrics: {
          allErrors: liveMetric(fn, 'Errors', Stats.SUM),
          allInvocations: liveMetric(fn, 'Invocations', Stats.SUM),
          errors: lambdaMetric(fn, 'Errors', Stats.SUM),
          invocations: lambdaMetric(fn, 'Invocations', Stats.SUM),
        },
        label: 'errors of the baseline (%)',
        period: Duration.minutes(1),
      }),
      ...this.threshold.exceeded(this.id, this.options),
      means: `more than ${this.threshold.value} % of the candidate's requests fail`,
      fed: { by: 'requests', minSamples },
      scope: 'candidate',
    }));
  }
}

function rate(minSamples: number, usingMetrics: Record<'errors' | 'invocations', Metric>): MathExpression {
  return new MathExpression({
    // Without enough requests there is no datapoint: one error of two requests is not a rate.
    expression: `IF(invocations >= ${minSamples}, 100 * errors / invocations)`,
    usingMetrics,
    label: 'errors of the candidate (%)',
    period: Duration.minutes(1),
  });
}
