import type { Instant } from '../clock';
import { type Distribution, distributionOf } from './distribution';
import type { Sample } from './metric';
import type { Periods } from './periods';
import { SampleRows } from './sample-rows';

/** The five statistics that a statistic set can answer. */
export type BasicStatistic = 'SampleCount' | 'Sum' | 'Average' | 'Minimum' | 'Maximum';

/** Columns for samples that are more than one value without a unit, visible from its timestamp on. */
interface Details {
  readonly visibleAt: Instant[];
  readonly counts: number[];
  readonly minima: number[];
  readonly maxima: number[];
  readonly units: (string | undefined)[];
}

/** The samples of one metric. What most samples do not have is kept from the first sample on that has it. */
export class MetricSeries {
  readonly #rows = new SampleRows();
  #details: Details | undefined;

  /** How many samples. */
  get length(): number {
    return this.#rows.length;
  }

  add(sample: Sample, timestamp: Instant, visibleAt: Instant): void {
    const plain =
      'value' in sample && sample.unit === undefined && (sample.count ?? 1) === 1 && visibleAt === timestamp;
    const details = plain ? this.#details : this.#detailed();
    const count = 'value' in sample ? (sample.count ?? 1) : sample.n;
    const sum = 'value' in sample ? (count === 1 ? sample.value : sample.value * count) : sample.sum;
    const row = this.#rows.insert(timestamp, sum);
    if (details === undefined) return;
    details.visibleAt.splice(row, 0, visibleAt);
    details.counts.splice(row, 0, count);
    details.minima.splice(row, 0, 'value' in sample ? sample.value : sample.min);
    details.maxima.splice(row, 0, 'value' in sample ? sample.value : sample.max);
    details.units.splice(row, 0, sample.unit);
  }

  /**
   * Reads one statistic of consecutive periods, as it is seen at `now`: its values, NaN where a period holds nothing,
   * and how many samples each has.
   */
  readStatistic(
    statistic: BasicStatistic,
    periods: Periods,
    now: Instant,
    unit: string | undefined,
    values: Float64Array,
    sampleCounts: Float64Array,
  ): void {
    const { end, length, count: slots, starts } = periods;
    const rows = this.#rows;
    const details = this.#details;
    const filtered = details !== undefined || end > now;
    let row = this.#rows.rowAt(end) - 1;
    let start = end;
    for (let slot = 0; slot < slots; slot++) {
      start = starts === undefined ? start - length : (starts[slot] as number);
      let count = 0;
      let sum = 0;
      let minimum = Number.POSITIVE_INFINITY;
      let maximum = Number.NEGATIVE_INFINITY;
      for (; row >= 0 && rows.timestamp(row) >= start; row--) {
        if (filtered && !this.#isSeen(row, now, unit)) continue;
        const value = rows.sum(row);
        sum += value;
        if (details === undefined) {
          count++;
          if (value < minimum) minimum = value;
          if (value > maximum) maximum = value;
        } else {
          count += details.counts[row] as number;
          minimum = Math.min(minimum, details.minima[row] as number);
          maximum = Math.max(maximum, details.maxima[row] as number);
        }
      }
      sampleCounts[slot] = count;
      values[slot] = count === 0 ? Number.NaN : basicStatistic(statistic, count, sum, minimum, maximum);
    }
  }

  /**
   * The values from `start` to `end` (exclusive) as they are seen at `now`; undefined where a statistic set hides them,
   * or one is negative: CloudWatch then has no distribution.
   */
  distribution(start: Instant, end: Instant, now: Instant, unit: string | undefined): Distribution | undefined {
    const values: number[] = [];
    const weights: number[] = [];
    for (let row = this.#rows.rowAt(end) - 1; row >= 0 && this.#rows.timestamp(row) >= start; row--) {
      if (!this.#isSeen(row, now, unit)) continue;
      const sum = this.#rows.sum(row);
      const minimum = this.#details?.minima[row] ?? sum;
      if (minimum < 0 || minimum !== (this.#details?.maxima[row] ?? sum)) return undefined;
      values.push(minimum);
      weights.push(this.#details?.counts[row] ?? 1);
    }
    return distributionOf(values, weights);
  }

  #isSeen(row: number, now: Instant, unit: string | undefined): boolean {
    const details = this.#details;
    if (details === undefined) return this.#rows.timestamp(row) <= now;
    if ((details.visibleAt[row] as number) > now) return false;
    const own = details.units[row];
    return unit === undefined || own === undefined || own === unit;
  }

  /** The columns for details, begun with what the samples so far are. */
  #detailed(): Details {
    if (this.#details === undefined) {
      const rows = Array.from({ length: this.length }, (_, row) => row);
      const sums = rows.map((row) => this.#rows.sum(row));
      this.#details = {
        visibleAt: rows.map((row) => this.#rows.timestamp(row)),
        counts: rows.map(() => 1),
        minima: sums,
        maxima: [...sums],
        units: rows.map(() => undefined),
      };
    }
    return this.#details;
  }
}

export function basicStatistic(
  name: BasicStatistic,
  count: number,
  sum: number,
  minimum: number,
  maximum: number,
): number {
  switch (name) {
    case 'Sum':
      return sum;
    case 'Average':
      return sum / count;
    case 'Maximum':
      return maximum;
    case 'Minimum':
      return minimum;
    case 'SampleCount':
      return count;
  }
}
