/** PutMetricData refuses values outside -2^360 to 2^360 (API_MetricDatum). */
export const largestValue = 2 ** 360;

/** A month of values every ten seconds. */
export const longestSeries = 267_840;

/** A mistake in the notation of a series. */
export class SeriesSyntaxError extends Error {
  constructor(
    message: string,
    /** Where in the text, counted in characters from 0. */
    readonly offset: number,
  ) {
    super(message);
    this.name = 'SeriesSyntaxError';
  }
}

/** A stretch of a series: `length` intervals, the first with `start`, each further one with `step` more. */
export interface Stretch {
  /** `null`: no data in these intervals. */
  readonly start: number | null;
  readonly step: number;
  readonly length: number;
}

const item = /^(?:_|([+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)(?:([+-])(\d+(?:\.\d+)?(?:e[+-]?\d+)?))?)(?:x(\d+))?$/i;

/**
 * Parses the notation of a series, in the manner of Prometheus' rule tests: items between white space, of which `v` is
 * one value, `vxN` is v and N more, `a+bxN` and `a-bxN` are a and N further steps of b, `_` is an interval without data
 * and `_xN` one and N more.
 * @throws SeriesSyntaxError with the place of the first mistake
 */
export function parseSeries(text: string): Stretch[] {
  const stretches: Stretch[] = [];
  let total = 0;
  for (const found of text.matchAll(/\S+/g)) {
    const stretch = parseItem(found[0], found.index);
    total += stretch.length;
    if (total > longestSeries)
      throw new SeriesSyntaxError(`The series has more than ${longestSeries} values.`, found.index);
    stretches.push(stretch);
  }
  if (stretches.length === 0) throw new SeriesSyntaxError('The series is empty: write at least one value, or _.', 0);
  return stretches;
}

/** Writes stretches in the notation that `parseSeries` reads. */
export function printSeries(stretches: readonly Stretch[]): string {
  return stretches
    .map(({ start, step, length }) => {
      const times = length > 1 ? `x${length - 1}` : '';
      if (start === null) return `_${times}`;
      if (step === 0 || length === 1) return `${start}${times}`;
      return `${start}${step < 0 ? '-' : '+'}${Math.abs(step)}${times}`;
    })
    .join(' ');
}

/** The value of every interval; `null` where there is none. */
export function* expandSeries(stretches: readonly Stretch[]): Generator<number | null> {
  for (const { start, step, length } of stretches)
    for (let index = 0; index < length; index++) yield start === null ? null : start + step * index;
}

function parseItem(text: string, offset: number): Stretch {
  const match = item.exec(text);
  if (match === null) throw new SeriesSyntaxError(explain(text), offset);
  const [, first, sign, by, times] = match;
  const length = times === undefined ? 1 : Number(times) + 1;
  if (first === undefined) return { start: null, step: 0, length };
  if (by !== undefined && times === undefined)
    throw new SeriesSyntaxError(
      `"${shorten(text)}" does not say how many steps: write ${shorten(text)}xN for N steps of ${by}.`,
      offset,
    );
  const start = Number(first);
  const step = by === undefined ? 0 : Number(`${sign}${by}`);
  const last = start + step * (length - 1);
  if (!(Math.abs(start) <= largestValue && Math.abs(last) <= largestValue))
    throw new SeriesSyntaxError(
      `"${shorten(text)}" is beyond the values that CloudWatch takes (-2^360 to 2^360).`,
      offset,
    );
  // -0 would print as 0, and CloudWatch does not know it.
  return { start: start + 0, step: step + 0, length };
}

function explain(text: string): string {
  const found = `"${shorten(text)}" is not an item of a series`;
  if (/,/.test(text)) return `${found}: values are parted by spaces, or written as a list.`;
  if (/^(nan|inf|[+-]inf|infinity|stale)$/i.test(text))
    return `${found}: CloudWatch takes finite numbers; _ is no data.`;
  if (/^null$/i.test(text)) return `${found}: _ is no data.`;
  return `${found}: write 5, 5x3 (5 and 3 more), 1+2x3 (1 and 3 steps of 2), 9-2x3, _ or _x3 (no data).`;
}

function shorten(text: string): string {
  return text.length > 30 ? `${text.slice(0, 30)}…` : text;
}
