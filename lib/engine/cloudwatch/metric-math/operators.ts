import type { Operator } from './expression';
import { datapoint, isSeries, isSeriesArray, type MathType, type MathValue, type TimeSeries } from './math-value';

/** The type that an operator gives; undefined where it does not take these operands. */
export function operatorType(operator: Operator, left: MathType, right: MathType): MathType | undefined {
  const types = [left, right];
  if (types.some((type) => type === 'text' || type === 'word')) return undefined;
  if (!types.includes('TS[]')) return types.includes('TS') ? 'TS' : 'S';
  return left !== right && '+-*/^'.includes(operator) ? 'TS[]' : undefined;
}

/**
 * Applies an operator. Between two series, a datapoint that only one of them has meets a 0; a number meets the
 * datapoints that there are. What divides by zero gives no datapoint.
 */
export function applyOperator(operator: Operator, left: MathValue, right: MathValue): MathValue {
  if (isSeriesArray(left)) return left.map((series) => applyOperator(operator, series, right) as TimeSeries);
  if (isSeriesArray(right)) return right.map((series) => applyOperator(operator, left, series) as TimeSeries);
  if (isSeries(left)) {
    return isSeries(right)
      ? left.map((value, index) => both(operator, value, right[index] as number))
      : left.map((value) => (Number.isNaN(value) ? value : datapoint(apply(operator, value, Number(right)))));
  }
  if (isSeries(right)) {
    return right.map((value) => (Number.isNaN(value) ? value : datapoint(apply(operator, Number(left), value))));
  }
  return apply(operator, Number(left), Number(right));
}

function both(operator: Operator, left: number, right: number): number {
  if (Number.isNaN(left) && Number.isNaN(right)) return Number.NaN;
  return datapoint(apply(operator, Number.isNaN(left) ? 0 : left, Number.isNaN(right) ? 0 : right));
}

function apply(operator: Operator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '^':
      return left ** right;
    case '==':
      return Number(left === right);
    case '!=':
      return Number(left !== right);
    case '<=':
      return Number(left <= right);
    case '>=':
      return Number(left >= right);
    case '<':
      return Number(left < right);
    case '>':
      return Number(left > right);
    case 'AND':
      return Number(left !== 0 && right !== 0);
    case 'OR':
      return Number(left !== 0 || right !== 0);
  }
}
