import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alarmTestsFrom, prepareTest, runTest } from '../../lib/alarm-tests';
import { InputError } from '../../lib/diagnostic';

interface RuleInUse {
  readonly id: string;
  readonly rule: string;
  readonly refs: readonly string[];
  readonly eval: readonly { readonly children: string; readonly state: string }[];
  readonly precedence_sensitive?: boolean;
}

const file = join(__dirname, '..', 'conformance', 'composite-rules.json');
const { valid, invalid } = JSON.parse(readFileSync(file, 'utf8')) as {
  readonly valid: readonly RuleInUse[];
  readonly invalid: readonly { readonly rule: unknown }[];
};

const composite = (AlarmRule: unknown) => ({ Type: 'AWS::CloudWatch::CompositeAlarm', Properties: { AlarmRule } });

/** An alarm that stays in the state that a test gives it. */
const still = (AlarmName: string) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName,
    Namespace: 'Shop',
    MetricName: 'None',
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'ignore',
  },
});

/** `all OK`, `only first ALARM`: the state of a child. */
function stateOf(children: string, index: number, count: number): string {
  const [, which, state = ''] = /^(all|only first|only last) (\w+)$/.exec(children) ?? [];
  const holds = which === 'all' || index === (which === 'only first' ? 0 : count - 1);
  return holds ? state : 'OK';
}

describe('rules in use, as alarm tests', () => {
  const checked = valid.filter((each) => each.precedence_sensitive !== true && each.eval.length > 0);
  it.each(checked.map((each) => [each.id, each] as const))('%s', (_, { rule, refs, eval: expected }) => {
    const names = refs.map((reference) => reference.replace(/^arn:.*:alarm:/, ''));
    const children = Object.fromEntries(names.map((name, index) => [`Child${index}`, still(name)]));
    const tests = alarmTestsFrom({
      resources: { ...children, Composite: composite(rule) },
      tests: expected.map((each) => ({
        name: each.children,
        initial: Object.fromEntries(
          names.map((_name, index) => [`Child${index}`, stateOf(each.children, index, names.length)]),
        ),
        expect: [{ at: '2m', alarm: 'Composite', state: each.state }],
      })),
    });
    const outcomes = tests.map((test) => runTest(prepareTest(test)));
    expect(outcomes.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual([]);
  });

  it.each(
    invalid.map(({ rule }) => [JSON.stringify(rule)?.slice(0, 60) ?? '', rule] as const),
  )('refuses %s', (_, rule) => {
    const [test] = alarmTestsFrom({
      resources: { Composite: composite(rule) },
      tests: [{ expect: [{ at: '2m', alarm: 'Composite', state: 'OK' }] }],
    });
    if (test === undefined) throw new Error('No test');
    expect(() => prepareTest(test)).toThrow(InputError);
  });
});
