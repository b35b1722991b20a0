export * from './alarm-rule';
export { evaluateAlarmRule } from './evaluate-alarm-rule';
export { parseAlarmRule } from './parse-alarm-rule';
export { printAlarmRule } from './print-alarm-rule';
export { countRuleElements, exceededRuleLimit, ruleLimits } from './rule-limits';
export { RuleSyntaxError } from './rule-tokens';
