import { FilterPatternError } from './filter-pattern';

export const operators = ['!=', '>=', '<=', '=', '>', '<'] as const;
export type Operator = (typeof operators)[number];

/** What a selector or a column is compared with, as the pattern writes it: a number, text with `*`, or `%…%`. */
export function comparison(operator: Operator, operand: string): (value: unknown) => boolean {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/.exec(operand)?.[1];
  const expression = /^%(.+)%$/.exec(operand)?.[1];
  const number = quoted === undefined && expression === undefined && operand !== '' ? Number(operand) : Number.NaN;
  switch (operator) {
    case '=':
    case '!=': {
      const isEqual = Number.isNaN(number)
        ? asText(
            expression === undefined
              ? wildcards(quoted?.replaceAll(/\\(.)/g, '$1') ?? operand)
              : new RegExp(expression),
          )
        : (value: unknown) => numberIn(value) === number;
      // A value that is not there differs from nothing.
      return operator === '=' ? isEqual : (value) => isScalar(value) && !isEqual(value);
    }
    default: {
      if (Number.isNaN(number)) throw new FilterPatternError('Invalid metric filter pattern');
      const holds = {
        '>': (v: number) => v > number,
        '<': (v: number) => v < number,
        '>=': (v: number) => v >= number,
        '<=': (v: number) => v <= number,
      }[operator];
      return (value) => holds(numberIn(value));
    }
  }
}

const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);

function asText(pattern: RegExp): (value: unknown) => boolean {
  return (value) => isScalar(value) && pattern.test(String(value));
}

/** `*` stands for any characters. */
function wildcards(text: string): RegExp {
  const source = text.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${source}$`, 's');
}

/** Text in digits counts as its number. */
function numberIn(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}
