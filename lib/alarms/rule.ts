import type { IAlarmRef, IAlarmRule } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { refuseFiringAtBirth } from './rule-at-birth';
import { AlarmRuleError } from './rule-error';
import { counted, type Formula, joined, mentions, negated } from './rule-formula';
import { composeRule, NestedAlarms } from './rule-nesting';

/** What a rule is made of: alarms, which stand for "is in ALARM", and other rules. */
export type RuleOperand = IAlarmRef | Rule;

/**
 * When a composite alarm is in ALARM. Made by `anyOf`, `allOf`, `not`, `atLeast(n).of` and `unless`; given to a
 * CompositeAlarm as its `alarmRule`.
 *
 * Rendering it throws AlarmRuleError where the rule would fire on a first deployment, when every alarm is
 * INSUFFICIENT_DATA, and where it is beyond CloudWatch's limits and has no scope for nested composite alarms.
 */
export class Rule implements IAlarmRule {
  constructor(private readonly formula: Formula) {}

  /** Each alarm that the rule asks, once. */
  get alarms(): IAlarmRef[] {
    return [...new Set(mentions(this.formula).map(({ alarm }) => alarm))];
  }

  /** Whether the rule is a plain OR of alarms in ALARM: whoever takes a list of alarms may take these instead. */
  get isAnyOf(): boolean {
    const { formula } = this;
    const parts = formula.kind === 'any' ? formula.parts : [formula];
    return parts.every((part) => part.kind === 'alarm' && !part.negated);
  }

  /** The rule as CloudWatch takes it, in one composite alarm. */
  renderAlarmRule(): string {
    refuseFiringAtBirth(this.formula);
    return composeRule(
      this.formula,
      new NestedAlarms(() => {
        throw new AlarmRuleError(
          `A rule over ${this.alarms.length} alarms is beyond what one composite alarm takes (100 alarms, 500 elements, 10,240 characters; a sub-rule inside atLeast needs its own). Give it a scope for nested composite alarms: rule.within(this).`,
        );
      }),
    );
  }

  /**
   * The same rule, with nested composite alarms in `scope` where CloudWatch's limits ask for them: 100 alarms, 500
   * elements and 10,240 characters for each composite alarm.
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
   */
  within(scope: Construct): IAlarmRule {
    refuseFiringAtBirth(this.formula);
    const text = composeRule(this.formula, NestedAlarms.in(scope));
    return { renderAlarmRule: () => text };
  }

  /** @internal */
  static formulaOf(operand: RuleOperand): Formula {
    return operand instanceof Rule ? operand.formula : { kind: 'alarm', alarm: operand, negated: false };
  }
}

/** Holds while any of the operands does: `anyOf(errors, latency)`. */
export function anyOf(...operands: readonly RuleOperand[]): Rule {
  return new Rule(joined('any', formulas('anyOf', operands)));
}

/** Holds while all of the operands do: `allOf(errors, latency)`. */
export function allOf(...operands: readonly RuleOperand[]): Rule {
  return new Rule(joined('all', formulas('allOf', operands)));
}

/** Holds while the operand does not: an alarm that is OK, or has no data. Alone it would fire on a first deployment. */
export function not(operand: RuleOperand): Rule {
  return new Rule(negated(Rule.formulaOf(operand)));
}

/** Holds while so many of the operands do: `atLeast(2).of(a, b, c)`. */
export function atLeast(count: number): { of(...operands: readonly RuleOperand[]): Rule } {
  if (!Number.isInteger(count) || count < 1)
    throw new AlarmRuleError(`atLeast(${count}): the number of alarms is a whole number, at least 1.`);
  return {
    of: (...operands) => {
      if (operands.length < count)
        throw new AlarmRuleError(
          `atLeast(${count}).of(…) has ${operands.length} operands, so it would never hold: name at least ${count}.`,
        );
      if (new Set(operands).size < operands.length)
        throw new AlarmRuleError(
          `atLeast(${count}).of(…) names an operand twice, and it would count twice: name it once.`,
        );
      return new Rule(counted(count, formulas('atLeast', operands)));
    },
  };
}

/** Holds while the operand does and none of the vetoes does: `unless(anyOf(errors, latency), maintenance)`. */
export function unless(operand: RuleOperand, ...vetoes: readonly RuleOperand[]): Rule {
  const others = formulas('unless', vetoes).map(negated);
  return new Rule(joined('all', [Rule.formulaOf(operand), ...others]));
}

function formulas(name: string, operands: readonly RuleOperand[]): Formula[] {
  if (operands.length === 0) throw new AlarmRuleError(`${name}() names no alarm: give it at least one.`);
  return operands.map((operand) => Rule.formulaOf(operand));
}
