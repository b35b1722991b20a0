import { checkMetricAlarmActions } from './alarm-actions-allowed';
import { type AlarmCondition, comparesWithBand, type PrematureScope } from './alarm-condition';
import { AlarmError } from './alarm-error';
import type { ComparisonOperator, MetricAlarmProperties } from './alarm-properties';
import { type AnomalyBands, BandSource } from './anomaly-band';
import { type DatapointSource, MetricSource } from './datapoints';
import type { EvaluationWindow, EvaluationWindows } from './evaluation-window';
import { MathSource } from './math-source';
import { metricQueries } from './metric-queries';
import type { MetricStore } from './metric-store';
import { parseStatistic, type Statistic } from './statistic';

/** A metric alarm, ready to be evaluated. */
export interface MetricAlarm {
  readonly condition: AlarmCondition;
  readonly window: EvaluationWindow;
  readonly source: DatapointSource;
  /** Why it keeps its state whatever the metrics say: what of it is not evaluated here. */
  readonly unevaluated?: string;
}

/** What alarms are built on. */
export interface MetricAlarmContext {
  readonly region: string;
  readonly store: MetricStore;
  readonly bands: AnomalyBands;
  readonly windows: EvaluationWindows;
  readonly prematureScope: PrematureScope;
}

/**
 * Builds a metric alarm from its properties.
 * @throws AlarmError where CloudWatch would refuse it
 */
export function metricAlarm(properties: MetricAlarmProperties, context: MetricAlarmContext): MetricAlarm {
  const { EvaluationPeriods, DatapointsToAlarm, ComparisonOperator, Threshold } = properties;
  if (properties.EvaluationCriteria !== undefined) return unevaluated('it is a PromQL alarm', context);
  if (ComparisonOperator === undefined)
    throw new AlarmError('ComparisonOperator must not be null', 'ComparisonOperator');
  if (EvaluationPeriods === undefined) throw new AlarmError('EvaluationPeriods must not be null', 'EvaluationPeriods');
  if (DatapointsToAlarm !== undefined && DatapointsToAlarm > EvaluationPeriods) {
    throw new AlarmError('DatapointsToAlarm must be less than or equal to EvaluationPeriods', 'DatapointsToAlarm');
  }
  checkThreshold(properties, ComparisonOperator);
  checkMetricAlarmActions(properties, context.region, properties.Metrics !== undefined);
  const watched = properties.Metrics === undefined ? singleMetric(properties, context) : mathOf(properties, context);
  const { source, statistic, unit, period, namespace } = watched;
  checkPeriod(period, EvaluationPeriods, watched.insights ?? false);
  if (comparesWithBand(ComparisonOperator) && (period < 60 || period > 3600)) {
    throw new AlarmError(`An anomaly alarm takes a period from 60 to 3600 seconds, not ${period}`, 'Metrics');
  }
  const window = context.windows.of(EvaluationPeriods, period, properties.EvaluationWindow);
  if (watched.unevaluated !== undefined) return unevaluated(watched.unevaluated, context);
  return {
    source,
    window,
    condition: {
      operator: ComparisonOperator,
      threshold: Threshold,
      evaluationPeriods: EvaluationPeriods,
      datapointsToAlarm: DatapointsToAlarm,
      treatMissingData: properties.TreatMissingData ?? (namespace === 'AWS/DynamoDB' ? 'ignore' : 'missing'),
      prematureScope: context.prematureScope,
      minimumSamples: minimumSamples(properties, statistic),
      period,
      statistic: statistic?.name,
      unit,
    },
  };
}

/** An alarm that is not evaluated here sees nothing, and keeps its state because of that. */
function unevaluated(why: string, { windows }: MetricAlarmContext): MetricAlarm {
  return {
    unevaluated: why,
    window: windows.of(1, 60),
    source: { read: (periods, _now, { values }) => void values.fill(Number.NaN, 0, periods.count) },
    condition: { operator: 'GreaterThanThreshold', threshold: 0, evaluationPeriods: 1, treatMissingData: 'ignore' },
  };
}

/** What an alarm watches. */
interface Watched {
  readonly source: DatapointSource;
  readonly statistic?: Statistic;
  readonly unit?: string;
  /** Seconds. */
  readonly period: number;
  readonly namespace?: string;
  readonly insights?: boolean;
  readonly unevaluated?: string;
}

function singleMetric(properties: MetricAlarmProperties, { store }: MetricAlarmContext): Watched {
  const { Namespace: namespace, MetricName: name, Period: period, Unit: unit } = properties;
  if (name === undefined) throw new AlarmError('MetricName must not be null', 'MetricName');
  if (namespace === undefined) throw new AlarmError('Namespace must not be null', 'Namespace');
  if (period === undefined) throw new AlarmError('Period must not be null', 'Period');
  const statistic = statisticOf(properties);
  const dimensions = Object.fromEntries((properties.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]));
  const series = store.series({ namespace, name, dimensions });
  return { source: new MetricSource(series, statistic, unit), statistic, unit, period, namespace };
}

const notWithMetrics = [
  'MetricName',
  'Namespace',
  'Dimensions',
  'Period',
  'Statistic',
  'ExtendedStatistic',
  'Unit',
] as const;

function mathOf(properties: MetricAlarmProperties, { store, bands }: MetricAlarmContext): Watched {
  for (const key of notWithMetrics) {
    if (properties[key] !== undefined) throw new AlarmError(`${key} should not be set if list of Metrics is set.`, key);
  }
  const read = metricQueries(properties.Metrics ?? [], properties.ThresholdMetricId, store);
  const [only] = read.queries;
  if (read.queries.length === 1 && only !== undefined && only.kind !== 'expression')
    return { ...read, source: only.source };
  const band = new BandSource(bands, properties.AlarmName);
  return { ...read, source: new MathSource(read.queries, read.watched, band) };
}

function checkThreshold(
  { Threshold, ThresholdMetricId, Metrics }: MetricAlarmProperties,
  operator: ComparisonOperator,
): void {
  if (!comparesWithBand(operator)) {
    if (ThresholdMetricId !== undefined) {
      throw new AlarmError(`${operator} compares with Threshold, not with ThresholdMetricId`, 'ThresholdMetricId');
    }
    if (Threshold === undefined) throw new AlarmError('Threshold must not be null', 'Threshold');
    return;
  }
  if (ThresholdMetricId === undefined || Metrics === undefined) {
    throw new AlarmError(`${operator} needs ThresholdMetricId, the id of an anomaly band`, 'ThresholdMetricId');
  }
  if (Threshold !== undefined) {
    throw new AlarmError(`${operator} compares with a band, not with Threshold`, 'Threshold');
  }
}

function statisticOf({ Statistic, ExtendedStatistic }: MetricAlarmProperties): Statistic {
  if ((Statistic === undefined) === (ExtendedStatistic === undefined)) {
    throw new AlarmError('exactly one of Statistic and ExtendedStatistic must be given', 'Statistic');
  }
  const statistic = parseStatistic(Statistic ?? ExtendedStatistic ?? '', 'ExtendedStatistic');
  if (ExtendedStatistic !== undefined && statistic.kind === 'basic') {
    throw new AlarmError(`${ExtendedStatistic} is no extended statistic: give it as Statistic`, 'ExtendedStatistic');
  }
  return statistic;
}

function checkPeriod(period: number, evaluationPeriods: number, insights: boolean): void {
  const standard = period >= 60 && period % 60 === 0;
  if (!standard && ![10, 20, 30].includes(period)) {
    throw new AlarmError('Period must be 10, 20, 30 or a multiple of 60', 'Period');
  }
  if (insights && period * evaluationPeriods > 10_800) {
    throw new AlarmError('MetricsInsights monitors cannot be checked across more than 3 hours', 'EvaluationPeriods');
  }
  const [limit, words] = period < 3600 ? [86_400, 'a day'] : [604_800, '7 days'];
  if (period * evaluationPeriods > limit) {
    throw new AlarmError(
      `Metrics cannot be checked across more than ${words} (EvaluationPeriods * Period must be <= ${limit}).`,
      'EvaluationPeriods',
    );
  }
}

/**
 * Below how many samples a percentile is not statistically significant, with `EvaluateLowSampleCountPercentile: ignore`.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/percentiles-with-low-samples.html
 */
function minimumSamples(properties: MetricAlarmProperties, statistic: Statistic | undefined): number | undefined {
  if (properties.EvaluateLowSampleCountPercentile === undefined) return undefined;
  if (statistic?.kind !== 'distribution' || statistic.percent === undefined) {
    throw new AlarmError(
      'EvaluateLowSampleCountPercentile can only be given with a percentile as ExtendedStatistic',
      'EvaluateLowSampleCountPercentile',
    );
  }
  if (properties.EvaluateLowSampleCountPercentile === 'evaluate') return undefined;
  const { percent } = statistic;
  return Math.round((percent >= 50 ? 1000 / (100 - percent) : 1000 / percent) * 1e9) / 1e9;
}
