import { AlarmRuleError } from './rule-error';
import { type Formula, holds, mentions } from './rule-formula';

/**
 * Refuses a rule that holds while no alarm is in ALARM. Every alarm is born INSUFFICIENT_DATA, so such a rule rolls the
 * first deployment back before anything was measured.
 * @throws AlarmRuleError
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export function refuseFiringAtBirth(formula: Formula): void {
  if (!holds(formula, () => false)) return;
  const vetoes = [...new Set(mentions(formula).filter((part) => part.negated))].map(
    ({ alarm }) => `"${alarm.node.path}"`,
  );
  const some = vetoes.length > 3 ? `${vetoes.slice(0, 3).join(', ')} and ${vetoes.length - 3} more` : vetoes.join(', ');
  throw new AlarmRuleError(
    `The rule fires on a first deployment: every alarm is born INSUFFICIENT_DATA, so not(${some}) holds at once. Join it to an alarm that has to fire: unless(anyOf(errors, latency), maintenance), or allOf(errors, not(maintenance)).`,
  );
}
