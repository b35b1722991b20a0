import type { Instant } from '../clock';
import { Datapoints, MetricSource } from './datapoints';
import type { MetricSeries } from './metric-series';
import { startOf } from './periods';
import { parseStatistic } from './statistic';

/** One datapoint of a metric. */
export interface StatisticDatapoint {
  /** Where its period starts. */
  readonly timestamp: Instant;
  readonly value: number;
  readonly sampleCount: number;
}

/** Which datapoints of a metric are asked for. */
export interface StatisticsRequest {
  readonly statistic: string;
  /** Seconds; the first period starts at a multiple of it. */
  readonly period: number;
  readonly from: Instant;
  /** Exclusive. */
  readonly to: Instant;
  /** Samples that are not visible yet are not seen. */
  readonly now: Instant;
}

/**
 * The datapoints of a metric, oldest first.
 * @throws AlarmError for a statistic that CloudWatch does not have
 */
export function metricStatistics(series: MetricSeries, request: StatisticsRequest): StatisticDatapoint[] {
  const length = request.period * 1000;
  const start = Math.floor(request.from / length) * length;
  const count = Math.max(Math.ceil((request.to - start) / length), 0);
  const periods = { end: start + count * length, length, count };
  const datapoints = new Datapoints(count);
  new MetricSource(series, parseStatistic(request.statistic), undefined).read(periods, request.now, datapoints);
  return Array.from({ length: count }, (_, slot) => ({
    timestamp: startOf(periods, slot),
    value: datapoints.values[slot] as number,
    sampleCount: datapoints.sampleCounts[slot] as number,
  }))
    .filter(({ value }) => !Number.isNaN(value))
    .reverse();
}
