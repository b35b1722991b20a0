import { AlarmError } from './alarm-error';
import {
  type Boundary,
  type Bounds,
  type Distribution,
  distributionOf,
  percentile,
  trimmed,
  winsorizedMean,
} from './distribution';
import type { Sample } from './metric';
import { type BasicStatistic, basicStatistic } from './metric-series';

/** A statistic, read from its name. */
export type Statistic =
  | { readonly kind: 'basic'; readonly name: BasicStatistic }
  | {
      readonly kind: 'distribution';
      readonly name: string;
      /** 0 to 100, where the statistic is a percentile. */
      readonly percent?: number;
      /** Undefined: no datapoint. */
      of(distribution: Distribution): number | undefined;
    };

const basics: ReadonlyMap<string, Statistic> = new Map(
  (['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum'] as const).map((name) => [name, { kind: 'basic', name }]),
);

/**
 * Reads the name of a statistic: `Sum`, `p99.9`, `tm90`, `TM(2%:98%)`, `PR(:300)`, `IQM`.
 * @param property where the name was read, for the error
 * @throws AlarmError where CloudWatch has no such statistic
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
export function parseStatistic(name: string, property?: string): Statistic {
  const basic = basics.get(name);
  if (basic !== undefined) return basic;
  const percentileName = /^p(100(?:\.0{1,10})?|\d{1,2}(?:\.\d{1,10})?)$/.exec(name);
  if (percentileName !== null) {
    const percent = Number(percentileName[1]);
    return { kind: 'distribution', name, percent, of: (distribution) => percentile(distribution, percent) };
  }
  const of = trimmedStatistic(name);
  if (of === undefined) {
    throw new AlarmError(`The value ${name} for parameter ExtendedStatistic is not supported.`, property);
  }
  return { kind: 'distribution', name, of };
}

/** One statistic over samples; undefined where they give no datapoint. */
export function statistic(name: string, samples: readonly Sample[]): number | undefined {
  const parsed = parseStatistic(name);
  const sets = samples.map((sample) => {
    if (!('value' in sample)) return sample;
    const n = sample.count ?? 1;
    return { n, sum: sample.value * n, min: sample.value, max: sample.value };
  });
  const n = sets.reduce((total, set) => total + set.n, 0);
  if (n === 0) return undefined;
  if (parsed.kind === 'basic') {
    const sum = sets.reduce((total, set) => total + set.sum, 0);
    const minimum = Math.min(...sets.map((set) => set.min));
    const maximum = Math.max(...sets.map((set) => set.max));
    return basicStatistic(parsed.name, n, sum, minimum, maximum);
  }
  if (sets.some((set) => set.min !== set.max || set.min < 0)) return undefined;
  const values = sets.map((set) => set.min);
  const weights = sets.map((set) => set.n);
  return parsed.of(distributionOf(values, weights));
}

function trimmedStatistic(name: string): ((distribution: Distribution) => number | undefined) | undefined {
  if (name === 'IQM') return mean({ lower: { percent: 25 }, upper: { percent: 75 } });
  const short = /^(tm|wm|tc|ts)(\d{1,2}(?:\.\d{1,10})?|100)$/.exec(name);
  if (short !== null) return ranged((short[1] ?? '').toUpperCase(), { upper: { percent: Number(short[2]) } });
  const long = /^(TM|WM|TC|TS|PR)\(([^:()]*):([^:()]*)\)$/.exec(name);
  if (long === null) return undefined;
  const lower = boundary(long[2] ?? '');
  const upper = boundary(long[3] ?? '');
  if (lower === 'malformed' || upper === 'malformed' || (lower === undefined && upper === undefined)) return undefined;
  if (lower !== undefined && upper !== undefined && !ordered(lower, upper)) return undefined;
  return ranged(long[1] ?? '', { lower, upper });
}

function ranged(kind: string, bounds: Bounds): ((distribution: Distribution) => number | undefined) | undefined {
  switch (kind) {
    case 'TM':
      return mean(bounds);
    case 'WM':
      return (distribution) => winsorizedMean(distribution, bounds);
    case 'TC':
      return (distribution) => trimmed(distribution, bounds).count;
    case 'TS':
      return (distribution) => trimmed(distribution, bounds).sum;
    default: {
      if ([bounds.lower, bounds.upper].some((limit) => limit !== undefined && 'percent' in limit)) return undefined;
      return (distribution) => (100 * trimmed(distribution, bounds).count) / distribution.count;
    }
  }
}

function mean(bounds: Bounds): (distribution: Distribution) => number | undefined {
  return (distribution) => {
    const { count, sum } = trimmed(distribution, bounds);
    return count === 0 ? undefined : sum / count;
  };
}

function boundary(text: string): Boundary | undefined | 'malformed' {
  if (text === '') return undefined;
  const match = /^(\d+(?:\.\d{1,10})?)(%?)$/.exec(text.trim());
  if (match === null) return 'malformed';
  const number = Number(match[1]);
  if (match[2] !== '%') return { value: number };
  return number <= 100 ? { percent: number } : 'malformed';
}

/** Both boundaries are of one kind, and the lower one is below the upper one. */
function ordered(lower: Boundary, upper: Boundary): boolean {
  if ('percent' in lower) return 'percent' in upper && lower.percent < upper.percent;
  return 'value' in upper && lower.value < upper.value;
}
