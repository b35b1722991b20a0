import type { CredentialLookup, IamIdentity } from '../network';
import type { Account } from './account';

/** Credentials as processes get them: recognizable, well-formed and worthless. */
export type Credentials = Readonly<Record<'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY' | 'AWS_SESSION_TOKEN', string>>;

/** What a rehearsal hands to functions and to canaries. They differ, so that signed requests tell who sent them. */
export const functionCredentials = credentials('FUNCTION');
export const canaryCredentials = credentials('CANARY00');

function credentials(who: string): Credentials {
  return {
    AWS_ACCESS_KEY_ID: `ASIAAVIARY00${who}`,
    AWS_SECRET_ACCESS_KEY: `aviary/rehearsal/no/such/secret/${who}`,
    AWS_SESSION_TOKEN: `AviaryRehearsal${who}`,
  };
}

/** Whom the credentials of this rehearsal stand for. */
export function credentialLookup(account: Account): CredentialLookup {
  return (accessKeyId) => {
    const known = [functionCredentials, canaryCredentials].find((one) => one.AWS_ACCESS_KEY_ID === accessKeyId);
    if (known === undefined) return undefined;
    const role = known === canaryCredentials ? 'canary' : 'function';
    const identity: IamIdentity = {
      accessKey: accessKeyId,
      accountId: account.id,
      callerId: `AROAAVIARYREHEARSAL0:${role}`,
      userArn: `arn:${account.partition}:sts::${account.id}:assumed-role/${role}/${role}`,
      userId: `AROAAVIARYREHEARSAL0:${role}`,
    };
    return {
      secretAccessKey: known.AWS_SECRET_ACCESS_KEY,
      sessionToken: known.AWS_SESSION_TOKEN,
      identity,
    };
  };
}
