import type { IamIdentity } from '../network';
import { parseReference } from '../services/lambda/functions';
import type { Account } from '../world/account';
import type { Permissions } from './permissions';
import { functionArn } from './required';

/**
 * Whether API Gateway may invoke a function for its APIs. Which of its routes a permission is for is not compared: it has to be there, on
 * the alias that the route leads to.
 */
export function mayApiInvoke(permissions: Permissions, account: Account, api: string, reference: string): boolean {
  const { functionName, qualifier } = parseReference(reference);
  const refusal = permissions.refusal({
    who: `the API ${api}`,
    asker: { service: 'apigateway.amazonaws.com' },
    action: 'lambda:InvokeFunction',
    resource: functionArn(account, functionName, qualifier),
  });
  return refusal === undefined;
}

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
