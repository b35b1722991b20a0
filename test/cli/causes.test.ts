import fc from 'fast-check';
import { type Cause, causesOf } from '../../lib/cli/explain/causes';
import { type AlarmRule, type AlarmState, alarmStates, evaluateAlarmRule } from '../../lib/engine/cloudwatch';

const names = ['a', 'b', 'c', 'd'];
const name = fc.constantFrom(...names);
const state = fc.constantFrom(...alarmStates);

const rules = fc.letrec<{ rule: AlarmRule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.record({ kind: fc.constant('state' as const), state, alarm: name }),
    fc.record({ kind: fc.constant('constant' as const), value: fc.boolean() }),
    fc.record({ kind: fc.constant('not' as const), rule: tie('rule') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      rules: fc.array(tie('rule'), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant('atLeast' as const),
      threshold: fc.oneof(
        fc.record({ count: fc.integer({ min: 1, max: 2 }) }),
        fc.record({ percent: fc.integer({ min: 1, max: 100 }) }),
      ),
      state,
      negated: fc.boolean(),
      alarms: fc.uniqueArray(name, { minLength: 2, maxLength: 4 }),
    }),
  ),
})).rule;

type States = Readonly<Record<string, AlarmState>>;

/** Every assignment of states to the four alarms. */
function assignments(): States[] {
  return names.reduce<States[]>(
    (all, each) => all.flatMap((states) => alarmStates.map((one) => ({ ...states, [each]: one }))),
    [{}],
  );
}

const away = (states: States) => names.filter((each) => states[each] !== 'OK');

/** Whether a cause, with the others OK, is what the states are. */
function isCase({ alarms }: Cause, states: States): boolean {
  return names.every((each) => {
    const needed = alarms.find(({ alarm }) => alarm === each);
    return needed === undefined ? states[each] === 'OK' : needed.states.includes(states[each] as AlarmState);
  });
}

it('finds every smallest set of alarms, and nothing else', () => {
  fc.assert(
    fc.property(rules, (rule) => {
      const { causes, more } = causesOf(rule, (reference) => reference);
      expect(more).toBe(false);
      const firing = assignments().filter((states) => evaluateAlarmRule(rule, (alarm) => states[alarm]));
      const smallest = firing.filter(
        (states) =>
          !firing.some((other) => {
            const fewer = away(other);
            return fewer.length < away(states).length && fewer.every((each) => other[each] === states[each]);
          }),
      );
      for (const states of smallest) expect(causes.some((cause) => isCase(cause, states))).toBe(true);
      for (const cause of causes) expect(firing.some((states) => isCase(cause, states))).toBe(true);
    }),
    { numRuns: 400 },
  );
});

it('stops at rules with more sets than anyone reads', () => {
  const alarms = Array.from({ length: 60 }, (_, index) => `a${index}`);
  const { causes, more } = causesOf(
    { kind: 'atLeast', threshold: { count: 30 }, state: 'ALARM', negated: false, alarms },
    String,
  );
  expect(more).toBe(true);
  expect(causes.length).toBeGreaterThan(0);
});
