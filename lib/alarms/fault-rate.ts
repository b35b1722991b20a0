import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type Candidate, type CandidateFunction, executedVersion, functionsOf, ofFunction } from './candidate';
import { minSamplesOf } from './evaluation';
import { FAULT_METRIC, FAULT_NAMESPACE } from './fault-metric';
import { lambdaMetric, liveMetric } from './lambda-metric';
import { NamedSignal } from './named-signal';
import type { Condition, RequestSignalOptions } from './signal';
import { Threshold } from './threshold';

/**
 * The share of the candidate's requests that end in a fault: an error, or an answer of 5xx from a handler that does not
 * throw. In percent. Lambda does not see answers: the function's handler is wrapped in `countFaults`, which tells:
 * `import { countFaults } from 'aviary/faults'`.
 */
export class FaultRate extends NamedSignal {
  /**
   * @param percent of the candidate's requests, above which a minute is bad: 0 to below 100
   * @throws where it is not a percentage
   */
  static above(percent: number, options: RequestSignalOptions = {}): FaultRate {
    return new FaultRate(Threshold.percent('FaultRate.above', percent, 'requests'), options);
  }

  private constructor(
    private readonly threshold: Threshold,
    private readonly options: RequestSignalOptions,
  ) {
    super({ id: 'FaultRate', runbook: 'error-rate' }, options);
  }

  conditions(candidate: Candidate): Condition[] {
    const minSamples = minSamplesOf(this.id, this.options.minSamples ?? 50);
    return functionsOf(this.id, candidate).map((fn) => ({
      id: `${fn.label}${this.id}`,
      ...ofFunction(fn),
      metric: rate(minSamples, {
        faults: faultsOf(fn),
        errors: lambdaMetric(fn, 'Errors', Stats.SUM),
        invocations: lambdaMetric(fn, 'Invocations', Stats.SUM),
      }),
      inBake: rate(minSamples, {
        // The handler itself says its version, however many versions the alias has.
        faults: faultsOf(fn),
        errors: liveMetric(fn, 'Errors', Stats.SUM),
        invocations: liveMetric(fn, 'Invocations', Stats.SUM),
      }),
      ...this.threshold.exceeded(this.id, this.options),
      means: `more than ${this.threshold.value} % of the candidate's requests end in a fault`,
      fed: { by: 'requests', minSamples },
      scope: 'candidate',
    }));
  }
}

function faultsOf(fn: CandidateFunction): Metric {
  return new Metric({
    namespace: FAULT_NAMESPACE,
    metricName: FAULT_METRIC,
    dimensionsMap: executedVersion(fn),
    statistic: Stats.SUM,
    period: Duration.minutes(1),
  });
}

function rate(minSamples: number, usingMetrics: Record<'faults' | 'errors' | 'invocations', Metric>): MathExpression {
  return new MathExpression({
    // A handler that fails before it can tell has an error in Lambda's own metric.
    expression: `IF(invocations >= ${minSamples}, 100 * MAX([FILL(faults, 0), errors]) / invocations)`,
    usingMetrics,
    label: 'faults of the candidate (%)',
    period: Duration.minutes(1),
  });
}
