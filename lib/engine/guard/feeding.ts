import { type Shift, shiftWindow } from './window';

export interface FeedingInput {
  /** Requests that the function serves in a minute, over all versions. */
  readonly requestsPerMinute: number;
  readonly shift: Shift;
  /** Of the condition, in seconds. */
  readonly period: number;
  /** Below this count of requests in a period the condition does not speak. */
  readonly minSamples: number;
}

export interface Feeding {
  readonly fed: boolean;
  /** Requests to the candidate in one period of the first step, as expected. */
  readonly expected: number;
  readonly reason: string;
  readonly fix: string;
}

/** Whether the first step of a shift sends the candidate enough requests for a condition to speak at all. */
export function feeding({ requestsPerMinute, shift, period, minSamples }: FeedingInput): Feeding {
  const { firstWeight } = shiftWindow(shift, 0);
  const expected = (requestsPerMinute * firstWeight * period) / 60;
  const share = Number((firstWeight * 100).toFixed(2));
  const fed = expected >= minSamples;
  return {
    fed,
    expected,
    reason:
      `${requestsPerMinute} requests a minute × ${share} % in the first step = ${Number(expected.toFixed(1))} ` +
      `a period of ${period} s, and minSamples is ${minSamples}`,
    fix: fed ? '' : advice(expected, (minSamples * 60 * 100) / (requestsPerMinute * period), period),
  };
}

function advice(expected: number, percentage: number, period: number): string {
  const lower = `ower minSamples to ${Math.floor(expected)}`;
  const raise = `raise the first step to ${Math.ceil(percentage)} %`;
  if (expected >= 1) return percentage <= 99 ? `L${lower}, or ${raise}.` : `L${lower}.`;
  return percentage <= 99
    ? `${raise.charAt(0).toUpperCase()}${raise.slice(1)}.`
    : `There is less than one request in ${period} s: use a canary's signal instead.`;
}
