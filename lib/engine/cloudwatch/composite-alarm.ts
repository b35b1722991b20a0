import type { SuppressionPeriods } from './action-suppression';
import { checkCompositeAlarmActions } from './alarm-actions-allowed';
import { AlarmError } from './alarm-error';
import type { CompositeAlarmProperties } from './alarm-properties';
import type { AlarmRegistry } from './alarm-registry';
import {
  type AlarmRule,
  alarmsOf,
  evaluateAlarmRule,
  exceededRuleLimit,
  parseAlarmRule,
  RuleSyntaxError,
} from './alarm-rule';
import type { AlarmState } from './alarm-state';

/** A composite alarm, ready to be evaluated. */
export interface CompositeAlarm {
  readonly rule: AlarmRule;
  /** The alarms' names by the references that the rule uses. */
  readonly names: ReadonlyMap<string, string>;
  readonly suppressor?: { readonly name: string; readonly periods: SuppressionPeriods };
}

/**
 * Builds a composite alarm from its properties. Its children, and its suppressor, exist already.
 * @throws AlarmError where CloudWatch would refuse it
 */
export function compositeAlarm(properties: CompositeAlarmProperties, alarms: AlarmRegistry): CompositeAlarm {
  checkCompositeAlarmActions(properties);
  const rule = readRule(properties.AlarmRule);
  const names = new Map(alarmsOf(rule).map((reference) => [reference, alarms.nameOf(reference) ?? reference]));
  if ([...names.values()].includes(properties.AlarmName)) {
    throw new AlarmError('A composite alarm cannot have a child relation with itself via its AlarmRule', 'AlarmRule');
  }
  const unknown = [...names].filter(([, name]) => !alarms.has(name)).map(([reference]) => reference);
  if (unknown.length > 0) {
    throw new AlarmError(
      `Could not save the composite alarm as alarms [${unknown.join(', ')}] in the alarm rule do not exist`,
      'AlarmRule',
      Math.max(properties.AlarmRule.indexOf(unknown[0] ?? ''), 0),
    );
  }
  return { rule, names, suppressor: readSuppressor(properties, alarms) };
}

/** The state that a rule gives: a composite alarm knows two once it has been evaluated. */
export function compositeState(alarm: CompositeAlarm, stateOf: (name: string) => AlarmState | undefined): AlarmState {
  return evaluateAlarmRule(alarm.rule, (reference) => stateOf(alarm.names.get(reference) ?? reference))
    ? 'ALARM'
    : 'OK';
}

/** The alarms whose present states make the rule hold, by the references that it uses. */
export function triggeringAlarms(rule: AlarmRule, stateOf: (reference: string) => AlarmState | undefined): string[] {
  if (rule.kind === 'not' || rule.kind === 'constant' || !evaluateAlarmRule(rule, stateOf)) return [];
  if (rule.kind === 'state') return [rule.alarm];
  if (rule.kind === 'atLeast') return rule.alarms.filter((alarm) => (stateOf(alarm) === rule.state) !== rule.negated);
  return [...new Set(rule.rules.flatMap((part) => triggeringAlarms(part, stateOf)))];
}

function readRule(text: string): AlarmRule {
  try {
    const rule = parseAlarmRule(text);
    const exceeded = exceededRuleLimit(text, rule);
    if (exceeded !== undefined) throw new AlarmError(exceeded, 'AlarmRule');
    return rule;
  } catch (error) {
    if (error instanceof RuleSyntaxError) throw new AlarmError(error.message, 'AlarmRule', error.offset);
    throw error;
  }
}

function readSuppressor(properties: CompositeAlarmProperties, alarms: AlarmRegistry): CompositeAlarm['suppressor'] {
  const { ActionsSuppressor: reference } = properties;
  for (const key of ['ActionsSuppressorWaitPeriod', 'ActionsSuppressorExtensionPeriod'] as const) {
    if (reference === undefined && properties[key] !== undefined) {
      throw new AlarmError(`${key} requires an ActionSuppressor`, key);
    }
    if (reference !== undefined && properties[key] === undefined) throw new AlarmError(`${key} must not be null`, key);
  }
  if (reference === undefined) return undefined;
  const name = alarms.nameOf(reference);
  if (name === undefined) {
    throw new AlarmError(
      'ActionsSuppressor must be a valid CloudWatch Alarm ARN or an Alarm name',
      'ActionsSuppressor',
    );
  }
  if (!alarms.has(name)) {
    throw new AlarmError(
      `Could not save the composite alarm as the actions suppressor alarm [${reference}] does not exist`,
      'ActionsSuppressor',
    );
  }
  const seconds = (value: number | undefined) => (value ?? 0) * 1000;
  return {
    name,
    periods: {
      wait: seconds(properties.ActionsSuppressorWaitPeriod),
      extension: seconds(properties.ActionsSuppressorExtensionPeriod),
    },
  };
}
