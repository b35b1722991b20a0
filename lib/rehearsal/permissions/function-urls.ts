import type { IamIdentity } from '../network';
import { parseReference } from '../services/lambda/functions';
import type { Account } from '../world/account';
import type { Permissions } from './permissions';
import { functionArn } from './required';

/**
 * Whether who signed a request may invoke a function by its URL: that takes two permissions.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
export function mayInvokeUrl(
  permissions: Permissions,
  account: Account,
  reference: string,
  { accessKey }: Pick<IamIdentity, 'accessKey'>,
): boolean {
  const holder = permissions.sessions.holderOf(accessKey);
  if (holder === undefined) return true;
  const { functionName, qualifier } = parseReference(reference);
  const resource = functionArn(account, functionName, qualifier);
  const needed = [
    { action: 'lambda:InvokeFunctionUrl', resource, context: { 'lambda:functionurlauthtype': 'AWS_IAM' } },
    { action: 'lambda:InvokeFunction', resource, context: { 'lambda:invokedviafunctionurl': 'true' } },
  ];
  return needed.every((request) => {
    const attempt = permissions.attemptOf(holder, request);
    return attempt === undefined || permissions.refusal(attempt) === undefined;
  });
}
