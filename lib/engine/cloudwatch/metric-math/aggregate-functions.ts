import type { MathFunction } from './math-function';
import { datapoint, isSeriesArray, type MathScope, type TimeSeries } from './math-value';

type Aggregate = (values: readonly number[]) => number;

const sum: Aggregate = (values) => values.reduce((total, value) => total + value, 0);
const average: Aggregate = (values) => sum(values) / values.length;
const deviation: Aggregate = (values) => {
  const mean = average(values);
  return Math.sqrt(average(values.map((value) => (value - mean) ** 2)));
};
const count: Aggregate = (values) => values.length;

/** The aggregates by which SORT sorts. */
export const aggregates: Readonly<Record<string, Aggregate>> = {
  AVG: average,
  MIN: (values) => Math.min(...values),
  MAX: (values) => Math.max(...values),
  SUM: sum,
};

export function datapointsOf(series: TimeSeries): number[] {
  return [...series].filter((value) => !Number.isNaN(value));
}

/**
 * Of one series: a number over its datapoints. Of an array: a series, over the datapoints that the array has in each
 * period; `missingAsZero`: those that it has not count as 0, where there is one at all.
 */
function aggregate(of: Aggregate, missingAsZero = false): MathFunction {
  return {
    signatures: [
      { takes: [['TS']], gives: 'S' },
      { takes: [['TS[]']], gives: 'TS' },
    ],
    evaluate: ([value], { timestamps }: MathScope) => {
      if (value === undefined || !isSeriesArray(value)) return datapoint(of(datapointsOf(value as TimeSeries)));
      return Float64Array.from(timestamps, (_, index) => {
        const present = value.map((series) => series[index] as number).filter((each) => !Number.isNaN(each));
        if (present.length === 0) return Number.NaN;
        const absent = missingAsZero ? new Array<number>(value.length - present.length).fill(0) : [];
        return of([...present, ...absent]);
      });
    },
  };
}

export const aggregateFunctions: Readonly<Record<string, MathFunction>> = {
  AVG: aggregate(average, true),
  MIN: aggregate((values) => Math.min(...values)),
  MAX: aggregate((values) => Math.max(...values)),
  SUM: aggregate(sum),
  STDDEV: aggregate(deviation),
  DATAPOINT_COUNT: aggregate(count),
};
