import { eachSeries, type MathFunction } from './math-function';
import { datapoint, type MathScope, type TimeSeries } from './math-value';

function pointwise(of: (value: number) => number): MathFunction {
  return eachSeries((series) => series.map((value) => datapoint(of(value))));
}

/** A function of each datapoint and the one before it; the first has none before it, and gives none. */
function pairwise(of: (value: number, previous: number, seconds: number) => number): MathFunction {
  return eachSeries((series, { timestamps }: MathScope) => {
    let previous: number | undefined;
    return series.map((value, index) => {
      if (Number.isNaN(value)) return value;
      const before = previous;
      previous = index;
      if (before === undefined) return Number.NaN;
      const seconds = ((timestamps[index] as number) - (timestamps[before] as number)) / 1000;
      return datapoint(of(value, series[before] as number, seconds));
    });
  });
}

function runningSum(series: TimeSeries): TimeSeries {
  let sum = 0;
  return series.map((value) => {
    if (Number.isNaN(value)) return value;
    sum += value;
    return sum;
  });
}

export const pointwiseFunctions: Readonly<Record<string, MathFunction>> = {
  ABS: pointwise(Math.abs),
  CEIL: pointwise(Math.ceil),
  FLOOR: pointwise(Math.floor),
  LOG: pointwise(Math.log),
  LOG10: pointwise(Math.log10),
  DIFF: pairwise((value, previous) => value - previous),
  DIFF_TIME: pairwise((_value, _previous, seconds) => seconds),
  RATE: pairwise((value, previous, seconds) => (value - previous) / seconds),
  RUNNING_SUM: eachSeries(runningSum),
};
