import type { Statement } from './policy';
import { matchesArn, matchesWildcard } from './wildcard';

/**
 * What a request carries for conditions, by key in lower case. A key that is here without a value is absent from the request; one
 * that is not here cannot be told.
 */
export type RequestContext = Readonly<Record<string, string | undefined>>;

/** Whether it holds; `undefined`: cannot be told. */
export type Verdict = boolean | undefined;

type Comparison = (wanted: string, found: string) => boolean;

const isEqual: Comparison = (wanted, found) => wanted === found;
const isEqualWithoutCase: Comparison = (wanted, found) => wanted.toLowerCase() === found.toLowerCase();

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const comparisons: Readonly<Record<string, Comparison>> = {
  StringEquals: isEqual,
  StringEqualsIgnoreCase: isEqualWithoutCase,
  StringLike: matchesWildcard,
  // Both are the same for IAM.
  ArnEquals: matchesArn,
  ArnLike: matchesArn,
  Bool: isEqualWithoutCase,
};

/** Whether every condition of a statement holds. */
export function conditionsHold({ Condition }: Statement, context: RequestContext): Verdict {
  const verdicts = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, wanted]) => holds(operator, key.toLowerCase(), wanted, context)),
  );
  if (verdicts.includes(false)) return false;
  return verdicts.includes(undefined) ? undefined : true;
}

function holds(operator: string, key: string, wanted: readonly string[], context: RequestContext): Verdict {
  if (!(key in context) || wanted.some((value) => value.includes('${'))) return undefined;
  const found = context[key];
  // For keys of one value the quantifiers change nothing but what an absent key means: ForAllValues holds without one.
  const [, quantifier = '', base = '', ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(.+?)(IfExists)?$/.exec(operator) ?? [];
  if (base === 'Null') return wanted.some((value) => (value === 'true') === (found === undefined));
  const isNegated = /^(String|Arn)Not/.test(base);
  const comparison = comparisons[base.replace(/^(String|Arn)Not/, '$1')];
  if (comparison === undefined) return undefined;
  if (found === undefined) return isNegated || ifExists !== undefined || quantifier === 'ForAllValues';
  const matches = wanted.some((value) => comparison(value, found));
  return isNegated ? !matches : matches;
}
