import type { Instant } from '../clock';
import { type MetricSeries, type PeriodColumns, periodColumns } from './metric-series';
import { type Periods, startOf } from './periods';
import { basicStatisticAt, type Statistic } from './statistic';

/** Columns of datapoints, newest first. One of these is read into again and again. */
export class Datapoints {
  /** NaN: missing. */
  values: Float64Array;
  /** How many samples made each value; NaN where that is unknown. */
  sampleCounts: Float64Array;
  /** The anomaly band; NaN where there is none. */
  lower: Float64Array;
  upper: Float64Array;
  columns: PeriodColumns;

  constructor(capacity: number) {
    this.values = new Float64Array(capacity);
    this.sampleCounts = new Float64Array(capacity);
    this.lower = new Float64Array(capacity).fill(Number.NaN);
    this.upper = new Float64Array(capacity).fill(Number.NaN);
    this.columns = periodColumns(capacity);
  }

  get capacity(): number {
    return this.values.length;
  }
}

/** Where an alarm's datapoints come from: a metric, or an expression over metrics. */
export interface DatapointSource {
  /** Reads the datapoints of these periods as they are seen at `now`. */
  read(periods: Periods, now: Instant, into: Datapoints): void;
}

/** The datapoints of one statistic of one metric. */
export class MetricSource implements DatapointSource {
  constructor(
    private readonly series: MetricSeries,
    private readonly statistic: Statistic,
    private readonly unit: string | undefined,
  ) {}

  read(periods: Periods, now: Instant, into: Datapoints): void {
    const { columns, values, sampleCounts } = into;
    this.series.readPeriods(periods, now, this.unit, columns);
    const statistic = this.statistic;
    if (statistic.kind === 'basic') {
      for (let slot = 0; slot < periods.count; slot++) {
        values[slot] = basicStatisticAt(statistic.name, columns, slot);
        sampleCounts[slot] = columns.counts[slot] as number;
      }
      return;
    }
    for (let slot = 0; slot < periods.count; slot++) {
      sampleCounts[slot] = columns.counts[slot] as number;
      values[slot] = Number.NaN;
      if (columns.counts[slot] === 0) continue;
      const start = startOf(periods, slot);
      const end = slot === 0 ? periods.end : startOf(periods, slot - 1);
      const distribution = this.series.distribution(start, end, now, this.unit);
      if (distribution !== undefined) values[slot] = statistic.of(distribution) ?? Number.NaN;
    }
  }
}
