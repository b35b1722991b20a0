import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Message } from './compose-message';

const secrets = new SecretsManagerClient();

/** A chat that takes longer is down. */
const PATIENCE = 5_000;

/** Posts the message to a chat's incoming webhook, where the guard has one. */
export async function tellChat({ text }: Message): Promise<void> {
  const address = await addressOfChat();
  if (address === undefined) return;
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (!response.ok) throw new Error(`the webhook answered ${response.status}`);
}

async function addressOfChat(): Promise<string | undefined> {
  const { WEBHOOK_URL, WEBHOOK_SECRET_ARN } = process.env;
  if (!WEBHOOK_SECRET_ARN) return WEBHOOK_URL || undefined;
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: WEBHOOK_SECRET_ARN }));
  if (!SecretString) throw new Error('the secret of the webhook is empty');
  return SecretString.trim();
}
