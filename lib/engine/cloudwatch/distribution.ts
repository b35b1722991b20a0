/** Values in ascending order, each with how often it occurred. */
export interface Distribution {
  readonly values: ArrayLike<number>;
  /** Absent: each occurred once. */
  readonly weights?: ArrayLike<number>;
  /** How many values there are, with their weights. */
  readonly count: number;
}

/** A boundary of a trimmed statistic: a share of the values, or a value itself. */
export type Boundary = { readonly percent: number } | { readonly value: number };

/** From where to where a trimmed statistic looks. A value as lower boundary is exclusive, as upper boundary inclusive. */
export interface Bounds {
  readonly lower?: Boundary;
  readonly upper?: Boundary;
}

/** Guards whole ranks against rounding: 99.9 % of 1000 values is rank 999, not 1000. */
const tolerance = 1e-9;

export function distributionOf(values: readonly number[], weights: readonly number[]): Distribution {
  if (weights.every((weight) => weight === 1)) {
    return { values: Float64Array.from(values).sort(), count: values.length };
  }
  const order = values.map((_, index) => index).sort((a, b) => (values[a] as number) - (values[b] as number));
  return {
    values: order.map((index) => values[index] as number),
    weights: order.map((index) => weights[index] as number),
    count: weights.reduce((total, weight) => total + weight, 0),
  };
}

/**
 * The value at a percentile, by nearest rank: p99 is the largest of the values that remain without the top 1 %.
 * AWS does not document its interpolation.
 */
export function percentile({ values, weights, count }: Distribution, percent: number): number {
  const rank = Math.max((percent * count) / 100 - tolerance, 0);
  const last = values.length - 1;
  if (weights === undefined) return values[Math.min(Math.max(Math.ceil(rank) - 1, 0), last)] as number;
  let passed = 0;
  for (let index = 0; index < last; index++) {
    passed += weights[index] as number;
    if (passed >= rank) return values[index] as number;
  }
  return values[last] as number;
}

/**
 * How many values lie inside the bounds, and their sum. A share that cuts through a value takes the fitting part of it,
 * which is why a trimmed count can be a decimal.
 */
export function trimmed(distribution: Distribution, bounds: Bounds): { readonly count: number; readonly sum: number } {
  const { values, weights } = distribution;
  const from = share(bounds.lower, distribution.count, 0);
  const to = share(bounds.upper, distribution.count, distribution.count);
  const above = bounds.lower !== undefined && 'value' in bounds.lower ? bounds.lower.value : Number.NEGATIVE_INFINITY;
  const upTo = bounds.upper !== undefined && 'value' in bounds.upper ? bounds.upper.value : Number.POSITIVE_INFINITY;
  let passed = 0;
  let count = 0;
  let sum = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    const weight = weights?.[index] ?? 1;
    const inside = Math.min(passed + weight, to) - Math.max(passed, from);
    passed += weight;
    if (inside <= tolerance || value <= above || value > upTo) continue;
    count += inside;
    sum += value * inside;
  }
  return { count, sum };
}

/** The mean with every value outside the bounds set to the boundary. */
export function winsorizedMean(distribution: Distribution, bounds: Bounds): number {
  const { values, weights } = distribution;
  const limit = (boundary: Boundary | undefined, otherwise: number) => {
    if (boundary === undefined) return otherwise;
    return 'value' in boundary ? boundary.value : percentile(distribution, boundary.percent);
  };
  const lower = limit(bounds.lower, Number.NEGATIVE_INFINITY);
  const upper = limit(bounds.upper, Number.POSITIVE_INFINITY);
  let sum = 0;
  for (let index = 0; index < values.length; index++) {
    sum += Math.min(Math.max(values[index] as number, lower), upper) * (weights?.[index] ?? 1);
  }
  return sum / distribution.count;
}

function share(boundary: Boundary | undefined, count: number, otherwise: number): number {
  return boundary !== undefined && 'percent' in boundary ? (boundary.percent * count) / 100 : otherwise;
}
