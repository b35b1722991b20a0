import type { Instant } from '../clock';
import type { MetricSeries } from './metric-series';
import { type Periods, startOf } from './periods';
import type { Statistic } from './statistic';

/** Columns of datapoints, newest first. One of these is read into again and again. */
export class Datapoints {
  /** NaN: missing. */
  readonly values: Float64Array;
  /** How many samples made each value; NaN where that is unknown. */
  readonly sampleCounts: Float64Array;
  /** The anomaly band; NaN where there is none. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;

  constructor(readonly capacity: number) {
    this.values = new Float64Array(capacity);
    this.sampleCounts = new Float64Array(capacity);
    this.lower = new Float64Array(capacity).fill(Number.NaN);
    this.upper = new Float64Array(capacity).fill(Number.NaN);
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

  read(periods: Periods, now: Instant, { values, sampleCounts }: Datapoints): void {
    const statistic = this.statistic;
    if (statistic.kind === 'basic') {
      this.series.readStatistic(statistic.name, periods, now, this.unit, values, sampleCounts);
      return;
    }
    this.series.readStatistic('SampleCount', periods, now, this.unit, values, sampleCounts);
    for (let slot = 0; slot < periods.count; slot++) {
      if (sampleCounts[slot] === 0) continue;
      const end = slot === 0 ? periods.end : startOf(periods, slot - 1);
      const distribution = this.series.distribution(startOf(periods, slot), end, now, this.unit);
      values[slot] = (distribution && statistic.of(distribution)) ?? Number.NaN;
    }
  }
}
