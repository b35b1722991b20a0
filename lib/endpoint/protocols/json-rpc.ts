import { NormalizedSchema } from '@smithy/core/schema';
import { queryCode } from '../services/service';
import { isObject, readShape, writeShape } from './json-shape';
import type { Protocol, WireRequest } from './protocol';

/** AWS JSON 1.0 and 1.1: the operation in `x-amz-target`, input and output as JSON. */
export const jsonRpc: Protocol = async (request, services) => {
  const [target, operation] = (request.headers['x-amz-target'] ?? '').split('.');
  const service = services.find((candidate) => candidate.target !== undefined && candidate.target === target);
  if (service === undefined || operation === undefined) return undefined;
  const headers = {
    'content-type': request.headers['content-type'] ?? 'application/x-amz-json-1.1',
  };
  return {
    service,
    operation,
    input: (schema) => readShape(NormalizedSchema.of(schema[4]), jsonBody(request)),
    output: (schema, value, requestId) => ({
      status: 200,
      headers: { ...headers, 'x-amzn-requestid': requestId },
      body: JSON.stringify(writeShape(NormalizedSchema.of(schema[5]), value) ?? {}),
    }),
    error: (error, schema, requestId) => ({
      status: error.status,
      headers: {
        ...headers,
        'x-amzn-requestid': requestId,
        ...queryCompatible(request, queryCode(schema) ?? error.code),
      },
      body: JSON.stringify({
        __type: schema === undefined ? error.code : `${schema[1]}#${schema[2]}`,
        message: error.message,
        ...error.members,
      }),
    }),
  };
};

/** Services that moved from the query protocol also tell its error code, where the client asks for it. */
export function queryCompatible(request: WireRequest, code: string): Record<string, string> {
  return request.headers['x-amzn-query-mode'] === 'true' ? { 'x-amzn-query-error': `${code};Sender` } : {};
}

export function jsonBody(request: WireRequest): Record<string, unknown> {
  if (request.body.length === 0) return {};
  const value: unknown = JSON.parse(request.body.toString('utf8'));
  return isObject(value) ? value : {};
}
