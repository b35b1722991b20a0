import { type AlarmRule, alarmsOf } from './alarm-rule';
import { tokenizeRule } from './rule-tokens';

/**
 * CloudWatch's limits on a rule.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export const ruleLimits = { characters: 10_240, elements: 500, children: 100 } as const;

/**
 * How many elements a rule has: "child alarms, TRUE or FALSE statements, and parentheses". Each mention of an alarm
 * counts, and each parenthesis that groups; AWS does not say whether those of ALARM(…) count too: here they do not.
 */
export function countRuleElements(text: string, rule: AlarmRule): number {
  const opened = tokenizeRule(text).filter((token) => token.kind === '(').length;
  const { leaves, owned } = count(rule);
  return leaves + 2 * (opened - owned);
}

/** The mentions of alarms and constants, and the opening parentheses that belong to ALARM(…) and AT_LEAST(…, (…)). */
function count(rule: AlarmRule): { leaves: number; owned: number } {
  switch (rule.kind) {
    case 'constant':
      return { leaves: 1, owned: 0 };
    case 'state':
      return { leaves: 1, owned: 1 };
    case 'atLeast':
      return { leaves: rule.alarms.length, owned: 2 };
    case 'not':
      return count(rule.rule);
    default: {
      const counts = rule.rules.map(count);
      return {
        leaves: counts.reduce((total, each) => total + each.leaves, 0),
        owned: counts.reduce((total, each) => total + each.owned, 0),
      };
    }
  }
}

/** What a rule exceeds, as a sentence; undefined where it is inside every limit. */
export function exceededRuleLimit(text: string, rule: AlarmRule): string | undefined {
  if (text.length > ruleLimits.characters) {
    return `AlarmRule has ${text.length} characters; at most ${ruleLimits.characters} are allowed`;
  }
  const children = alarmsOf(rule).length;
  if (children > ruleLimits.children) {
    return `AlarmRule refers to ${children} alarms; at most ${ruleLimits.children} are allowed`;
  }
  const elements = countRuleElements(text, rule);
  if (elements > ruleLimits.elements) {
    return `AlarmRule has ${elements} elements; at most ${ruleLimits.elements} are allowed`;
  }
  return undefined;
}
