import type { IAlarmRef } from 'aws-cdk-lib/aws-cloudwatch';

/**
 * A rule in which NOT stands at alarms alone. What is put into a composite alarm of its own is then asked whether it is
 * in ALARM, so that it cannot fire the rule while it is INSUFFICIENT_DATA, as every composite alarm is at its birth.
 */
export type Formula =
  | { readonly kind: 'alarm'; readonly alarm: IAlarmRef; readonly negated: boolean }
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Formula[] }
  | { readonly kind: 'atLeast'; readonly count: number; readonly parts: readonly Formula[] };

/** What does not hold where the formula holds. */
export function negated(formula: Formula): Formula {
  switch (formula.kind) {
    case 'alarm':
      return { ...formula, negated: !formula.negated };
    case 'all':
      return joined('any', formula.parts.map(negated));
    case 'any':
      return joined('all', formula.parts.map(negated));
    case 'atLeast':
      // Fewer than k of n hold: at least n - k + 1 do not.
      return counted(formula.parts.length - formula.count + 1, formula.parts.map(negated));
  }
}

/** Joins parts, without groups inside groups of the same kind. */
export function joined(kind: 'all' | 'any', parts: readonly Formula[]): Formula {
  const flat = parts.flatMap((part) => (part.kind === kind ? part.parts : [part]));
  const [only] = flat;
  return only !== undefined && flat.length === 1 ? only : { kind, parts: flat };
}

/** At least `count` of the parts. */
export function counted(count: number, parts: readonly Formula[]): Formula {
  if (count === 1) return joined('any', parts);
  if (count === parts.length) return joined('all', parts);
  return { kind: 'atLeast', count, parts };
}

/** Whether the formula holds, given which alarms are in ALARM. */
export function holds(formula: Formula, inAlarm: (alarm: IAlarmRef) => boolean): boolean {
  switch (formula.kind) {
    case 'alarm':
      return inAlarm(formula.alarm) !== formula.negated;
    case 'all':
      return formula.parts.every((part) => holds(part, inAlarm));
    case 'any':
      return formula.parts.some((part) => holds(part, inAlarm));
    case 'atLeast':
      return formula.parts.filter((part) => holds(part, inAlarm)).length >= formula.count;
  }
}

/** Every mention of an alarm, in order. */
export function mentions(formula: Formula): Extract<Formula, { kind: 'alarm' }>[] {
  return formula.kind === 'alarm' ? [formula] : formula.parts.flatMap(mentions);
}
