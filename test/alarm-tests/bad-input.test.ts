import fc from 'fast-check';
import { prepareTest, readAlarmTests } from '../../lib/alarm-tests';
import { type Diagnostic, InputError } from '../../lib/diagnostic';

/** Everything that is said of a file, before its tests run. */
function findings(text: string): readonly Diagnostic[] {
  try {
    for (const test of readAlarmTests(text, 'alarms.yaml')) prepareTest(test);
    return [];
  } catch (error) {
    if (error instanceof InputError) return error.diagnostics;
    throw error;
  }
}

const alarm = `{ Type: AWS::CloudWatch::Alarm, Properties: { Namespace: S, MetricName: M, Statistic: Sum, Period: 60,
    EvaluationPeriods: 1, Threshold: 0, ComparisonOperator: GreaterThanThreshold } }`;

/** A file with one thing in it that is wrong, marked by what stands before and after it. */
function file({
  head = '',
  resources = '',
  series = "[{ metric: { namespace: S, name: M }, values: '1 2' }]",
  test = '',
  expectation = '{ at: 1m, alarm: A, state: ALARM }',
}): string {
  return `${head}
resources:
  A: ${alarm}
${resources}
tests:
  - name: t
    series: ${series}
${test}
    expect:
      - ${expectation}
`;
}

it('finds nothing wrong with a file that is right', () => {
  expect(findings(file({}))).toEqual([]);
});

it.each<[string, string, Partial<Diagnostic>]>([
  ['an empty file', '', { id: 'alarm-test/value' }],
  ['text that is not YAML', 'tests: [', { line: 1, column: 9, id: 'alarm-test/syntax' }],
  ['an unbalanced quote', "tests: 'a", { line: 1, id: 'alarm-test/syntax' }],
  ['a key twice', 'tests: []\ntests: []', { line: 2, column: 1 }],
  ['no tests', 'tests: []', { line: 1, message: 'The file holds no test.' }],
  ['an unknown key of the file', file({ head: 'tmplate: x' }), { line: 1, column: 1, id: 'alarm-test/unknown-key' }],
  [
    'an unknown key of a test',
    file({ test: '    intervall: 60' }),
    { line: 9, column: 5, id: 'alarm-test/unknown-key' },
  ],
  [
    'an unknown key of an expectation',
    file({ expectation: '{ at: 1m, alarm: A, stat: OK, state: OK }' }),
    { line: 11, column: 29, message: '"stat" is not a key of an expectation.' },
  ],
  [
    'an unknown alarm',
    file({ expectation: '{ at: 1m, alarm: B, state: OK }' }),
    { line: 11, column: 26, id: 'alarm-test/unknown-alarm' },
  ],
  ['an unknown alarm with an initial state', file({ test: '    initial: { B: OK }' }), { line: 9, column: 19 }],
  [
    'an unknown alarm that is set',
    file({ test: '    set: [{ at: 1m, alarm: B, state: OK }]' }),
    { line: 9, column: 28 },
  ],
  ['an unknown state', file({ expectation: '{ at: 1m, alarm: A, state: RED }' }), { line: 11, column: 36 }],
  ['a time without unit', file({ expectation: '{ at: 3, alarm: A, state: OK }' }), { line: 11, column: 15 }],
  [
    'a time before the first value',
    file({ expectation: '{ at: -3m, alarm: A, state: OK }' }),
    { line: 11, column: 15 },
  ],
  [
    'a time out of range',
    file({ expectation: '{ at: 100d, alarm: A, state: OK }' }),
    { line: 11, message: /out of range/ as never },
  ],
  [
    'an expectation of nothing',
    file({ expectation: '{ at: 1m, alarm: A }' }),
    { line: 11, message: /expects nothing/ as never },
  ],
  ['an expression that is none', file({ expectation: "{ at: 1m, alarm: A, reason: '/(/' }" }), { line: 11 }],
  [
    'a mistake inside a series',
    file({ series: "[{ metric: { namespace: S, name: M }, values: '1 2 x' }]" }),
    { line: 8, column: 64 },
  ],
  [
    'a mistake in a list',
    file({ series: '[{ metric: { namespace: S, name: M }, values: [1, [x]] }]' }),
    { line: 8, column: 63 },
  ],
  [
    'two series on one metric',
    file({
      series: `
      - { metric: { namespace: S, name: M, dimensions: { a: 1, b: 2 } }, values: 0x3 }
      - { metric: { name: M, dimensions: { b: '2', a: '1' }, namespace: S }, values: 1x3 }`,
    }),
    { line: 10, column: 9, id: 'alarm-test/overlapping-series', message: /the other is at line 9/ as never },
  ],
  [
    'a series that outlasts a month',
    file({ series: '[{ metric: { namespace: S, name: M }, values: 0x50000 }]' }),
    { line: 8, message: /more than 31 days/ as never },
  ],
  [
    'a template that does not exist',
    file({ head: 'template: ../nowhere.json' }),
    { line: 1, column: 11, id: 'assembly/missing' },
  ],
  [
    'a rule with an unknown alarm',
    file({ resources: '  C: { Type: AWS::CloudWatch::CompositeAlarm, Properties: { AlarmRule: ALARM(Gone) } }' }),
    { line: 5, id: 'alarm/refused', message: /alarms \[Gone\] in the alarm rule do not exist/ as never },
  ],
  [
    'a rule with an unbalanced quote',
    file({ resources: `  C: { Type: AWS::CloudWatch::CompositeAlarm, Properties: { AlarmRule: 'ALARM("A)' } }` }),
    { line: 5, column: 79, message: /quote at char 6 is not closed/ as never },
  ],
  [
    'an unknown function',
    file({
      resources: `  C: { Type: AWS::CloudWatch::Alarm, Properties: { EvaluationPeriods: 1, Threshold: 0, ComparisonOperator: LessThanThreshold,
    Metrics: [{ Id: e, Expression: 'FROB(m)' }, { Id: m, ReturnData: false, MetricStat: { Metric: { Namespace: S, MetricName: M }, Period: 60, Stat: Sum } }] } }`,
    }),
    { line: 6, id: 'alarm/refused' },
  ],
  [
    'a property that CloudWatch refuses',
    file({ resources: `  C: ${alarm.replace('Period: 60', 'Period: 61')}` }),
    { line: 5, id: 'alarm/refused', message: /Period must be 10, 20, 30/ as never },
  ],
  [
    'composite alarms in a circle',
    file({
      resources: `  C: { Type: AWS::CloudWatch::CompositeAlarm, Properties: { AlarmRule: !Sub 'ALARM(\${D})' } }
  D: { Type: AWS::CloudWatch::CompositeAlarm, Properties: { AlarmRule: 'ALARM(C)' } }`,
    }),
    { id: 'alarm-rule/cycle', message: /C → D → C/ as never },
  ],
  [
    'a reference to nothing',
    file({ resources: '  C: { Type: AWS::CloudWatch::CompositeAlarm, Properties: { AlarmRule: !Ref Gone } }' }),
    { line: 5, id: 'template/refused' },
  ],
])('says where %s is', (_, text, expected) => {
  const [first] = findings(text);
  expect(first).toMatchObject({
    severity: 'error',
    file: 'alarms.yaml',
    ...expected,
    ...(expected.message !== undefined && { message: expect.stringMatching(expected.message) }),
  });
  expect(first?.message).toMatch(/\.$/);
  expect(first?.fix).toMatch(/\.$/);
});

it('gathers what is wrong, and says it at once', () => {
  const text = file({
    series: '[{ metric: { namespace: S, name: M }, values: 1,2 }]',
    expectation: '{ at: 1m, alarm: B, state: OK }',
  });
  expect(findings(text).length).toBeGreaterThan(0);
  const keys = file({ head: 'one: 1\ntwo: 2' });
  expect(findings(keys).map(({ line }) => line)).toEqual([1, 2]);
});

it('keeps the zeros at the front of an account, and a dimension as it is written', () => {
  const [test] = readAlarmTests(
    file({
      head: 'account: 012345678901',
      series: '[{ metric: { namespace: S, name: M, dimensions: { v: 007 } }, values: 0x3 }]',
    }),
    'alarms.yaml',
  );
  expect(test?.account).toBe('012345678901');
  expect(test?.series[0]?.metric.dimensions).toEqual({ v: '007' });
  expect(test?.series[0]?.values).toEqual({ stretches: [{ start: 0, step: 0, length: 4 }] });
});

it('reads anchors, and stops where they multiply without end', () => {
  const shared = file({ series: '&all [{ metric: { namespace: S, name: M }, values: 1 }]' });
  expect(findings(`${shared}  - { series: *all, expect: [{ at: 1m, alarm: A, state: ALARM }] }\n`)).toEqual([]);
  const laughs = Array.from(
    { length: 12 },
    (_, level) =>
      `l${level}: &l${level} [${Array(9)
        .fill(level === 0 ? 'x' : `*l${level - 1}`)
        .join(', ')}]`,
  );
  expect(findings(laughs.join('\n'))[0]?.message).toMatch(/too large/);
  expect(findings('a: &a [*a]')[0]?.message).toMatch(/nested|too large/);
});

it.each([
  '[',
  '- ',
  '? ',
  '{a: ',
  'a: ',
  '&a ',
  '!!x ',
  '- - ',
  '\n  - ',
])('meets 10 kB of %j with a finding', (piece) => {
  expect(findings(piece.repeat(10_000 / piece.length)).length).toBeGreaterThan(0);
});

it('meets any text of up to 10 kB with findings, or takes it', () => {
  const good = file({});
  const mutated = fc
    .tuple(
      fc.nat(good.length),
      fc.nat(20),
      fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom('"', "'", '{', ']', '*a', '&a', '!x ', '\t', '0x9', '- ')),
    )
    .map(([at, length, text]) => good.slice(0, at) + text + good.slice(at + length));
  const words = fc.constantFrom(
    'tests',
    ':',
    ' ',
    '\n',
    '- ',
    '[',
    ']',
    '{',
    '}',
    'series',
    'expect',
    'at',
    '3m',
    '"',
    "'",
    '!Ref ',
    '&a ',
    '*a',
    '|',
    '>',
    '#',
  );
  const soup = fc.array(words, { maxLength: 2500 }).map((parts) => parts.join('').slice(0, 10_000));
  fc.assert(
    fc.property(fc.oneof(mutated, soup, fc.string({ unit: 'binary', maxLength: 500 })), (text) => {
      for (const { message, fix } of findings(text)) expect(`${message}${fix}`).not.toMatch(/undefined|\[object/);
    }),
    { numRuns: 200 },
  );
});
