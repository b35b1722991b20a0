import type { MathFunction } from './math-function';

/** A value for every period, whether the series has a datapoint there or not; UTC. */
function ofTimestamp(of: (date: Date) => number): MathFunction {
  return {
    signatures: [{ takes: [['TS']], gives: 'TS' }],
    evaluate: (_values, { timestamps }) => Float64Array.from(timestamps, (timestamp) => of(new Date(timestamp))),
  };
}

export const timeFunctions: Readonly<Record<string, MathFunction>> = {
  MINUTE: ofTimestamp((date) => date.getUTCMinutes()),
  HOUR: ofTimestamp((date) => date.getUTCHours()),
  /** Monday is 1, Sunday 7. */
  DAY: ofTimestamp((date) => date.getUTCDay() || 7),
  DATE: ofTimestamp((date) => date.getUTCDate()),
  MONTH: ofTimestamp((date) => date.getUTCMonth() + 1),
  YEAR: ofTimestamp((date) => date.getUTCFullYear()),
  EPOCH: ofTimestamp((date) => Math.floor(date.getTime() / 1000)),
};
