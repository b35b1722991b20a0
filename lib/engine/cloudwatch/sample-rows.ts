import type { Instant } from '../clock';

/** How many rows stay at hand; whatever an alarm reads each minute is mostly among them. */
const atHand = 32;

/**
 * The timestamps and sums of a metric's samples, in the order of their timestamps.
 *
 * An evaluation of thousands of alarms is as fast as their samples can be fetched from memory. So a timestamp and its
 * sum lie side by side, and the newest rows in a short array of their own: those of all metrics then lie close together.
 */
export class SampleRows {
  /** Timestamp, sum, timestamp, sum, … */
  readonly #newest: number[] = [];
  /** The rows before those, in the same form. */
  readonly #older: number[] = [];
  /** Where the last window ended: the next one ends nearby. */
  #cursor = 0;

  get length(): number {
    return (this.#older.length + this.#newest.length) / 2;
  }

  timestamp(row: number): Instant {
    const index = 2 * row - this.#older.length;
    return index >= 0 ? (this.#newest[index] as number) : (this.#older[2 * row] as number);
  }

  sum(row: number): number {
    const index = 2 * row - this.#older.length;
    return index >= 0 ? (this.#newest[index + 1] as number) : (this.#older[2 * row + 1] as number);
  }

  /** Inserts a sample after those that are not later, which is mostly at the end. Returns its row. */
  insert(timestamp: Instant, sum: number): number {
    let row = this.length;
    while (row > 0 && this.timestamp(row - 1) > timestamp) row--;
    const index = 2 * row - this.#older.length;
    if (index < 0) this.#older.splice(2 * row, 0, timestamp, sum);
    else if (index < this.#newest.length) this.#newest.splice(index, 0, timestamp, sum);
    else this.#newest.push(timestamp, sum);
    if (this.#newest.length >= 4 * atHand) {
      for (const value of this.#newest.splice(0, 2 * atHand)) this.#older.push(value);
    }
    return row;
  }

  /** The first row whose timestamp is not before an instant. */
  rowAt(instant: Instant): number {
    const length = this.length;
    let low = Math.min(this.#cursor, length);
    let high = low;
    for (let steps = 0; steps < 8; steps++) {
      if (high < length && this.timestamp(high) < instant) low = ++high;
      else if (low > 0 && this.timestamp(low - 1) >= instant) high = --low;
      else {
        this.#cursor = low;
        return low;
      }
    }
    low = 0;
    high = length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.timestamp(middle) < instant) low = middle + 1;
      else high = middle;
    }
    this.#cursor = low;
    return low;
  }
}
