import { z } from 'zod';
import { AwsError, type AwsServices } from '../../../endpoint';
import type { Instant } from '../../../engine/clock';
import type { ResourceHandler } from '../../../engine/cloudformation';
import type { IamIdentity } from '../../network';
import type { Permissions } from '../../permissions';
import { type Account, stableId } from '../../world/account';
import type { Notes } from '../../world/notes';
import { resourceType } from '../resource-type';

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

const statement = z.looseObject({
  Effect: z.string(),
  Action: oneOrMore.default([]),
  Principal: z.unknown(),
  Condition: z.record(z.string(), z.record(z.string(), oneOrMore)).catch({}).default({}),
});

const roleProperties = z.looseObject({
  RoleName: z.string().optional(),
  Path: z.string().default('/'),
  AssumeRolePolicyDocument: z
    .looseObject({ Statement: z.union([statement, z.array(statement)]).transform((value) => [value].flat()) })
    .catch({ Statement: [] }),
  Policies: z.array(z.looseObject({ PolicyName: z.string(), PolicyDocument: z.unknown() })).default([]),
  ManagedPolicyArns: z.array(z.coerce.string()).default([]),
});

type Trust = z.output<typeof roleProperties>['AssumeRolePolicyDocument'];

/** For how long a session lasts that nobody asks to last otherwise, in seconds. */
const SESSION_SECONDS = 3_600;

/** The conditions that compare a text with one of several. */
const comparisons = ['ArnEquals', 'ArnLike', 'StringEquals', 'StringLike'];

export interface RolesPorts {
  readonly account: Account;
  readonly notes: Notes;
  readonly permissions: Permissions;
  now(): Instant;
}

/**
 * The roles of the account, and who becomes them. Of a role's trust is played what can be: that the role is there, and that somebody
 * whom it trusts by name is.
 */
export class Roles {
  readonly #trusts = new Map<string, Trust>();

  constructor(private readonly ports: RolesPorts) {}

  resources(): Readonly<Record<string, ResourceHandler>> {
    const { account, permissions } = this.ports;
    return {
      'AWS::IAM::Role': resourceType(roleProperties, {
        replacedBy: ['RoleName', 'Path'],
        put: ({ RoleName, Path, AssumeRolePolicyDocument, Policies, ManagedPolicyArns }, request, physicalId) => {
          const name = physicalId ?? RoleName ?? request.physicalName(64);
          this.#trusts.set(name, AssumeRolePolicyDocument);
          permissions.policies.putRole(name, {
            policies: Policies.map((policy) => ({ name: policy.PolicyName, document: policy.PolicyDocument })),
            managed: ManagedPolicyArns,
          });
          const Arn = `arn:${account.partition}:iam::${account.id}:role${Path}${name}`;
          return { physicalId: name, attributes: { Arn, RoleId: `AROA${stableId(17, 'role', name).toUpperCase()}` } };
        },
        remove: ({ physicalId }) => {
          this.#trusts.delete(physicalId);
          permissions.policies.removeRole(physicalId);
        },
      }),
    };
  }

  get operations(): NonNullable<AwsServices['sts']> {
    const { now, permissions } = this.ports;
    return {
      GetCallerIdentity: (_, { accessKeyId }) => {
        const { accountId, userArn, userId } = this.#identityOf(accessKeyId);
        return { Account: accountId, Arn: userArn, UserId: userId };
      },
      AssumeRole: ({ RoleArn, RoleSessionName, DurationSeconds }, { accessKeyId }) => {
        const caller = permissions.sessions.holderOf(accessKeyId)?.name ?? 'a function';
        const me = this.#identityOf(accessKeyId).userArn;
        const name = nameIn(RoleArn);
        const trust = this.#trusts.get(name);
        if (trust === undefined || !this.#trustsSomebody(trust)) {
          this.ports.notes.find(
            trust === undefined
              ? `A function asks for the role ${name}, which no stack of the rehearsal has.`
              : `A function asks for the role ${name}, which trusts no role of the rehearsal.`,
          );
          throw new AwsError(
            'AccessDenied',
            `User: ${me} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
            403,
          );
        }
        const credentials = permissions.sessions.open({
          name: `${caller} (as ${name})`,
          session: RoleSessionName,
          roleArn: () => RoleArn,
        });
        return {
          Credentials: {
            AccessKeyId: credentials.AWS_ACCESS_KEY_ID,
            SecretAccessKey: credentials.AWS_SECRET_ACCESS_KEY,
            SessionToken: credentials.AWS_SESSION_TOKEN,
            Expiration: new Date(now() + Number(DurationSeconds ?? SESSION_SECONDS) * 1_000),
          },
          AssumedRoleUser: {
            AssumedRoleId: `AROA${stableId(17, 'role', name).toUpperCase()}:${RoleSessionName}`,
            Arn: `${RoleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/${RoleSessionName}`,
          },
        };
      },
    };
  }

  #identityOf(accessKeyId = ''): Pick<IamIdentity, 'accountId' | 'userArn' | 'userId'> {
    const { account, permissions } = this.ports;
    const known = permissions.sessions.lookup(accessKeyId)?.identity;
    if (known !== undefined) return known;
    const userArn = `arn:${account.partition}:sts::${account.id}:assumed-role/rehearsal/rehearsal`;
    return { accountId: account.id, userArn, userId: 'AROAAVIARYREHEARSAL0:rehearsal' };
  }

  #trustsSomebody({ Statement }: Trust): boolean {
    return Statement.some(({ Effect, Action, Principal, Condition }) => {
      if (Effect !== 'Allow' || !Action.includes('sts:AssumeRole')) return false;
      if (typeof Principal !== 'object' || Principal === null || !('AWS' in Principal)) return false;
      const named = comparisons.flatMap((comparison) => Condition[comparison]?.['aws:PrincipalArn'] ?? []);
      return named.length === 0 || named.some((arn) => arn.includes('*') || this.#trusts.has(nameIn(arn)));
    });
  }
}

/** The name in a role's ARN, whatever its path. */
const nameIn = (roleArn: string) => roleArn.split('/').at(-1) ?? roleArn;
