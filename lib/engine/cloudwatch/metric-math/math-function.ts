import type { Expression } from './expression';
import { isSeriesArray, type MathScope, type MathType, type MathValue, type TimeSeries } from './math-value';

/** One way to call a function: the types that each argument may have, and the type that it gives. */
export interface Signature {
  readonly takes: readonly (readonly MathType[])[];
  /** How many of the last arguments may be left out. @default 0 */
  readonly optional?: number;
  readonly gives: MathType;
}

export interface MathFunction {
  readonly signatures: readonly Signature[];
  /** A sentence about arguments that have the right types and are refused all the same. */
  check?(parts: readonly Expression[], isMetric: (id: string) => boolean): string | undefined;
  /** Why an alarm may not use it, in CloudWatch's words. */
  readonly refusedInAlarms?: string;
  evaluate(values: readonly MathValue[], scope: MathScope, parts: readonly Expression[]): MathValue;
}

/** A function of one series that is applied to each series of an array too. */
export function eachSeries(of: (series: TimeSeries, scope: MathScope) => TimeSeries): MathFunction {
  return {
    signatures: [
      { takes: [['TS']], gives: 'TS' },
      { takes: [['TS[]']], gives: 'TS[]' },
    ],
    evaluate: ([value], scope) => mapSeries(value, (series) => of(series, scope)),
  };
}

/** Applies to a series, or to each series of an array. */
export function mapSeries(value: MathValue | undefined, of: (series: TimeSeries) => TimeSeries): MathValue {
  return value !== undefined && isSeriesArray(value) ? value.map(of) : of(value as TimeSeries);
}
