import { aggregates, datapointsOf } from './aggregate-functions';
import type { MathFunction } from './math-function';
import { emptySeries, type MathValue, type TimeSeries } from './math-value';

function one(pick: (array: readonly TimeSeries[]) => TimeSeries | undefined): MathFunction {
  return {
    signatures: [{ takes: [['TS[]']], gives: 'TS' }],
    evaluate: ([value], { timestamps }) => pick(seriesOf(value)) ?? emptySeries(timestamps.length),
  };
}

/** By the aggregate of each series, series without a datapoint last. */
function sorted(array: readonly TimeSeries[], by: string, order: string): TimeSeries[] {
  const of = aggregates[by];
  const keyed = array.map((series) => {
    const values = datapointsOf(series);
    return { series, key: values.length === 0 || of === undefined ? undefined : of(values) };
  });
  const direction = order === 'DESC' ? -1 : 1;
  return keyed
    .sort((a, b) => {
      if (a.key === undefined || b.key === undefined) return Number(a.key === undefined) - Number(b.key === undefined);
      return direction * (a.key - b.key);
    })
    .map(({ series }) => series);
}

export const arrayFunctions: Readonly<Record<string, MathFunction>> = {
  FIRST: one((array) => array[0]),
  LAST: one((array) => array.at(-1)),
  METRIC_COUNT: {
    signatures: [{ takes: [['TS[]']], gives: 'S' }],
    evaluate: ([value]) => seriesOf(value).length,
  },
  REMOVE_EMPTY: {
    signatures: [{ takes: [['TS[]']], gives: 'TS[]' }],
    evaluate: ([value]) => seriesOf(value).filter((series) => datapointsOf(series).length > 0),
  },
  SLICE: {
    signatures: [{ takes: [['TS[]'], ['S'], ['S']], optional: 1, gives: 'TS[]' }],
    evaluate: ([value, start, end]) =>
      seriesOf(value).slice(Number(start), end === undefined ? undefined : Number(end)),
  },
  SORT: {
    signatures: [{ takes: [['TS[]'], ['word'], ['word'], ['S']], optional: 1, gives: 'TS[]' }],
    check: ([, by, order]) => {
      if (by?.kind === 'word' && !(by.name in aggregates))
        return `SORT sorts by AVG, MIN, MAX or SUM, not by ${by.name}`;
      if (order?.kind === 'word' && order.name !== 'ASC' && order.name !== 'DESC') {
        return `SORT sorts in the order ASC or DESC, not ${order.name}`;
      }
      return undefined;
    },
    evaluate: ([value, by, order, limit]) => {
      const array = sorted(seriesOf(value), String(by), String(order));
      return limit === undefined ? array : array.slice(0, Math.max(Number(limit), 0));
    },
  },
};

function seriesOf(value: MathValue | undefined): readonly TimeSeries[] {
  return value as readonly TimeSeries[];
}
