import { AwsError, type AwsServices } from '../../endpoint';
import type { Permissions } from './permissions';
import { type Resources, required } from './required';

type Operation = (input: unknown, caller: { readonly accessKeyId?: string }) => unknown;

/** Services whose errors have the older of the two codes for a refusal. */
const older: readonly string[] = ['cloudformation', 'cloudwatch', 'elasticloadbalancing', 's3', 'sts'];

/**
 * The same services, whose operations are refused to callers whose roles do not allow them, in AWS' words. Calls with credentials
 * that the rehearsal did not hand out are let through.
 */
export function guardedServices(services: AwsServices, permissions: Permissions, resources: Resources): AwsServices {
  const guarded = Object.entries(services).map(([name, operations]) => {
    const service = name as keyof AwsServices;
    const own = Object.entries(operations as Readonly<Record<string, Operation>>).map(([operation, answer]) => {
      const checked: Operation = (input, caller) => {
        const holder = permissions.sessions.holderOf(caller.accessKeyId);
        for (const request of holder === undefined ? [] : required(service, operation, input, resources)) {
          const attempt = holder && permissions.attemptOf(holder, request);
          const refusal = attempt && permissions.refusal(attempt);
          if (refusal !== undefined) throw new AwsError(codeOf(service), refusal, 403);
        }
        return answer.call(operations, input, caller);
      };
      return [operation, checked];
    });
    return [service, Object.fromEntries(own)];
  });
  return Object.fromEntries(guarded);
}

function codeOf(service: keyof AwsServices): string {
  if (service === 'sns') return 'AuthorizationError';
  return older.includes(service) ? 'AccessDenied' : 'AccessDeniedException';
}
