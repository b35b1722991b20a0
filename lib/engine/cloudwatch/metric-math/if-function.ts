import type { Expression } from './expression';
import type { MathFunction, Signature } from './math-function';
import { isSeries, type MathScope, type MathType, type MathValue } from './math-value';

const branch: readonly MathType[] = ['S', 'TS'];
const series: Signature = { takes: [['TS'], branch, branch], optional: 1, gives: 'TS' };

/**
 * IF(condition, then[, otherwise]), period by period; any number but 0 is true. Without a condition there is no
 * datapoint. A true period whose `then` is missing gives 0. A false period without `otherwise` gives none; one whose
 * `otherwise` is missing gives 0, but none where a series is the condition and a number is `then`.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export const ifFunction: MathFunction = {
  signatures: [
    series,
    { takes: [['S'], ['TS'], branch], optional: 1, gives: 'TS' },
    { takes: [['S'], ['S'], ['TS']], gives: 'TS' },
    { takes: [['S'], ['S'], ['S']], gives: 'S' },
  ],
  evaluate: ([condition, then, otherwise], scope, [written]) => {
    if (condition === undefined || then === undefined) return Number.NaN;
    if (!isSeries(condition)) return choose(condition, then, otherwise, scope);
    const otherwiseMissing = !isComparison(written) && !isSeries(then) ? Number.NaN : 0;
    return condition.map((holds, index) => {
      if (Number.isNaN(holds)) return Number.NaN;
      if (holds !== 0) return at(then, index, 0);
      return otherwise === undefined ? Number.NaN : at(otherwise, index, otherwiseMissing);
    });
  },
};

/** A condition that does not change takes one of the branches as it is. */
function choose(condition: MathValue, then: MathValue, otherwise: MathValue | undefined, scope: MathScope): MathValue {
  const chosen = condition !== 0 ? then : (otherwise ?? Number.NaN);
  if (isSeries(chosen) || (!isSeries(then) && (otherwise === undefined || !isSeries(otherwise)))) return chosen;
  return Float64Array.from(scope.timestamps, () => Number(chosen));
}

function at(value: MathValue, index: number, missing: number): number {
  if (!isSeries(value)) return Number(value);
  const found = value[index] as number;
  return Number.isNaN(found) ? missing : found;
}

function isComparison(written: Expression | undefined): boolean {
  return written?.kind === 'binary' && !'+-*/^'.includes(written.operator);
}
