import type { AlarmState } from '../alarm-state';

/** The rule of a composite alarm. Alarms are referred to by name or ARN, as they were written. */
export type AlarmRule =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'state'; readonly state: AlarmState; readonly alarm: string }
  | { readonly kind: 'not'; readonly rule: AlarmRule }
  | { readonly kind: 'and' | 'or'; readonly rules: readonly AlarmRule[] }
  | {
      readonly kind: 'atLeast';
      readonly threshold: RuleThreshold;
      readonly state: AlarmState;
      /** Whether it counts the alarms that are not in the state. */
      readonly negated: boolean;
      readonly alarms: readonly string[];
    };

/** How many alarms AT_LEAST asks for: a number of them, or a share in percent. */
export type RuleThreshold = { readonly count: number } | { readonly percent: number };

/** Every alarm that a rule refers to, once, in the order of their first appearance, as they were written. */
export function alarmsOf(rule: AlarmRule): string[] {
  return [...new Set(mentions(rule))];
}

function mentions(rule: AlarmRule): readonly string[] {
  switch (rule.kind) {
    case 'constant':
      return [];
    case 'state':
      return [rule.alarm];
    case 'not':
      return mentions(rule.rule);
    case 'atLeast':
      return rule.alarms;
    default:
      return rule.rules.flatMap(mentions);
  }
}
