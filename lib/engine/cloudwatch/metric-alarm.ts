import type { AlarmCondition, PrematureScope } from './alarm-condition';
import { comparesWithBand } from './alarm-condition';
import { AlarmError } from './alarm-error';
import type { MetricAlarmProperties } from './alarm-properties';
import { type DatapointSource, MetricSource } from './datapoints';
import { type EvaluationRange, type EvaluationWindow, slidingWindow } from './evaluation-window';
import type { MetricStore } from './metric-store';
import { parseStatistic, type Statistic } from './statistic';

/** A metric alarm, ready to be evaluated. */
export interface MetricAlarm {
  readonly condition: AlarmCondition;
  readonly window: EvaluationWindow;
  readonly source: DatapointSource;
}

export interface MetricAlarmOptions {
  readonly evaluationRange: EvaluationRange;
  readonly prematureScope: PrematureScope;
}

/**
 * Builds a metric alarm from its properties.
 * @throws AlarmError where CloudWatch would refuse it
 */
export function metricAlarm(
  properties: MetricAlarmProperties,
  store: MetricStore,
  options: MetricAlarmOptions,
): MetricAlarm {
  const { Namespace, MetricName, EvaluationPeriods, DatapointsToAlarm, ComparisonOperator, Threshold } = properties;
  if (DatapointsToAlarm !== undefined && DatapointsToAlarm > EvaluationPeriods) {
    throw new AlarmError(
      `DatapointsToAlarm (${DatapointsToAlarm}) must be less than or equal to EvaluationPeriods (${EvaluationPeriods})`,
      'DatapointsToAlarm',
    );
  }
  if (properties.Metrics !== undefined) throw new AlarmError('Metrics: not yet');
  if (Namespace === undefined) throw new AlarmError('required key [Namespace] not found', 'Namespace');
  if (MetricName === undefined) throw new AlarmError('required key [MetricName] not found', 'MetricName');
  if (comparesWithBand(ComparisonOperator)) {
    throw new AlarmError(
      `${ComparisonOperator} needs ThresholdMetricId, the id of an anomaly band`,
      'ThresholdMetricId',
    );
  }
  if (Threshold === undefined) throw new AlarmError('required key [Threshold] not found', 'Threshold');
  const statistic = statisticOf(properties);
  const period = checkedPeriod(properties.Period, EvaluationPeriods);
  const dimensions = Object.fromEntries((properties.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]));
  const series = store.series({ namespace: Namespace, name: MetricName, dimensions });
  return {
    source: new MetricSource(series, statistic, properties.Unit),
    window: slidingWindow(period, EvaluationPeriods, options.evaluationRange),
    condition: {
      operator: ComparisonOperator,
      threshold: Threshold,
      evaluationPeriods: EvaluationPeriods,
      datapointsToAlarm: DatapointsToAlarm,
      treatMissingData: properties.TreatMissingData ?? (Namespace === 'AWS/DynamoDB' ? 'ignore' : 'missing'),
      prematureScope: options.prematureScope,
      minimumSamples: minimumSamples(properties, statistic),
      period,
      statistic: statistic.name,
      unit: properties.Unit,
    },
  };
}

function statisticOf({ Statistic, ExtendedStatistic }: MetricAlarmProperties): Statistic {
  if ((Statistic === undefined) === (ExtendedStatistic === undefined)) {
    throw new AlarmError('exactly one of Statistic and ExtendedStatistic must be given', 'Statistic');
  }
  const statistic = parseStatistic(Statistic ?? ExtendedStatistic ?? '');
  if (ExtendedStatistic !== undefined && statistic.kind === 'basic') {
    throw new AlarmError(`${ExtendedStatistic} is no extended statistic: give it as Statistic`, 'ExtendedStatistic');
  }
  return statistic;
}

/** Seconds. */
export function checkedPeriod(period: number | undefined, evaluationPeriods: number): number {
  if (period === undefined) throw new AlarmError('required key [Period] not found', 'Period');
  const standard = period >= 60 && period % 60 === 0;
  if (!standard && ![10, 20, 30].includes(period)) {
    throw new AlarmError('Period must be 10, 20, 30 or a multiple of 60', 'Period');
  }
  const [limit, words] = period < 3600 ? [86_400, 'a day'] : [604_800, '7 days'];
  if (period * evaluationPeriods > limit) {
    throw new AlarmError(
      `Metrics cannot be checked across more than ${words} (EvaluationPeriods * Period must be <= ${limit}).`,
      'EvaluationPeriods',
    );
  }
  return period;
}

/**
 * Below how many samples a percentile is not statistically significant, with `EvaluateLowSampleCountPercentile: ignore`.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/percentiles-with-low-samples.html
 */
function minimumSamples(properties: MetricAlarmProperties, statistic: Statistic): number | undefined {
  if (properties.EvaluateLowSampleCountPercentile === undefined) return undefined;
  if (statistic.kind !== 'distribution' || statistic.percent === undefined) {
    throw new AlarmError(
      'EvaluateLowSampleCountPercentile can only be given with a percentile as ExtendedStatistic',
      'EvaluateLowSampleCountPercentile',
    );
  }
  if (properties.EvaluateLowSampleCountPercentile === 'evaluate') return undefined;
  const { percent } = statistic;
  return Math.round((percent >= 50 ? 1000 / (100 - percent) : 1000 / percent) * 1e9) / 1e9;
}
