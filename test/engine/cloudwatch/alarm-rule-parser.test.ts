import fc from 'fast-check';
import {
  type AlarmRule,
  alarmsOf,
  countRuleElements,
  exceededRuleLimit,
  parseAlarmRule,
  printAlarmRule,
  RuleSyntaxError,
  ruleLimits,
} from '../../../lib/engine/cloudwatch';

const name = fc.string({ minLength: 1, maxLength: 12, unit: 'binary' });
const state = fc.constantFrom('ALARM' as const, 'OK' as const, 'INSUFFICIENT_DATA' as const);

const { rule } = fc.letrec<{ rule: AlarmRule; leaf: AlarmRule }>((tie) => ({
  leaf: fc.oneof(
    fc.record({ kind: fc.constant('constant' as const), value: fc.boolean() }),
    fc.record({ kind: fc.constant('state' as const), state, alarm: name }),
    fc.array(name, { minLength: 1, maxLength: 4 }).chain((alarms) =>
      fc.record({
        kind: fc.constant('atLeast' as const),
        threshold: fc.oneof(
          fc.record({ count: fc.integer({ min: 1, max: alarms.length }) }),
          fc.record({ percent: fc.integer({ min: 1, max: 100 }) }),
        ),
        state,
        negated: fc.boolean(),
        alarms: fc.constant(alarms),
      }),
    ),
  ),
  rule: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    fc.record({ kind: fc.constant('not' as const), rule: tie('rule') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      rules: fc.array(tie('rule'), { minLength: 2, maxLength: 4 }),
    }),
  ),
}));

test('a rule that was printed is read as the same rule', () => {
  fc.assert(fc.property(rule, (written) => expect(parseAlarmRule(printAlarmRule(written))).toEqual(written)));
});

const pieces = [
  'ALARM',
  'OK',
  'AT_LEAST',
  'NOT ',
  'AND ',
  ' OR ',
  '(',
  ')',
  ',',
  '"',
  '\\',
  '2',
  '50%',
  'TRUE',
  'a',
  ' ',
  '\n',
  'é',
  '\0',
];
const text = fc.oneof(
  fc.string({ maxLength: 10_000, size: 'max', unit: 'binary' }),
  fc
    .array(fc.constantFrom(...pieces), { maxLength: 2000, size: 'max' })
    .map((parts) => parts.join('').slice(0, 10_000)),
);

test('whatever a rule is, it is read or refused with its place', () => {
  fc.assert(
    fc.property(text, (input) => {
      try {
        printAlarmRule(parseAlarmRule(input));
      } catch (error) {
        if (!(error instanceof RuleSyntaxError)) throw error;
        expect(error.offset).toBeGreaterThanOrEqual(0);
        expect(error.offset).toBeLessThanOrEqual(input.length);
      }
    }),
    { numRuns: 200 },
  );
});

test.each([
  ['parentheses', '('.repeat(10_000)],
  ['closed parentheses', `${'('.repeat(4900)}TRUE${')'.repeat(4900)}`],
  ['negations', `${'NOT '.repeat(2400)}TRUE`],
  ['negations in parentheses', `${'NOT ('.repeat(1600)}TRUE${')'.repeat(1600)}`],
  ['an endless AT_LEAST', 'AT_LEAST('.repeat(1100)],
  ['an open quote', `ALARM("${'\\"'.repeat(4000)}`],
])('ten kilobytes of %s are refused', (_what, input) => {
  expect(() => parseAlarmRule(input)).toThrow(RuleSyntaxError);
});

test('nesting as deep as the limits allow is read', () => {
  const deep = `${'('.repeat(249)}ALARM(a)${')'.repeat(249)}`;
  const parsed = parseAlarmRule(deep);
  expect(countRuleElements(deep, parsed)).toBe(499);
  expect(exceededRuleLimit(deep, parsed)).toBeUndefined();
});

describe('names', () => {
  test.each([
    ['ALARM(a)', 'a'],
    ['ALARM( a )', 'a'],
    // Only blanks, brackets and commas end a bare name.
    ['ALARM(5"disks)', '5"disks'],
    ['ALARM("a (b), c")', 'a (b), c'],
    ['ALARM("say \\"hi\\"")', 'say "hi"'],
    ['ALARM("back\\\\slash")', 'back\\slash'],
    ['ALARM("C:\\temp")', 'C:\\temp'],
    ['ALARM(arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a)', 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a'],
  ])('%s is about %s', (input, alarm) => {
    expect(alarmsOf(parseAlarmRule(input))).toEqual([alarm]);
  });

  test.each([
    ['ALARM(a b)', 8],
    ['ALARM("a)', 6],
    ['ALARM("")', 6],
    ['ALARM(a', 7],
    ['ALARM a', 6],
    ['ALARM(a) ALARM(b)', 9],
    ['ALARM(a) AND', 12],
    ['alarm(a)', 0],
    ['AT_LEAST(0, ALARM, (a))', 9],
    ['AT_LEAST(3, ALARM, (a, b))', 9],
    ['AT_LEAST(101%, ALARM, (a))', 9],
    ['AT_LEAST(1, NOT, (a))', 15],
    ['AT_LEAST(1, ALARM, a)', 19],
    ['AT_LEAST(1, ALARM, ())', 20],
    [' ALARM(a)', 0],
    ['ALARM(a)\n', 8],
  ])('%j is refused at %i', (input, offset) => {
    expect(() => parseAlarmRule(input)).toThrow(expect.objectContaining({ name: 'RuleSyntaxError', offset }));
  });
});

describe('limits', () => {
  const children = (count: number) => Array.from({ length: count }, (_, index) => `ALARM(a${index})`).join(' OR ');

  test('100 children, not 101', () => {
    expect(exceededRuleLimit(children(100), parseAlarmRule(children(100)))).toBeUndefined();
    expect(exceededRuleLimit(children(101), parseAlarmRule(children(101)))).toBe(
      'AlarmRule refers to 101 alarms; at most 100 are allowed',
    );
  });

  test('500 elements, not 501: alarms, constants, grouping parentheses', () => {
    const rule = `(${Array.from({ length: 498 }, () => 'TRUE').join(' OR ')})`;
    expect(exceededRuleLimit(rule, parseAlarmRule(rule))).toBeUndefined();
    const more = `${rule} OR ALARM(a)`;
    expect(exceededRuleLimit(more, parseAlarmRule(more))).toBe('AlarmRule has 501 elements; at most 500 are allowed');
  });

  test('10,240 characters', () => {
    const rule = `ALARM(${'a'.repeat(ruleLimits.characters)})`;
    expect(exceededRuleLimit(rule, parseAlarmRule(rule))).toBe(
      'AlarmRule has 10247 characters; at most 10240 are allowed',
    );
  });
});
