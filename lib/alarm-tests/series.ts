import { expandSeries, largestValue, longestSeries, parseSeries, type Stretch } from './series-notation';

/** A statistic set: what `n` samples amount to. */
export interface StatisticSet {
  readonly n: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

/** What is published in one interval: one sample, several raw ones, a statistic set, or nothing. */
export type IntervalValue = number | readonly number[] | StatisticSet | null;

/** The values of a series: in stretches, as the notation writes them, or one by one. */
export type SeriesValues = { readonly stretches: readonly Stretch[] } | { readonly list: readonly IntervalValue[] };

/** A mistake in a list of values. */
export class SeriesValueError extends Error {
  constructor(
    message: string,
    /** The item of the list, counted from 0, where the mistake is in one. */
    readonly index: number | undefined,
  ) {
    super(message);
    this.name = 'SeriesValueError';
  }
}

/**
 * Reads the `values` of a series: text in the notation, a number, or a list with an item for each interval: a number, a
 * list of raw samples, a statistic set, or null.
 * @throws SeriesSyntaxError for text, SeriesValueError for the rest
 */
export function parseValues(values: unknown): SeriesValues {
  if (typeof values === 'string') return { stretches: parseSeries(values) };
  if (typeof values === 'number') return { stretches: parseSeries(String(values)) };
  if (!Array.isArray(values))
    throw new SeriesValueError("The values of a series are text such as '0 0 5x3 _', or a list.", undefined);
  if (values.length === 0)
    throw new SeriesValueError('The series is empty: write at least one value, or null.', undefined);
  if (values.length > longestSeries)
    throw new SeriesValueError(`The series has more than ${longestSeries} values.`, undefined);
  return { list: values.map(parseListItem) };
}

/** How many intervals a series covers. */
export function lengthOf(values: SeriesValues): number {
  return 'list' in values ? values.list.length : values.stretches.reduce((sum, stretch) => sum + stretch.length, 0);
}

/** The value of every interval, in order. */
export function expand(values: SeriesValues): Iterable<IntervalValue> {
  return 'list' in values ? values.list : expandSeries(values.stretches);
}

function parseListItem(value: unknown, index: number): IntervalValue {
  if (value === null || value === '_') return null;
  if (typeof value === 'number') return number(value, index);
  if (Array.isArray(value)) {
    if (value.length === 0) throw new SeriesValueError('An interval without samples is written null.', index);
    return value.map((sample) => number(sample, index));
  }
  if (typeof value === 'object') return statisticSet(value as Readonly<Record<string, unknown>>, index);
  throw new SeriesValueError(
    `${JSON.stringify(value)} is not the value of an interval: a number, a list of samples, { n, sum, min, max } or null.`,
    index,
  );
}

function number(value: unknown, index: number): number {
  if (typeof value !== 'number')
    throw new SeriesValueError(`${JSON.stringify(value) ?? 'undefined'} is not a number.`, index);
  if (!(Math.abs(value) <= largestValue))
    throw new SeriesValueError(`${value} is beyond the values that CloudWatch takes (-2^360 to 2^360).`, index);
  return value + 0;
}

const keys = ['n', 'sum', 'min', 'max'] as const;

function statisticSet(value: Readonly<Record<string, unknown>>, index: number): StatisticSet {
  const unknown = Object.keys(value).find((key) => !keys.some((known) => known === key));
  if (unknown !== undefined)
    throw new SeriesValueError(`"${unknown}" is not part of a statistic set: it has n, sum, min and max.`, index);
  const missing = keys.find((key) => value[key] === undefined);
  if (missing !== undefined)
    throw new SeriesValueError(`The statistic set has no ${missing}: it needs n, sum, min and max.`, index);
  const set = {
    n: number(value.n, index),
    sum: number(value.sum, index),
    min: number(value.min, index),
    max: number(value.max, index),
  };
  const { n, sum, min, max } = set;
  if (n <= 0)
    throw new SeriesValueError(`n is ${n}: a statistic set counts more than 0 samples; no data is null.`, index);
  if (min > max) throw new SeriesValueError(`min ${min} is greater than max ${max}.`, index);
  const slack = 1e-9 * Math.max(1, Math.abs(sum), Math.abs(n * min), Math.abs(n * max));
  if (sum < n * min - slack || sum > n * max + slack)
    throw new SeriesValueError(`${n} samples between ${min} and ${max} cannot have the sum ${sum}.`, index);
  return set;
}
