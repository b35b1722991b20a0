import { Names, Stack, Token } from 'aws-cdk-lib';
import { CfnAlarm, CfnCompositeAlarm, CompositeAlarm, type IAlarmRef } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { type AlarmRule, printAlarmRule, ruleLimits } from '../engine/cloudwatch/alarm-rule';
import { AlarmRuleError } from './rule-error';
import { counted, type Formula, joined, negated } from './rule-formula';

type AnAlarm = Extract<Formula, { kind: 'alarm' }>;

/** More nested composite alarms than this in one rule are a rule that nobody can follow at night. */
const mostNested = 100;

/** The composite alarms that hold parts of a rule which is too large for one. */
export class NestedAlarms {
  #count = 0;

  constructor(private readonly create: (index: number, rule: string) => IAlarmRef) {}

  static in(scope: Construct): NestedAlarms {
    const first = scope.node.children.filter((child) => child.node.id.startsWith('RulePart')).length;
    return new NestedAlarms((index, rule) => {
      return new CompositeAlarm(scope, `RulePart${first + index}`, {
        alarmDescription: `A part of the rule of ${scope.node.path}: one composite alarm takes 100 alarms.`,
        alarmRule: { renderAlarmRule: () => rule },
      });
    });
  }

  /** Puts a part into a composite alarm of its own. */
  nest(part: Formula): AnAlarm {
    if (++this.#count > mostNested)
      throw new AlarmRuleError(
        `The rule would need more than ${mostNested} nested composite alarms: count groups of alarms instead of single ones.`,
      );
    const index = this.#count;
    return { kind: 'alarm', alarm: this.create(index, composeRule(part, this)), negated: false };
  }
}

/** The text of a rule inside CloudWatch's limits; what does not fit goes into nested composite alarms. */
export function composeRule(formula: Formula, nested: NestedAlarms): string {
  return printAlarmRule(asAlarmRule(place(formula, nested)));
}

function place(formula: Formula, nested: NestedAlarms): Formula {
  switch (formula.kind) {
    case 'alarm':
      return formula;
    case 'all':
    case 'any':
      return placeJoined(
        formula.kind,
        formula.parts.map((part) => place(part, nested)),
        nested,
      );
    case 'atLeast':
      return placeCounted(formula.count, formula.parts, nested);
  }
}

/** AND and OR may be grouped at will: neighbours go together into as few composite alarms as they fit in. */
function placeJoined(kind: 'all' | 'any', parts: readonly Formula[], nested: NestedAlarms): Formula {
  let level = parts;
  for (;;) {
    const whole = joined(kind, level);
    if (fits(whole)) return whole;
    const groups: Formula[][] = [];
    for (const part of level) {
      const last = groups.at(-1);
      if (last !== undefined && fits(joined(kind, [...last, part]))) last.push(part);
      else groups.push([part]);
    }
    level = groups.map((group) => {
      const part = joined(kind, group);
      return part.kind === 'alarm' ? part : nested.nest(part);
    });
  }
}

/** AT_LEAST counts alarms in one state: every operand becomes an alarm, and a long list is counted group by group. */
function placeCounted(count: number, parts: readonly Formula[], nested: NestedAlarms): Formula {
  const uniform = parts.every((part): part is AnAlarm => part.kind === 'alarm' && part.negated);
  const alarms = uniform
    ? parts
    : parts.map((part) => (part.kind === 'alarm' && !part.negated ? part : nested.nest(part)));
  const whole = counted(count, alarms);
  if (fits(whole)) return whole;
  if (uniform && 2 * count > parts.length) {
    // Few may be in ALARM: that is shorter to count. A composite over alarms in ALARM alone is not in ALARM at its
    // birth, nor while they have no data, so it may be negated.
    const tooMany = counted(parts.length - count + 1, parts.map(negated));
    return { ...nested.nest(tooMany), negated: true };
  }
  const groups: Formula[][] = [];
  for (const alarm of alarms) {
    const last = groups.at(-1);
    if (last !== undefined && fits({ kind: 'atLeast', count: 2, parts: [...last, alarm] })) last.push(alarm);
    else groups.push([alarm]);
  }
  return place(groupCounts(count, groups, nested), nested);
}

/**
 * At least `count` over all groups, from "at least c of this group", which is nested once for each group and c.
 * `upTo[j]` is "at least j of the groups so far".
 */
function groupCounts(count: number, groups: readonly Formula[][], nested: NestedAlarms): Formula {
  let upTo: (Formula | undefined)[] = [];
  groups.forEach((group, index) => {
    const isLast = index === groups.length - 1;
    const inGroup = range(1, Math.min(count, group.length)).map((c) => nested.nest(counted(c, group)));
    const next: (Formula | undefined)[] = [];
    for (const wanted of isLast ? [count] : range(1, count)) {
      const ways = range(0, wanted).flatMap((here): Formula[] => {
        const fromHere = here === 0 ? [] : [inGroup[here - 1]];
        const fromBefore = here === wanted ? [] : [upTo[wanted - here]];
        const both = [...fromHere, ...fromBefore];
        return both.every((part) => part !== undefined) ? [joined('all', both)] : [];
      });
      if (ways.length === 0) continue;
      const way = joined('any', ways);
      next[wanted] = isLast || way.kind === 'alarm' ? way : nested.nest(way);
    }
    upTo = next;
  });
  return upTo[count] ?? joined('any', []);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

/** Whether one composite alarm takes the rule. Characters count as CloudWatch sees them: ARNs instead of tokens. */
function fits(formula: Formula): boolean {
  const rule = asAlarmRule(formula);
  const text = printAlarmRule(rule);
  const found = measure(formula);
  // Every parenthesis counts here, those of ALARM(…) too: AWS does not say which ones it means.
  const parentheses = text.replace(/"[^"]*"/g, '').replace(/[^()]/g, '').length;
  return (
    found.alarms.size <= ruleLimits.children &&
    found.mentions + parentheses <= ruleLimits.elements &&
    text.length + found.characters <= ruleLimits.characters
  );
}

interface Measure {
  readonly alarms: Set<IAlarmRef>;
  mentions: number;
  /** What the ARNs have more than the tokens that stand for them. */
  characters: number;
}

function measure(formula: Formula, sum: Measure = { alarms: new Set(), mentions: 0, characters: 0 }): Measure {
  if (formula.kind === 'alarm') {
    const { alarm } = formula;
    sum.alarms.add(alarm);
    sum.mentions++;
    sum.characters += arnLength(alarm) - alarm.alarmRef.alarmArn.length;
  } else for (const part of formula.parts) measure(part, sum);
  return sum;
}

/** `arn:aws-us-gov:cloudwatch:ap-southeast-2:123456789012:alarm:` has 61 characters. */
const arnPrefix = 61;

function arnLength(alarm: IAlarmRef): number {
  const { alarmArn } = alarm.alarmRef;
  if (!Token.isUnresolved(alarmArn)) return alarmArn.length;
  const resource = alarm.node.defaultChild ?? alarm;
  const name = resource instanceof CfnAlarm || resource instanceof CfnCompositeAlarm ? resource.alarmName : undefined;
  if (name !== undefined && !Token.isUnresolved(name)) return arnPrefix + name.length;
  // CloudFormation names it after the stack and the logical id, with 13 characters of its own.
  const stack = Stack.of(alarm).stackName;
  const stackName = Token.isUnresolved(stack) ? 128 : stack.length;
  return arnPrefix + Math.min(255, stackName + Names.nodeUniqueId(alarm.node).length + 15);
}

function asAlarmRule(formula: Formula): AlarmRule {
  switch (formula.kind) {
    case 'alarm': {
      const rule = { kind: 'state', state: 'ALARM', alarm: formula.alarm.alarmRef.alarmArn } as const;
      return formula.negated ? { kind: 'not', rule } : rule;
    }
    case 'all':
    case 'any':
      return { kind: formula.kind === 'all' ? 'and' : 'or', rules: formula.parts.map(asAlarmRule) };
    case 'atLeast': {
      const alarms = formula.parts.flatMap((part) => (part.kind === 'alarm' ? [part] : []));
      if (alarms.length === formula.parts.length && new Set(alarms.map((part) => part.negated)).size === 1)
        return {
          kind: 'atLeast',
          threshold: { count: formula.count },
          state: 'ALARM',
          negated: alarms[0]?.negated ?? false,
          alarms: alarms.map(({ alarm }) => alarm.alarmRef.alarmArn),
        };
      throw new AlarmRuleError('AT_LEAST counts alarms in one state.');
    }
  }
}
