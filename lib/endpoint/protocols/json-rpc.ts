import { isObject } from './json-shape';
import type { Protocol, WireRequest } from './protocol';
import { rpcCall } from './rpc-call';

/** AWS JSON 1.0 and 1.1: the operation in `x-amz-target`, input and output as JSON. */
export const jsonRpc: Protocol = async (request, services) => {
  // Some clients write CloudTrail's target with the whole path of its service before it.
  const [operation, target] = (request.headers['x-amz-target'] ?? '').split('.').reverse();
  const service = services.find((candidate) => candidate.target !== undefined && candidate.target === target);
  if (service === undefined || operation === undefined) return undefined;
  return rpcCall(request, service, operation, {
    headers: { 'content-type': request.headers['content-type'] ?? 'application/x-amz-json-1.1' },
    input: () => jsonBody(request),
    encode: (document) => JSON.stringify(document),
  });
};

export function jsonBody(request: WireRequest): Record<string, unknown> {
  if (request.body.length === 0) return {};
  const value: unknown = JSON.parse(request.body.toString('utf8'));
  return isObject(value) ? value : {};
}
