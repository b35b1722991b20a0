import type { Instant } from '../../clock';
import { type DatapointSource, Datapoints } from '../datapoints';
import type { BasicStatistic } from '../metric-series';
import type { MetricStore } from '../metric-store';
import type { Periods } from '../periods';
import { type InsightsAggregate, type InsightsQuery, reads } from './insights-query';

const statistics: Readonly<Record<InsightsAggregate, BasicStatistic>> = {
  AVG: 'Sum',
  COUNT: 'SampleCount',
  MAX: 'Maximum',
  MIN: 'Minimum',
  SUM: 'Sum',
};

/** The one series of a query without GROUP BY: over the samples of every metric that it reads. */
export class InsightsSource implements DatapointSource {
  constructor(
    private readonly query: InsightsQuery,
    private readonly store: MetricStore,
  ) {}

  read(periods: Periods, now: Instant, into: Datapoints): void {
    const { aggregate, namespace, metricName } = this.query;
    const { count } = periods;
    const one = new Datapoints(count);
    into.values.fill(Number.NaN, 0, count);
    into.sampleCounts.fill(0, 0, count);
    for (const { metric, series } of this.store.named(namespace, metricName)) {
      if (!reads(this.query, metric.dimensions)) continue;
      series.readStatistic(statistics[aggregate], periods, now, undefined, one.values, one.sampleCounts);
      for (let slot = 0; slot < count; slot++) {
        const value = one.values[slot] as number;
        if (Number.isNaN(value)) continue;
        const before = into.values[slot] as number;
        into.values[slot] = Number.isNaN(before) ? value : combine(aggregate, before, value);
        into.sampleCounts[slot] = (into.sampleCounts[slot] as number) + (one.sampleCounts[slot] as number);
      }
    }
    if (aggregate !== 'AVG') return;
    for (let slot = 0; slot < count; slot++) {
      into.values[slot] = (into.values[slot] as number) / (into.sampleCounts[slot] as number);
    }
  }
}

function combine(aggregate: InsightsAggregate, before: number, value: number): number {
  switch (aggregate) {
    case 'MAX':
      return Math.max(before, value);
    case 'MIN':
      return Math.min(before, value);
    default:
      return before + value;
  }
}
