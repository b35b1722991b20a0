import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Alarm, CompositeAlarm, type IAlarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import fc from 'fast-check';
import { allOf, anyOf, atLeast, not, type Rule, type RuleOperand, unless } from '../../lib/alarms/rule';
import { alarmsOf, evaluateAlarmRule, exceededRuleLimit, parseAlarmRule } from '../../lib/engine/cloudwatch/alarm-rule';
import type { AlarmState } from '../../lib/engine/cloudwatch/alarm-state';

const prefix = 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:';

/** Alarms with ARNs of 90 characters. */
function alarmsIn(stack: Stack, count: number): IAlarm[] {
  return Array.from({ length: count }, (_, index) =>
    Alarm.fromAlarmArn(stack, `Alarm${index}`, prefix + `alarm-${index}`.padEnd(90 - prefix.length, 'x')),
  );
}

/** The rule of every composite alarm of a stack, by its ARN; the ARNs of nested ones are written out. */
function rulesOf(stack: Stack): Map<string, string> {
  const arnOf = (id: string) => prefix + id.padEnd(90 - prefix.length, 'x');
  const text = (value: unknown): string => {
    if (typeof value === 'string') return value;
    const { 'Fn::Join': join, 'Fn::GetAtt': attribute } = value as {
      'Fn::Join'?: [string, unknown[]];
      'Fn::GetAtt'?: [string, string];
    };
    if (join !== undefined) return join[1].map(text).join(join[0]);
    return arnOf(attribute?.[0] ?? '');
  };
  const found = Template.fromStack(stack).findResources('AWS::CloudWatch::CompositeAlarm');
  return new Map(Object.entries(found).map(([id, { Properties }]) => [arnOf(id), text(Properties.AlarmRule)]));
}

/** The state of a rule's own composite alarm, as CloudWatch finds it through the nested ones. */
function stateThrough(rules: Map<string, string>, top: string, stateOf: (arn: string) => AlarmState): boolean {
  const memo = new Map<string, AlarmState>();
  const state = (arn: string): AlarmState => {
    const rule = rules.get(arn);
    if (rule === undefined) return stateOf(arn);
    const known = memo.get(arn) ?? (evaluateAlarmRule(parseAlarmRule(rule), state) ? 'ALARM' : 'OK');
    memo.set(arn, known);
    return known;
  };
  return evaluateAlarmRule(parseAlarmRule(top), state);
}

function withStack<T>(work: (stack: Stack) => T): T {
  return work(new Stack(new App({ treeMetadata: false }), 'Shop'));
}

describe('the rule algebra', () => {
  it('writes the rules that a team would write by hand', () => {
    withStack((stack) => {
      const [errors, latency, checkout, maintenance] = alarmsIn(stack, 4) as [IAlarm, IAlarm, IAlarm, IAlarm];
      const e = `ALARM("${errors.alarmArn}")`;
      const l = `ALARM("${latency.alarmArn}")`;
      const m = `ALARM("${maintenance.alarmArn}")`;
      expect(anyOf(errors, latency).renderAlarmRule()).toBe(`${e} OR ${l}`);
      expect(allOf(errors, anyOf(latency, checkout)).renderAlarmRule()).toBe(
        `${e} AND (${l} OR ALARM("${checkout.alarmArn}"))`,
      );
      expect(unless(anyOf(errors, latency), maintenance).renderAlarmRule()).toBe(`(${e} OR ${l}) AND NOT ${m}`);
      expect(atLeast(2).of(errors, latency, checkout).renderAlarmRule()).toBe(
        `AT_LEAST(2, ALARM, ("${errors.alarmArn}", "${latency.alarmArn}", "${checkout.alarmArn}"))`,
      );
      expect(allOf(maintenance, not(atLeast(2).of(errors, latency, checkout))).renderAlarmRule()).toBe(
        `${m} AND AT_LEAST(2, NOT ALARM, ("${errors.alarmArn}", "${latency.alarmArn}", "${checkout.alarmArn}"))`,
      );
    });
  });

  it('is what a CompositeAlarm takes, with alarms of the same stack by reference', () => {
    withStack((stack) => {
      const metric = new Metric({ namespace: 'Shop', metricName: 'Errors' });
      const alarm = (id: string) => new Alarm(stack, id, { metric, threshold: 1, evaluationPeriods: 1 });
      new CompositeAlarm(stack, 'Guard', { alarmRule: anyOf(alarm('A'), alarm('B')) });
      Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::CompositeAlarm', {
        AlarmRule: {
          'Fn::Join': ['', Match.arrayWith(['ALARM("', { 'Fn::GetAtt': [Match.stringLikeRegexp('^A'), 'Arn'] }])],
        },
      });
    });
  });

  it('tells whether a rule is a plain any-of, and its alarms', () => {
    withStack((stack) => {
      const [a, b] = alarmsIn(stack, 2) as [IAlarm, IAlarm];
      expect(anyOf(a, anyOf(b)).isAnyOf).toBe(true);
      expect(anyOf(a, b, a).alarms).toEqual([a, b]);
      expect(unless(a, b).isAnyOf).toBe(false);
      expect(allOf(a, b).isAnyOf).toBe(false);
    });
  });

  it('refuses a rule that would fire on a first deployment, and says why', () => {
    withStack((stack) => {
      const [a, b, c] = alarmsIn(stack, 3) as [IAlarm, IAlarm, IAlarm];
      const bornFiring = [
        not(a),
        anyOf(a, not(b)),
        atLeast(1).of(not(a), b, c),
        not(allOf(a, b)),
        allOf(not(a), not(b)),
      ];
      for (const rule of bornFiring) {
        expect(() => rule.renderAlarmRule()).toThrow(
          /fires on a first deployment: every alarm is born INSUFFICIENT_DATA/,
        );
        expect(() => rule.within(stack)).toThrow(/not\("Shop\/Alarm/);
      }
    });
  });

  it.each([
    ['anyOf()', () => anyOf()],
    ['atLeast(3).of two', (a: IAlarm, b: IAlarm) => atLeast(3).of(a, b)],
    ['atLeast(0)', () => atLeast(0)],
    ['atLeast(1.5)', () => atLeast(1.5)],
    ['atLeast(2).of the same', (a: IAlarm) => atLeast(2).of(a, a)],
  ])('refuses %s', (_, make) => {
    withStack((stack) => {
      const [a, b] = alarmsIn(stack, 2) as [IAlarm, IAlarm];
      expect(() => make(a, b)).toThrow(/atLeast\(|anyOf\(\)/);
    });
  });

  it('asks for a scope where one composite alarm cannot hold the rule', () => {
    withStack((stack) => {
      const rule = anyOf(...alarmsIn(stack, 250));
      expect(() => rule.renderAlarmRule()).toThrow(/rule over 250 alarms .* rule\.within\(this\)/);
      new CompositeAlarm(stack, 'Guard', { alarmRule: rule.within(stack) });
      expect(rulesOf(stack).size).toBe(4);
    });
  });

  it('counts over more alarms than one composite alarm takes', () => {
    withStack((stack) => {
      const alarms = alarmsIn(stack, 230);
      const top = atLeast(3)
        .of(...alarms)
        .within(stack)
        .renderAlarmRule();
      const text = resolveTop(stack, top);
      const rules = rulesOf(stack);
      for (const rule of [...rules.values(), text])
        expect(exceededRuleLimit(rule, parseAlarmRule(rule))).toBeUndefined();
      const withAlarms = (...red: number[]) => {
        const arns = new Set(red.map((index) => alarms[index]?.alarmArn));
        return stateThrough(rules, text, (arn) => (arns.has(arn) ? 'ALARM' : 'OK'));
      };
      expect(withAlarms()).toBe(false);
      expect(withAlarms(0, 229)).toBe(false);
      expect(withAlarms(0, 1, 2)).toBe(true);
      expect(withAlarms(0, 120, 229)).toBe(true);
      expect(withAlarms(0, 1, 229)).toBe(true);
      expect(withAlarms(228, 229)).toBe(false);
    });
  });

  it('refuses a count that only a forest of composite alarms could hold', () => {
    withStack((stack) => {
      expect(() =>
        atLeast(80)
          .of(...alarmsIn(stack, 300))
          .within(stack),
      ).toThrow(/more than 100 nested composite alarms/);
    });
  });

  it('keeps every rule inside the limits, its meaning, and quiet on a first deployment', () => {
    fc.assert(
      fc.property(
        ruleTree(),
        fc.infiniteStream(fc.constantFrom<AlarmState>('ALARM', 'OK', 'INSUFFICIENT_DATA')),
        (tree, states) =>
          withStack((stack) => {
            const alarms = alarmsIn(stack, 140);
            const { rule, meaning } = build(tree, alarms);
            const bornFiring = meaning(() => false);
            if (bornFiring) {
              expect(() => rule.within(stack)).toThrow(/first deployment/);
              return;
            }
            const within = refusedAsForest(() => rule.within(stack));
            if (within === undefined) return;
            const top = resolveTop(stack, within.renderAlarmRule());
            const rules = rulesOf(stack);
            for (const text of [...rules.values(), top]) {
              expect(exceededRuleLimit(text, parseAlarmRule(text))).toBeUndefined();
              // Neither while everything, nested composite alarms too, is INSUFFICIENT_DATA …
              expect(evaluateAlarmRule(parseAlarmRule(top), () => 'INSUFFICIENT_DATA')).toBe(false);
            }
            // … nor once the nested ones have been evaluated.
            expect(stateThrough(rules, top, () => 'INSUFFICIENT_DATA')).toBe(false);
            const stateOf = new Map<string, AlarmState>();
            for (const alarm of alarms) stateOf.set(alarm.alarmArn, states.next().value as AlarmState);
            const expected = meaning((index) => stateOf.get(alarms[index]?.alarmArn ?? '') === 'ALARM');
            expect(stateThrough(rules, top, (arn) => stateOf.get(arn) ?? 'OK')).toBe(expected);
            expect(new Set(rule.alarms.map((alarm) => alarm.alarmRef.alarmArn)).size).toBeGreaterThanOrEqual(
              new Set(alarmsOf(parseAlarmRule(top)).filter((arn) => !rules.has(arn))).size,
            );
          }),
      ),
      { numRuns: 60 },
    );
  });
});

/** Counting many of very many alarms takes more composite alarms than anyone should have. */
function refusedAsForest<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof Error && /more than 100 nested/.test(error.message)) return undefined;
    throw error;
  }
}

/** Nested ARNs in the text of the top rule are tokens until synthesis: a composite alarm renders them. */
function resolveTop(stack: Stack, rule: string): string {
  const { alarmArn } = new CompositeAlarm(stack, 'Top', { alarmRule: { renderAlarmRule: () => rule } });
  expect(alarmArn).toBeDefined();
  const found = rulesOf(stack);
  const top = [...found.keys()].find((arn) => arn.startsWith(`${prefix}Top`)) ?? '';
  return found.get(top) ?? '';
}

type Tree =
  | { kind: 'alarm'; index: number }
  | { kind: 'not'; of: Tree }
  | { kind: 'any' | 'all' | 'unless'; of: Tree[] }
  | { kind: 'atLeast'; share: number; of: Tree[] }
  | { kind: 'many'; from: number; count: number; needed: number | 'any' | 'all' };

function ruleTree(): fc.Arbitrary<Tree> {
  const alarm = fc.record({ kind: fc.constant('alarm' as const), index: fc.nat(139) });
  const many = fc.record({
    kind: fc.constant('many' as const),
    from: fc.nat(30),
    count: fc.integer({ min: 90, max: 109 }),
    needed: fc.oneof(fc.constant<'any'>('any'), fc.constant<'all'>('all'), fc.integer({ min: 2, max: 4 })),
  });
  return fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      { arbitrary: alarm, weight: 4 },
      { arbitrary: many, weight: 1 },
      { arbitrary: fc.record({ kind: fc.constant('not' as const), of: tie('tree') }), weight: 1 },
      {
        arbitrary: fc.record({
          kind: fc.constantFrom('any' as const, 'all' as const, 'unless' as const),
          of: fc.array(tie('tree'), { minLength: 1, maxLength: 5 }),
        }),
        weight: 4,
      },
      {
        arbitrary: fc.record({
          kind: fc.constant('atLeast' as const),
          share: fc.double({ min: 0, max: 0.99, noNaN: true }),
          of: fc.array(tie('tree'), { minLength: 1, maxLength: 5 }),
        }),
        weight: 2,
      },
    ),
  })).tree;
}

type Meaning = (inAlarm: (index: number) => boolean) => boolean;

/** The rule that a tree stands for, and, apart from the code under test, what it means. */
function build(tree: Tree, alarms: readonly IAlarm[]): { rule: Rule; meaning: Meaning } {
  const built = (part: Tree): { operand: RuleOperand; meaning: Meaning } => {
    if (part.kind === 'alarm')
      return { operand: alarms[part.index] as IAlarm, meaning: (inAlarm) => inAlarm(part.index) };
    const { rule, meaning } = build(part, alarms);
    return { operand: rule, meaning };
  };
  switch (tree.kind) {
    case 'alarm': {
      const { operand, meaning } = built(tree);
      return { rule: anyOf(operand), meaning };
    }
    case 'not': {
      const { operand, meaning } = built(tree.of);
      return { rule: not(operand), meaning: (inAlarm) => !meaning(inAlarm) };
    }
    case 'many': {
      const indices = Array.from({ length: tree.count }, (_, index) => tree.from + index);
      const operands = indices.map((index) => alarms[index] as IAlarm);
      const needed = tree.needed === 'any' ? 1 : tree.needed === 'all' ? tree.count : tree.needed;
      const rule =
        tree.needed === 'any'
          ? anyOf(...operands)
          : tree.needed === 'all'
            ? allOf(...operands)
            : atLeast(needed).of(...operands);
      return { rule, meaning: (inAlarm) => indices.filter(inAlarm).length >= needed };
    }
    default: {
      const parts = tree.of.map(built);
      const operands = parts.map((part) => part.operand);
      const count = (inAlarm: (index: number) => boolean) => parts.filter((part) => part.meaning(inAlarm)).length;
      if (tree.kind === 'any') return { rule: anyOf(...operands), meaning: (s) => count(s) > 0 };
      if (tree.kind === 'all') return { rule: allOf(...operands), meaning: (s) => count(s) === parts.length };
      if (tree.kind === 'atLeast') {
        const distinct = parts.filter((part, index) => operands.indexOf(part.operand) === index);
        const needed = 1 + Math.floor(tree.share * distinct.length);
        return {
          rule: atLeast(needed).of(...distinct.map((part) => part.operand)),
          meaning: (s) => distinct.filter((part) => part.meaning(s)).length >= needed,
        };
      }
      const [first, ...vetoes] = parts as [(typeof parts)[number], ...typeof parts];
      if (vetoes.length === 0) return { rule: anyOf(first.operand), meaning: first.meaning };
      return {
        rule: unless(first.operand, ...vetoes.map((veto) => veto.operand)),
        meaning: (s) => first.meaning(s) && !vetoes.some((veto) => veto.meaning(s)),
      };
    }
  }
}
