import { conditionsHold, type RequestContext, type Verdict } from './conditions';
import type { Policies, Statement } from './policy';
import { matchesArn, matchesWildcard } from './wildcard';

/** What somebody wants to do. */
export interface AccessRequest {
  /** `lambda:InvokeFunction`. */
  readonly action: string;
  /** An ARN; `*` for an action that knows no resources. */
  readonly resource: string;
  readonly context: RequestContext;
}

/** Whether AWS lets it happen. `untold`: some policy that decides it cannot be read here. */
export type Decision =
  | { readonly effect: 'allowed' }
  | { readonly effect: 'denied'; readonly because: 'no statement allows it' | 'a statement denies it' }
  | { readonly effect: 'untold'; readonly unread: readonly string[] };

/**
 * Decides as AWS does inside one account: a Deny that applies wins, an Allow is needed.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function decide({ statements, unread }: Policies, request: AccessRequest): Decision {
  const found = { Allow: false as Verdict, Deny: false as Verdict };
  for (const statement of statements) {
    const verdict = applies(statement, request);
    if (verdict === true && statement.Effect === 'Deny') return { effect: 'denied', because: 'a statement denies it' };
    if (verdict === true) found[statement.Effect] = true;
    else if (verdict === undefined && found[statement.Effect] === false) found[statement.Effect] = undefined;
  }
  if (found.Allow === true && found.Deny === false) return { effect: 'allowed' };
  if (found.Allow === false && unread.length === 0) return { effect: 'denied', because: 'no statement allows it' };
  return { effect: 'untold', unread };
}

function applies(statement: Statement, { action, resource, context }: AccessRequest): Verdict {
  const isAction = (pattern: string) => matchesWildcard(pattern, action, 'i');
  if (statement.Action !== undefined && !statement.Action.some(isAction)) return false;
  if (statement.NotAction?.some(isAction)) return false;
  const onResource = appliesTo(statement, resource);
  if (onResource === false) return false;
  const conditions = conditionsHold(statement, context);
  return conditions === false ? false : onResource && conditions;
}

/** A policy variable, `${aws:PrincipalTag/team}`, stands for what is not known here. */
function appliesTo({ Resource, NotResource }: Statement, resource: string): Verdict {
  const hasVariable = (pattern: string) => pattern.includes('${');
  if (Resource !== undefined) {
    if (Resource.some((pattern) => !hasVariable(pattern) && matchesArn(pattern, resource))) return true;
    return Resource.some(hasVariable) ? undefined : false;
  }
  if (NotResource === undefined) return true;
  if (NotResource.some((pattern) => !hasVariable(pattern) && matchesArn(pattern, resource))) return false;
  return NotResource.some(hasVariable) ? undefined : true;
}
