import type { Instant } from '../../clock';

/** One value a period, oldest first; NaN: no datapoint. */
export type TimeSeries = Float64Array;

/** What an expression gives: a number, a time series, an array of time series, or the text that a function takes. */
export type MathValue = number | TimeSeries | readonly TimeSeries[] | string;

/** As AWS names them: scalar, time series, array of time series; and what only functions take. */
export type MathType = 'S' | 'TS' | 'TS[]' | 'text' | 'word';

/** What an expression is evaluated over: every series has one value for each of these periods. */
export interface MathScope {
  /** Where each period starts, oldest first. */
  readonly timestamps: readonly Instant[];
  /** Seconds. */
  readonly period: number;
  /** The value of a metric or of another expression. */
  valueOf(id: string): MathValue | undefined;
  /** The metrics of the request, in their order, without its expressions. */
  readonly metrics: readonly { readonly id: string; readonly series: TimeSeries }[];
  /** The anomaly band, which nobody but CloudWatch's model knows: given as data. */
  readonly band?: { readonly lower: TimeSeries; readonly upper: TimeSeries };
}

export function isSeries(value: MathValue): value is TimeSeries {
  return value instanceof Float64Array;
}

export function isSeriesArray(value: MathValue): value is readonly TimeSeries[] {
  return Array.isArray(value);
}

/** A series without any datapoint. */
export function emptySeries(length: number): TimeSeries {
  return new Float64Array(length).fill(Number.NaN);
}

/** A number that is not finite is no datapoint. */
export function datapoint(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN;
}
