import type { AlarmRule } from './alarm-rule';

/** Writes a rule as CloudWatch takes it: every name quoted, every group in parentheses. */
export function printAlarmRule(rule: AlarmRule): string {
  switch (rule.kind) {
    case 'constant':
      return rule.value ? 'TRUE' : 'FALSE';
    case 'state':
      return `${rule.state}(${quote(rule.alarm)})`;
    case 'not':
      return `NOT ${group(rule.rule)}`;
    case 'and':
    case 'or':
      return rule.rules.map(group).join(rule.kind === 'and' ? ' AND ' : ' OR ');
    case 'atLeast': {
      const threshold = 'count' in rule.threshold ? rule.threshold.count : `${rule.threshold.percent}%`;
      const state = rule.negated ? `NOT ${rule.state}` : rule.state;
      return `AT_LEAST(${threshold}, ${state}, (${rule.alarms.map(quote).join(', ')}))`;
    }
  }
}

function group(rule: AlarmRule): string {
  return rule.kind === 'and' || rule.kind === 'or' ? `(${printAlarmRule(rule)})` : printAlarmRule(rule);
}

function quote(name: string): string {
  return `"${name.replace(/["\\]/g, '\\$&')}"`;
}
