import type { Instant } from '../clock';
import type { DatapointSource, Datapoints } from './datapoints';
import { type Periods, startOf } from './periods';

/** The expected range of a metric. */
export interface AnomalyBand {
  readonly lower: number;
  readonly upper: number;
}

/** The anomaly bands of alarms, given as data: the model behind them is CloudWatch's own. */
export class AnomalyBands {
  /** By alarm; in the order of their instants. */
  readonly #bands = new Map<string, { readonly from: Instant; readonly band: AnomalyBand }[]>();

  /** From an instant on, until the next one. */
  put(alarm: string, from: Instant, band: AnomalyBand): void {
    const bands = this.#bands.get(alarm) ?? [];
    this.#bands.set(alarm, bands);
    const later = bands.findIndex((entry) => entry.from > from);
    bands.splice(later < 0 ? bands.length : later, 0, { from, band });
  }

  at(alarm: string, instant: Instant): AnomalyBand | undefined {
    return this.#bands.get(alarm)?.findLast((entry) => entry.from <= instant)?.band;
  }
}

/** The band of one alarm at the start of each period. */
export class BandSource implements DatapointSource {
  constructor(
    private readonly bands: AnomalyBands,
    private readonly alarm: string,
  ) {}

  read(periods: Periods, _now: Instant, into: Datapoints): void {
    for (let slot = 0; slot < periods.count; slot++) {
      const band = this.bands.at(this.alarm, startOf(periods, slot));
      into.lower[slot] = band?.lower ?? Number.NaN;
      into.upper[slot] = band?.upper ?? Number.NaN;
    }
  }
}
