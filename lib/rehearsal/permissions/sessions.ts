import type { CredentialLookup, IamIdentity } from '../network';
import { type Account, stableId } from '../world/account';
import { roleName } from './account-policies';

/** Credentials as processes get them: recognizable, well-formed and worthless. */
export type Credentials = Readonly<Record<'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY' | 'AWS_SESSION_TOKEN', string>>;

/** Who holds credentials. */
export interface Holder {
  /** As sentences name it: `the function orders`. */
  readonly name: string;
  /** The end of its session's ARN: a function's name. */
  readonly session: string;
  /** The role whose session it is, as it is now; `undefined`: none that is known. */
  roleArn(): string | undefined;
}

/** The credentials that a rehearsal hands to functions, canaries and who becomes a role: each says who calls. */
export class Sessions {
  readonly #holders = new Map<string, { readonly holder: Holder; readonly credentials: Credentials }>();

  constructor(private readonly account: Account) {}

  /** The credentials of a holder: the same ones for the same name. */
  open(holder: Holder): Credentials {
    const id = stableId(16, 'session', holder.name).toUpperCase();
    const credentials = {
      AWS_ACCESS_KEY_ID: `ASIA${id}`,
      AWS_SECRET_ACCESS_KEY: `aviary/rehearsal/no/such/secret/${id}`,
      AWS_SESSION_TOKEN: `AviaryRehearsal${id}`,
    };
    this.#holders.set(credentials.AWS_ACCESS_KEY_ID, { holder, credentials });
    return credentials;
  }

  /** Who signs with an access key; `undefined`: nobody of the rehearsal. */
  holderOf(accessKeyId: string | undefined): Holder | undefined {
    return this.#holders.get(accessKeyId ?? '')?.holder;
  }

  /** `arn:aws:sts::account:assumed-role/role/session`. */
  arnOf({ session, roleArn }: Holder): string {
    const { partition, id } = this.account;
    return `arn:${partition}:sts::${id}:assumed-role/${roleName(roleArn() ?? 'rehearsal')}/${session}`;
  }

  /** Whom signed requests come from. */
  readonly lookup: CredentialLookup = (accessKeyId) => {
    const known = this.#holders.get(accessKeyId);
    if (known === undefined) return undefined;
    const { holder, credentials } = known;
    const callerId = `AROA${stableId(17, 'role', roleName(holder.roleArn() ?? 'rehearsal')).toUpperCase()}:${holder.session}`;
    const identity: IamIdentity = {
      accessKey: accessKeyId,
      accountId: this.account.id,
      callerId,
      userArn: this.arnOf(holder),
      userId: callerId,
    };
    return {
      secretAccessKey: credentials.AWS_SECRET_ACCESS_KEY,
      sessionToken: credentials.AWS_SESSION_TOKEN,
      identity,
    };
  };
}
