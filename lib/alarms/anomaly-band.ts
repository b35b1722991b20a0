import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Candidate } from './candidate';
import { evaluationOf } from './evaluation';
import { NamedSignal } from './named-signal';
import { refuseDimensions } from './refuse-dimensions';
import type { Condition, SignalOptions } from './signal';

export interface AnomalyBandOptions extends SignalOptions {
  /** Names the signal and its alarm: letters and digits. */
  readonly id: string;
  /** Which side is bad. @default 'both' */
  readonly side?: 'above' | 'below' | 'both';
}

const OPERATORS = {
  above: ComparisonOperator.GREATER_THAN_UPPER_THRESHOLD,
  below: ComparisonOperator.LESS_THAN_LOWER_THRESHOLD,
  both: ComparisonOperator.LESS_THAN_LOWER_OR_GREATER_THAN_UPPER_THRESHOLD,
} as const;

/**
 * A metric that leaves the band that CloudWatch learned from its past. A new version has no past: this is a condition on
 * production as a whole, which a deployment to fix forward leaves out.
 */
export class AnomalyBand extends NamedSignal {
  /**
   * @param deviations how wide the band is, in standard deviations: above 0
   * @throws where it is not a width, or the metric is of one version
   */
  static of(deviations: number, metric: Metric, options: AnomalyBandOptions): AnomalyBand {
    if (!(deviations > 0)) {
      throw new Error(`AnomalyBand.of(${deviations}): the band's width is above 0 standard deviations, such as 2.`);
    }
    if (metric.dimensions !== undefined && 'ExecutedVersion' in metric.dimensions) {
      throw new Error(
        `${options.id}: ${metric.namespace} ${metric.metricName} is of one version, and CloudWatch learns a band from two weeks ` +
          'of past, which no new version has. Use a metric of the whole service.',
      );
    }
    refuseDimensions(options.id, metric, 'production');
    return new AnomalyBand(deviations, metric, options);
  }

  private constructor(
    private readonly deviations: number,
    private readonly metric: Metric,
    private readonly options: AnomalyBandOptions,
  ) {
    super({ id: options.id, runbook: 'anomaly-band' }, options);
  }

  conditions(candidate: Candidate): Condition[] {
    const { side = 'both' } = this.options;
    return [
      {
        id: this.id,
        release: candidate.release,
        metric: Metric.anomalyDetectionFor({
          metric: this.metric,
          stdDevs: this.deviations,
          period: Duration.minutes(1),
        }),
        comparison: OPERATORS[side],
        threshold: Alarm.ANOMALY_DETECTION_NO_THRESHOLD,
        ...evaluationOf(this.id, this.options),
        treatMissingData: TreatMissingData.NOT_BREACHING,
        means: `${this.metric.namespace} ${this.metric.metricName} is not what it usually is at this time`,
        fed: { by: 'other' },
        scope: 'production',
      },
    ];
  }
}
