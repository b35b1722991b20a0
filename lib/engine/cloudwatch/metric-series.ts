import type { Instant } from '../clock';
import { type Distribution, distributionOf } from './distribution';
import type { Sample } from './metric';
import type { Periods } from './periods';

/** Columns of what consecutive periods hold, newest period first. */
export interface PeriodColumns {
  /** How many values; 0: the period holds none. */
  readonly counts: Float64Array;
  readonly sums: Float64Array;
  readonly minima: Float64Array;
  readonly maxima: Float64Array;
}

export function periodColumns(periods: number): PeriodColumns {
  return {
    counts: new Float64Array(periods),
    sums: new Float64Array(periods),
    minima: new Float64Array(periods),
    maxima: new Float64Array(periods),
  };
}

/**
 * The samples of one metric, in the order of their timestamps, as columns. Most samples are one value that is visible
 * from its timestamp on: the columns for anything else appear with the first sample that needs them.
 */
export class MetricSeries {
  #length = 0;
  #timestamps = new Float64Array(16);
  #sums = new Float64Array(16);
  #visibleAt: Float64Array | undefined;
  #counts: Float64Array | undefined;
  #minima: Float64Array | undefined;
  #maxima: Float64Array | undefined;
  #units: Uint8Array | undefined;
  /** Index 0: samples that state no unit. */
  readonly #unitNames: (string | undefined)[] = [undefined];
  /** Where the last window ended: the next one ends nearby. */
  #cursor = 0;

  /** How many samples. */
  get length(): number {
    return this.#length;
  }

  add(sample: Sample, timestamp: Instant, visibleAt: Instant): void {
    const row = this.#insert(timestamp);
    if ('value' in sample) {
      const count = sample.count ?? 1;
      this.#sums[row] = count === 1 ? sample.value : sample.value * count;
      if (count !== 1 || this.#counts !== undefined) this.#setStatistics(row, count, sample.value, sample.value);
    } else {
      this.#sums[row] = sample.sum;
      this.#setStatistics(row, sample.n, sample.min, sample.max);
    }
    if (visibleAt !== timestamp || this.#visibleAt !== undefined) {
      this.#visibleAt ??= this.#timestamps.slice();
      this.#visibleAt[row] = visibleAt;
    }
    if (sample.unit !== undefined || this.#units !== undefined) {
      this.#units ??= new Uint8Array(this.#timestamps.length);
      this.#units[row] = this.#unitCode(sample.unit);
    }
  }

  /** Reads consecutive periods as they are seen at `now`. Returns whether any holds a value. */
  readPeriods(periods: Periods, now: Instant, unit: string | undefined, into: PeriodColumns): boolean {
    const { end, length, count: slots, starts } = periods;
    const timestamps = this.#timestamps;
    const sums = this.#sums;
    const plain = this.#counts === undefined;
    const filtered = this.#visibleAt !== undefined || this.#units !== undefined || end > now;
    let row = this.#rowAt(end) - 1;
    let start = end;
    let any = false;
    for (let slot = 0; slot < slots; slot++) {
      start = starts?.[slot] ?? start - length;
      let count = 0;
      let sum = 0;
      let minimum = Number.POSITIVE_INFINITY;
      let maximum = Number.NEGATIVE_INFINITY;
      while (row >= 0 && (timestamps[row] as number) >= start) {
        if (!filtered || this.#isSeen(row, now, unit)) {
          const value = sums[row] as number;
          sum += value;
          if (plain) {
            count++;
            if (value < minimum) minimum = value;
            if (value > maximum) maximum = value;
          } else {
            count += this.#counts?.[row] ?? 1;
            minimum = Math.min(minimum, this.#minima?.[row] ?? value);
            maximum = Math.max(maximum, this.#maxima?.[row] ?? value);
          }
        }
        row--;
      }
      into.counts[slot] = count;
      into.sums[slot] = sum;
      into.minima[slot] = minimum;
      into.maxima[slot] = maximum;
      if (count > 0) any = true;
    }
    return any;
  }

  /** The values from `start` to `end` (exclusive) as they are seen at `now`, sorted; undefined where a statistic set hides them. */
  distribution(start: Instant, end: Instant, now: Instant, unit: string | undefined): Distribution | undefined {
    const values: number[] = [];
    const weights: number[] = [];
    for (let row = this.#rowAt(end) - 1; row >= 0 && (this.#timestamps[row] as number) >= start; row--) {
      if (!this.#isSeen(row, now, unit)) continue;
      const sum = this.#sums[row] as number;
      const count = this.#counts?.[row] ?? 1;
      const minimum = this.#minima?.[row] ?? sum;
      const maximum = this.#maxima?.[row] ?? sum;
      if (minimum !== maximum || minimum < 0) return undefined;
      values.push(minimum);
      weights.push(count);
    }
    return distributionOf(values, weights);
  }

  #isSeen(row: number, now: Instant, unit: string | undefined): boolean {
    const visibleAt = this.#visibleAt?.[row] ?? (this.#timestamps[row] as number);
    if (visibleAt > now) return false;
    if (unit === undefined || this.#units === undefined) return true;
    const code = this.#units[row] as number;
    return code === 0 || this.#unitNames[code] === unit;
  }

  #unitCode(unit: string | undefined): number {
    const known = this.#unitNames.indexOf(unit);
    return known >= 0 ? known : this.#unitNames.push(unit) - 1;
  }

  #setStatistics(row: number, count: number, minimum: number, maximum: number): void {
    if (this.#counts === undefined || this.#minima === undefined || this.#maxima === undefined) {
      this.#counts = new Float64Array(this.#timestamps.length).fill(1);
      this.#minima = this.#sums.slice();
      this.#maxima = this.#sums.slice();
    }
    this.#counts[row] = count;
    this.#minima[row] = minimum;
    this.#maxima[row] = maximum;
  }

  /** The first row whose timestamp is not before `instant`. */
  #rowAt(instant: Instant): number {
    const timestamps = this.#timestamps;
    let low = Math.min(this.#cursor, this.#length);
    let high = low;
    for (let steps = 0; steps < 8; steps++) {
      if (high < this.#length && (timestamps[high] as number) < instant) low = ++high;
      else if (low > 0 && (timestamps[low - 1] as number) >= instant) high = --low;
      else {
        this.#cursor = low;
        return low;
      }
    }
    low = 0;
    high = this.#length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((timestamps[middle] as number) < instant) low = middle + 1;
      else high = middle;
    }
    this.#cursor = low;
    return low;
  }

  #columns(): (Float64Array | Uint8Array)[] {
    const columns = [
      this.#timestamps,
      this.#sums,
      this.#visibleAt,
      this.#counts,
      this.#minima,
      this.#maxima,
      this.#units,
    ];
    return columns.filter((column) => column !== undefined);
  }

  /** Makes room for one sample and returns its row; samples mostly come in order. */
  #insert(timestamp: Instant): number {
    if (this.#length === this.#timestamps.length) this.#grow();
    let row = this.#length;
    while (row > 0 && (this.#timestamps[row - 1] as number) > timestamp) row--;
    if (row < this.#length) {
      for (const column of this.#columns()) column.copyWithin(row + 1, row, this.#length);
    }
    this.#timestamps[row] = timestamp;
    this.#length++;
    return row;
  }

  #grow(): void {
    const size = this.#timestamps.length * 2;
    const grown = (column: Float64Array) => {
      const larger = new Float64Array(size);
      larger.set(column);
      return larger;
    };
    this.#timestamps = grown(this.#timestamps);
    this.#sums = grown(this.#sums);
    if (this.#visibleAt !== undefined) this.#visibleAt = grown(this.#visibleAt);
    if (this.#counts !== undefined) this.#counts = grown(this.#counts);
    if (this.#minima !== undefined) this.#minima = grown(this.#minima);
    if (this.#maxima !== undefined) this.#maxima = grown(this.#maxima);
    if (this.#units !== undefined) {
      const larger = new Uint8Array(size);
      larger.set(this.#units);
      this.#units = larger;
    }
  }
}
