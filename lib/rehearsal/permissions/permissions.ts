import type { Account } from '../world/account';
import type { Notes } from '../world/notes';
import { AccountPolicies, type Asker, roleName } from './account-policies';
import type { RequestContext } from './conditions';
import { type AccessRequest, type Decision, decide } from './decide';
import { type Holder, Sessions } from './sessions';

/** Somebody who wants something of a resource. */
export interface Attempt {
  /** As sentences begin with it: `the function orders`, `CodeDeploy`. */
  readonly who: string;
  readonly asker: Asker;
  readonly action: string;
  readonly resource: string;
  /** What the request carries for conditions, beside what every request does. @default nothing */
  readonly context?: RequestContext;
  /** Another way to mend it, as the end of a sentence. @default none */
  readonly hint?: string;
}

/**
 * What AWS lets functions, canaries and services of AWS do, by the policies of the stacks. Whatever cannot be told is let through
 * and named among the assumptions; what AWS refuses is refused, and found once.
 */
export class Permissions {
  readonly sessions: Sessions;
  readonly policies: AccountPolicies = new AccountPolicies(() => this.#decisions.clear());
  /** Asking is common, changes are rare: decisions are kept until one of the policies changes. */
  readonly #decisions = new Map<string, Decision>();
  readonly #said = new Set<string>();

  constructor(
    account: Account,
    private readonly notes: Notes,
  ) {
    this.sessions = new Sessions(account);
  }

  /** Why AWS refuses it, as AWS says it; `undefined`: it does not. */
  refusal(attempt: Attempt): string | undefined {
    const decision = this.#decide(attempt);
    if (decision.effect === 'allowed') return undefined;
    if (decision.effect === 'untold') {
      this.#assume(attempt, decision.unread);
      return undefined;
    }
    const { action, asker, who } = attempt;
    if (this.#isFirst(`${who} ${action}`)) this.notes.find(sentence(attempt, decision));
    const because =
      decision.because === 'a statement denies it'
        ? 'with an explicit deny'
        : `because no identity-based policy allows the ${action} action`;
    return `User: ${this.#arnOf(asker)} is not authorized to perform: ${action} on resource: ${attempt.resource} ${because}`;
  }

  /** Whether AWS allows it without doubt. Nothing is said of it. */
  isAllowed(attempt: Attempt): boolean {
    return this.#decide(attempt).effect === 'allowed';
  }

  /** The attempt of somebody who holds credentials; `undefined`: whoever it is has no role here. */
  attemptOf(holder: Holder, request: Omit<Attempt, 'who' | 'asker'>): Attempt | undefined {
    const roleArn = holder.roleArn();
    if (roleArn === undefined) return undefined;
    return { who: holder.name, asker: { roleArn, session: holder.session }, ...request };
  }

  #decide({ asker, action, resource, context = {} }: Attempt): Decision {
    const who = 'service' in asker ? asker.service : asker.roleArn;
    const key = [who, action, resource, JSON.stringify(context)].join(' ');
    const known = this.#decisions.get(key);
    if (known !== undefined) return known;
    const request: AccessRequest = { action, resource, context: { ...contextOf(asker), ...context } };
    const policies = this.policies.decidingFor(asker, resource);
    const decision: Decision = policies === undefined ? { effect: 'untold', unread: [] } : decide(policies, request);
    this.#decisions.set(key, decision);
    return decision;
  }

  #arnOf(asker: Asker): string {
    if ('service' in asker) return asker.service;
    return this.sessions.arnOf({ name: '', session: asker.session, roleArn: () => asker.roleArn });
  }

  #isFirst(what: string): boolean {
    const { size } = this.#said;
    return this.#said.add(what).size > size;
  }

  #assume({ asker }: Attempt, unread: readonly string[]): void {
    if ('service' in asker || !this.#isFirst(asker.roleArn)) return;
    const name = roleName(asker.roleArn);
    this.notes.assume({
      name: `permissions of ${name}`,
      value: 'granted',
      why:
        this.policies.decidingFor(asker, '') === undefined
          ? 'No stack of the rehearsal has this role: what it allows cannot be told.'
          : `What it does not allow by policies that can be read here may be allowed by ${
              unread.length > 0 ? unread.join(', ') : 'a condition or a variable that cannot'
            }.`,
    });
  }
}

/**
 * What every request carries. Which account and Region it is about is left open: a rehearsal plays in one of its own.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
function contextOf(asker: Asker): RequestContext {
  return {
    'aws:securetransport': 'true',
    ...('service' in asker ? {} : { 'aws:sourcearn': undefined }),
    'lambda:functionurlauthtype': undefined,
    'lambda:invokedviafunctionurl': undefined,
    'aws:principalarn': 'service' in asker ? undefined : asker.roleArn,
  };
}

/** One sentence for "Worth knowing": who, what, on what, and how to mend it. */
function sentence(
  { who, asker, action, resource, hint }: Attempt,
  { because }: Extract<Decision, { effect: 'denied' }>,
): string {
  const what = `${action} on ${resource}`;
  const begin = who.charAt(0).toUpperCase() + who.slice(1);
  if ('service' in asker) {
    return (
      `${begin} may not do ${what}: AWS refuses that, and so does the rehearsal. Allow it to ${asker.service} in the policy of that ` +
      'resource (for a function, an AWS::Lambda::Permission).'
    );
  }
  const role = roleName(asker.roleArn);
  if (because === 'a statement denies it')
    return `${begin} may not do ${what}: a Deny applies to its role ${role}. AWS refuses that, and so does the rehearsal.`;
  return (
    `${begin} may not do ${what}: no policy of its role ${role} allows it. AWS refuses that, and so does the rehearsal; allow the action ` +
    `on that resource in a policy of the role${hint === undefined ? '' : `, ${hint}`}.`
  );
}
