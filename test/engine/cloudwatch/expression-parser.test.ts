import fc from 'fast-check';
import {
  type Expression,
  ExpressionSyntaxError,
  functionNames,
  parseExpression,
  printExpression,
  typeOfExpression,
} from '../../../lib/engine/cloudwatch';

const offset = fc.constant(0);
const operators = ['+', '-', '*', '/', '^', '==', '!=', '<=', '>=', '<', '>', 'AND', 'OR'] as const;
const id = fc.stringMatching(/^[a-z][A-Za-z0-9_]{0,6}$/);

const { expression } = fc.letrec<{ expression: Expression; leaf: Expression }>((tie) => ({
  leaf: fc.oneof(
    fc.record({
      kind: fc.constant('number' as const),
      value: fc.double({ min: 0, noNaN: true }).filter(Number.isFinite),
      offset,
    }),
    fc.record({ kind: fc.constant('id' as const), name: id, offset }),
    fc.record({ kind: fc.constant('string' as const), value: fc.string({ unit: 'binary' }), offset }),
    fc.record({ kind: fc.constant('word' as const), name: fc.constantFrom('REPEAT', 'LINEAR', 'ASC'), offset }),
  ),
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    fc.record({ kind: fc.constant('negate' as const), operand: tie('expression'), offset }),
    fc.record({
      kind: fc.constant('binary' as const),
      operator: fc.constantFrom(...operators),
      left: tie('expression'),
      right: tie('expression'),
      offset,
    }),
    fc.record({
      kind: fc.constant('call' as const),
      name: fc.constantFrom(...functionNames),
      arguments: fc.array(tie('expression'), { maxLength: 3 }),
      offset,
    }),
    fc.record({ kind: fc.constant('array' as const), items: fc.array(tie('expression'), { maxLength: 3 }), offset }),
  ),
}));

/** An expression without its places, which printing changes. */
function withoutPlaces(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, part) => (key === 'offset' ? 0 : part)));
}

test('an expression that was printed is read as the same expression', () => {
  fc.assert(
    fc.property(expression, (written) => {
      expect(withoutPlaces(parseExpression(printExpression(written)))).toEqual(withoutPlaces(written));
    }),
  );
});

const pieces = [
  ...operators,
  ...functionNames,
  '&&',
  '||',
  'm1',
  'e2',
  '(',
  ')',
  '[',
  ']',
  ',',
  '"',
  "'",
  '\\',
  '1',
  '.5',
  '2e3',
  ' ',
  '\n',
  'é',
];
const text = fc.oneof(
  fc.string({ maxLength: 10_000, size: 'max', unit: 'binary' }),
  fc
    .array(fc.constantFrom(...pieces), { maxLength: 2500, size: 'max' })
    .map((parts) => parts.join('').slice(0, 10_000)),
);

test('whatever an expression is, it is read or refused with its place', () => {
  const scope = { typeOf: () => 'TS' as const, isMetric: () => true };
  fc.assert(
    fc.property(text, (input) => {
      try {
        const parsed = parseExpression(input);
        printExpression(parsed);
        typeOfExpression(parsed, scope);
      } catch (error) {
        if (!(error instanceof ExpressionSyntaxError)) throw error;
        expect(error.offset).toBeGreaterThanOrEqual(0);
        expect(error.offset).toBeLessThanOrEqual(input.length);
      }
    }),
    { numRuns: 200 },
  );
});

test.each([
  ['parentheses', '('.repeat(10_000)],
  ['closed parentheses', `${'('.repeat(4900)}1${')'.repeat(4900)}`],
  ['minus signs', `${'-'.repeat(9900)}1`],
  ['calls', 'ABS('.repeat(2500)],
  ['arrays', '['.repeat(10_000)],
  ['powers', `${'2^'.repeat(4900)}2`],
  ['a sum', `${'1+'.repeat(4900)}1`],
  ['an open quote', `SEARCH('${'\\"'.repeat(4000)}`],
])('ten kilobytes of %s are refused', (_what, input) => {
  expect(() => parseExpression(input)).toThrow(ExpressionSyntaxError);
});

describe('precedence', () => {
  test.each([
    ['1 + 2 * 3', '1 + (2 * 3)'],
    ['1 - 2 - 3', '(1 - 2) - 3'],
    ['m2/m1*100', '(m2 / m1) * 100'],
    ['2 ^ 3 ^ 2', '2 ^ (3 ^ 2)'],
    ['-m1 ^ 2', '-(m1 ^ 2)'],
    ['-m1 * 2', '(-m1) * 2'],
    ['2 ^ -m1', '2 ^ (-m1)'],
    ['m1 > 1 AND m2 > 2 OR m3 > 3', '((m1 > 1) AND (m2 > 2)) OR (m3 > 3)'],
    ['m1 > 1 && m2 > 2 || m3 > 3', '((m1 > 1) AND (m2 > 2)) OR (m3 > 3)'],
    ['m1 + 1 > m2 * 2', '(m1 + 1) > (m2 * 2)'],
  ])('%s is %s', (input, grouped) => {
    expect(withoutPlaces(parseExpression(input))).toEqual(withoutPlaces(parseExpression(grouped)));
  });
});

describe('refused', () => {
  const scope = {
    typeOf: (name: string) => (name.startsWith('m') ? ('TS' as const) : undefined),
    isMetric: (name: string) => name === 'm1',
  };

  test.each([
    ['', 0, 'Unexpected end: expected a number, an id, a function or a parenthesis'],
    ['m1 +', 4, 'Unexpected end: expected a number, an id, a function or a parenthesis'],
    ['m1 m2', 3, "Unexpected 'm2': expected an operator or the end"],
    ['(m1', 3, "Unexpected end: expected ')'"],
    ['M1', 0, "Unexpected 'M1': an id begins with a lower-case letter"],
    ["'abc", 0, 'The quote is not closed'],
    ['m1 % 2', 3, "Unexpected character '%'"],
    ['1e999', 0, '1e999 is too large'],
    ['SUMM(m1)', 0, "Function 'SUMM' not found"],
    ['1 + sum(m1)', 4, "Function 'sum' not found: write SUM"],
    ['m1 / x', 5, "Unknown id 'x'"],
    ['MAX(m1, m2)', 0, 'MAX does not take a time series, a time series; it takes MAX(TS) or MAX(TS[])'],
    ['IF(m1 > 1)', 0, 'IF does not take a time series; it takes IF(TS, S|TS[, S|TS])'],
    ['FILL(m1, ASC)', 0, 'FILL takes a number, a time series, REPEAT or LINEAR, not ASC'],
    ['SORT(METRICS(), LINEAR, ASC)', 0, 'SORT sorts by AVG, MIN, MAX or SUM, not by LINEAR'],
    ['PERIOD(m2)', 0, 'PERIOD takes the id of a metric, not an expression'],
    ['[m1, 5]', 5, 'An array holds time series, not a number'],
    ['m1 + "text"', 3, "'+' does not take a time series and text"],
    ['METRICS() + METRICS()', 10, "'+' does not take an array of time series and an array of time series"],
    ['-"text"', 0, "'-' takes numbers and time series"],
  ])('%j at %i: %s', (input, place, message) => {
    const read = () => typeOfExpression(parseExpression(input), scope);
    expect(read).toThrow(expect.objectContaining({ name: 'ExpressionSyntaxError', offset: place }));
    expect(read).toThrow(message);
  });
});
