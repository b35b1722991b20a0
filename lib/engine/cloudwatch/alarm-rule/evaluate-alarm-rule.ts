import type { AlarmState } from '../alarm-state';
import type { AlarmRule } from './alarm-rule';

/** Whether a rule holds, given the state of each alarm by the reference that the rule uses. */
export function evaluateAlarmRule(rule: AlarmRule, stateOf: (alarm: string) => AlarmState | undefined): boolean {
  switch (rule.kind) {
    case 'constant':
      return rule.value;
    case 'state':
      return stateOf(rule.alarm) === rule.state;
    case 'not':
      return !evaluateAlarmRule(rule.rule, stateOf);
    case 'and':
      return rule.rules.every((part) => evaluateAlarmRule(part, stateOf));
    case 'or':
      return rule.rules.some((part) => evaluateAlarmRule(part, stateOf));
    case 'atLeast': {
      const counted = rule.alarms.filter((alarm) => (stateOf(alarm) === rule.state) !== rule.negated).length;
      if ('count' in rule.threshold) return counted >= rule.threshold.count;
      return (100 * counted) / rule.alarms.length >= rule.threshold.percent;
    }
  }
}
