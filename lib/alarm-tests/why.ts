import type { Instant } from '../engine/clock';
import {
  type AlarmEvaluation,
  type AlarmRule,
  type AlarmState,
  evaluateAlarmRule,
  parseAlarmRule,
} from '../engine/cloudwatch';
import type { WindowDatapoint } from './outcome';
import { referredName, type TemplateAlarm } from './template-alarms';
import { printTime } from './time';
import { comparison, treatmentOf } from './words';

/** A window in the test's own time, oldest period first. */
export function windowSince(start: Instant, evaluation: AlarmEvaluation): WindowDatapoint[] {
  const { slots } = evaluation;
  const [newest, previous] = slots;
  const length = newest !== undefined && previous !== undefined ? newest.start - previous.start : 60_000;
  return [...slots].reverse().map((slot) => ({
    from: printTime(slot.start - start),
    to: printTime(slot.start - start + length),
    value: slot.value ?? null,
    ...(slot.sampleCount !== undefined && slot.value !== undefined && { sampleCount: slot.sampleCount }),
    ...(slot.lower !== undefined && slot.upper !== undefined && { band: { lower: slot.lower, upper: slot.upper } }),
    breaching: slot.breaching,
    evaluated: slot.evaluated,
    filled: slot.filled,
  }));
}

/** Why a metric alarm's window gives the state that it gives. */
export function whyMetric({ properties }: TemplateAlarm, evaluation: AlarmEvaluation): string {
  const { EvaluationPeriods: n, DatapointsToAlarm: m = n } = properties as {
    readonly EvaluationPeriods: number;
    readonly DatapointsToAlarm?: number;
  };
  const decided = evaluation.slots.filter((slot) => slot.evaluated && !slot.filled);
  const breaching = decided.filter((slot) => slot.breaching);
  const values = breaching.map((slot) => slot.value).join(', ');
  const count = `${breaching.length} of ${n} ${Number(n) === 1 ? 'datapoint' : 'datapoints'} ${breaching.length === 1 || Number(n) === 1 ? 'is' : 'are'} ${comparison(properties)}${values === '' ? '' : ` [${values}]`}`;
  const needed = `${m} ${Number(m) === 1 ? 'is' : 'are'} needed`;
  const filled = fillSentence(evaluation, treatmentOf(properties));
  const early = evaluation.premature
    ? ' It is ALARM all the same: the oldest datapoint is breaching, and all after it are breaching or missing.'
    : '';
  return `${evaluation.state}: ${count}; ${needed}.${filled}${early}`;
}

function fillSentence({ filled, slots }: AlarmEvaluation, treatment: string): string {
  if (slots.every((slot) => slot.value === undefined))
    return ` All ${slots.length} periods of the evaluation range are missing (treated as ${treatment}).`;
  if (filled === 0) return '';
  const meaning: Readonly<Record<string, string>> = {
    breaching: 'count as breaching',
    notBreaching: 'count as not breaching',
    missing: 'count as neither',
    ignore: 'leave the state as it was where the rest does not decide',
  };
  return ` ${filled} more ${filled === 1 ? 'is' : 'are'} missing and ${meaning[treatment] ?? treatment}.`.replace(
    /(1 more is missing and) (count|leave)\b/,
    '$1 $2s',
  );
}

/** Why a composite alarm's rule holds or not: the rule as a tree, each part with its truth, each alarm with its state. */
export function whyComposite(
  { properties }: TemplateAlarm,
  stateOf: (name: string) => AlarmState | undefined,
): string[] {
  const rule = parseAlarmRule(String(properties.AlarmRule));
  const state = (reference: string) => stateOf(referredName(reference));
  const holds = evaluateAlarmRule(rule, state);
  return [`${holds ? 'ALARM' : 'OK'}: the rule ${holds ? 'holds' : 'does not hold'}.`, ...lines(rule, state, '  ')];
}

function lines(rule: AlarmRule, stateOf: (reference: string) => AlarmState | undefined, indent: string): string[] {
  const mark = evaluateAlarmRule(rule, stateOf) ? '✓' : '✗';
  const line = (text: string) => `${indent}${mark} ${text}`;
  const inner = `${indent}  `;
  switch (rule.kind) {
    case 'constant':
      return [line(rule.value ? 'TRUE' : 'FALSE')];
    case 'state': {
      const name = referredName(rule.alarm);
      return [line(`${name} is ${rule.state} (it is ${stateOf(rule.alarm) ?? 'unknown'})`)];
    }
    case 'not':
      return [line('not'), ...lines(rule.rule, stateOf, inner)];
    case 'and':
    case 'or':
      return [
        line(rule.kind === 'and' ? 'all of' : 'any of'),
        ...rule.rules.flatMap((part) => lines(part, stateOf, inner)),
      ];
    case 'atLeast': {
      const threshold = 'count' in rule.threshold ? String(rule.threshold.count) : `${rule.threshold.percent} %`;
      const wanted = `${rule.negated ? 'not ' : ''}${rule.state}`;
      const alarms = rule.alarms.map((alarm) => `${referredName(alarm)} ${stateOf(alarm) ?? 'unknown'}`);
      return [line(`at least ${threshold} are ${wanted}: ${alarms.join(', ')}`)];
    }
  }
}
