import { createHash } from 'node:crypto';

/** The AWS account and Region that a rehearsal plays in. */
export interface Account {
  readonly id: string;
  readonly region: string;
  readonly partition: string;
}

/** `arn:aws:service:region:account:resource`. */
export function arn(account: Account, service: string, resource: string): string {
  return `arn:${account.partition}:${service}:${account.region}:${account.id}:${resource}`;
}

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** A name of `length` lower-case letters and digits, the same for the same parts: API ids, URL ids, request ids. */
export function stableId(length: number, ...parts: readonly (string | number)[]): string {
  const digest = createHash('sha512').update(parts.join('\u0000')).digest();
  let id = '';
  for (let i = 0; i < length; i++) id += letters[(digest[i % digest.length] ?? 0) % letters.length];
  return id;
}

/** A UUID, the same for the same parts. */
export function stableUuid(...parts: readonly (string | number)[]): string {
  const hex = createHash('sha256').update(parts.join('\u0000')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
