import { managedPolicy } from './managed-policies';
import { type Policies, type Statement, statementsOf } from './policy';

/** A policy as a template writes it. */
export interface WrittenPolicy {
  readonly name: string;
  readonly document: unknown;
}

interface Role {
  readonly policies: readonly WrittenPolicy[];
  /** ARNs of policies that stand by themselves. */
  readonly managed: readonly string[];
}

interface ResourcePolicy {
  /** ARNs of the resources that have it. */
  readonly on: readonly string[];
  readonly document: unknown;
}

/** Who asks: somebody with a role, or a service of AWS for itself. */
export type Asker = { readonly roleArn: string; readonly session: string } | { readonly service: string };

/** The roles of the account, what is attached to them, and what resources allow by themselves. */
export class AccountPolicies {
  readonly #roles = new Map<string, Role>();
  /** Policies that name the roles they belong to, by physical id. */
  readonly #attached = new Map<string, WrittenPolicy & { readonly roles: readonly string[] }>();
  /** By ARN. */
  readonly #managed = new Map<string, WrittenPolicy>();
  readonly #ofResources = new Map<string, ResourcePolicy>();

  /** @param changed called whenever what is allowed may be another */
  constructor(private readonly changed: () => void) {}

  putRole(name: string, role: Role): void {
    this.#roles.set(name, role);
    this.changed();
  }

  removeRole(name: string): void {
    this.#roles.delete(name);
    this.changed();
  }

  attach(id: string, roles: readonly string[], policy: WrittenPolicy): void {
    this.#attached.set(id, { ...policy, roles });
    this.changed();
  }

  putManaged(policyArn: string, policy: WrittenPolicy): void {
    this.#managed.set(policyArn, policy);
    this.changed();
  }

  putOfResource(id: string, policy: ResourcePolicy): void {
    this.#ofResources.set(id, policy);
    this.changed();
  }

  remove(id: string): void {
    for (const known of [this.#attached, this.#managed, this.#ofResources]) known.delete(id);
    this.changed();
  }

  /** Everything that decides what somebody may do to a resource; `undefined`: the role is not of these stacks. */
  decidingFor(asker: Asker, resource: string): Policies | undefined {
    const ofResource = this.#statementsOn(resource).filter((statement) => isAbout(statement, asker));
    if ('service' in asker) return { statements: ofResource, unread: [] };
    const name = roleName(asker.roleArn);
    const role = this.#roles.get(name);
    if (role === undefined) return undefined;
    const attached = [...this.#attached.values()].filter(({ roles }) => roles.includes(name));
    const statements: Statement[] = [...ofResource];
    const unread: string[] = [];
    const read = (policyName: string, found: readonly Statement[] | undefined) =>
      found === undefined ? unread.push(policyName) : statements.push(...found);
    for (const policy of [...role.policies, ...attached]) read(policy.name, statementsOf(policy.document));
    for (const policyArn of role.managed) {
      const own = this.#managed.get(policyArn);
      read(policyArn, own === undefined ? managedPolicy(policyArn) : statementsOf(own.document));
    }
    return { statements, unread };
  }

  #statementsOn(resource: string): readonly Statement[] {
    return [...this.#ofResources.values()]
      .filter(({ on }) => on.some((arn) => resource === arn || resource.startsWith(`${arn}/`)))
      .flatMap(({ document }) => statementsOf(document) ?? []);
  }
}

/**
 * Whether a statement of a resource's policy names who asks. The account as a whole may hand on what it is allowed, but no role of it
 * is thereby allowed anything.
 */
function isAbout({ Effect, Principal }: Statement, asker: Asker): boolean {
  if (Principal === undefined) return false;
  if (typeof Principal === 'string') return Principal === '*';
  if ('service' in asker) return Principal.Service?.includes(asker.service) ?? false;
  const name = roleName(asker.roleArn);
  return (Principal.AWS ?? []).some((one) => {
    if (one === '*') return true;
    if (/^\d{12}$|:root$/.test(one)) return Effect === 'Deny';
    return /:(assumed-)?role\//.test(one) && (roleName(one) === name || one.split('/')[1] === name);
  });
}

/** The name in a role's ARN, whatever its path. */
export const roleName = (roleArn: string) => roleArn.split('/').at(-1) ?? roleArn;
