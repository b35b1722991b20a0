import { type MathFunction, mapSeries } from './math-function';
import { isSeries, type TimeSeries } from './math-value';

/**
 * FILL in its four forms: with a number, with another series, with the value before the gap (REPEAT), or with a
 * straight line between both ends of the gap (LINEAR). What a form has nothing for stays missing.
 */
export const fillFunction: MathFunction = {
  signatures: [
    { takes: [['TS'], ['S', 'TS', 'word']], gives: 'TS' },
    { takes: [['TS[]'], ['S', 'TS', 'word']], gives: 'TS[]' },
  ],
  check: ([, filler]) =>
    filler?.kind === 'word' && filler.name !== 'REPEAT' && filler.name !== 'LINEAR'
      ? `FILL takes a number, a time series, REPEAT or LINEAR, not ${filler.name}`
      : undefined,
  evaluate: ([value, filler]) =>
    mapSeries(value, (series) => {
      if (filler === 'REPEAT') return repeat(series);
      if (filler === 'LINEAR') return linear(series);
      if (filler !== undefined && isSeries(filler)) return fillWith(series, (index) => filler[index] as number);
      return fillWith(series, () => Number(filler));
    }),
};

function fillWith(series: TimeSeries, filler: (index: number) => number): TimeSeries {
  return series.map((value, index) => (Number.isNaN(value) ? filler(index) : value));
}

function repeat(series: TimeSeries): TimeSeries {
  let last = Number.NaN;
  return series.map((value) => {
    if (!Number.isNaN(value)) last = value;
    return last;
  });
}

function linear(series: TimeSeries): TimeSeries {
  const filled = series.slice();
  let before = -1;
  series.forEach((value, index) => {
    if (Number.isNaN(value)) return;
    if (before >= 0) {
      const start = series[before] as number;
      const step = (value - start) / (index - before);
      for (let gap = before + 1; gap < index; gap++) filled[gap] = start + step * (gap - before);
    }
    before = index;
  });
  return filled;
}
