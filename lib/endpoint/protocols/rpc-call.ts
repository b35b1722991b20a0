import { NormalizedSchema } from '@smithy/core/schema';
import { queryCode, type Service } from '../services/service';
import { type Leaves, readShape, writeShape } from './json-shape';
import type { WireCall, WireRequest } from './protocol';

/** How one RPC protocol writes documents. */
export interface RpcEncoding {
  readonly headers: Readonly<Record<string, string>>;
  readonly leaves?: Leaves;
  /** The document of a request; `{}` for an empty body. */
  input(): unknown;
  encode(document: unknown): string | Uint8Array;
}

/** A call of AWS JSON or Smithy RPC: they differ in where they name the operation, and in how documents are written. */
export function rpcCall(
  request: WireRequest,
  service: Service,
  operation: string,
  { headers, leaves, input, encode }: RpcEncoding,
): WireCall {
  return {
    service,
    operation,
    input: (schema) => readShape(NormalizedSchema.of(schema[4]), input()),
    output: (schema, value, requestId) => ({
      status: 200,
      headers: { ...headers, 'x-amzn-requestid': requestId },
      body: encode(writeShape(NormalizedSchema.of(schema[5]), value, leaves) ?? {}),
    }),
    error: (error, schema, requestId) => ({
      status: error.status,
      headers: {
        ...headers,
        'x-amzn-requestid': requestId,
        ...queryCompatible(request, queryCode(schema) ?? error.code),
      },
      body: encode({
        __type: schema === undefined ? error.code : `${schema[1]}#${schema[2]}`,
        message: error.message,
        ...error.members,
      }),
    }),
  };
}

/** Services that moved from the query protocol also tell its error code, where the client asks for it. */
function queryCompatible(request: WireRequest, code: string): Record<string, string> {
  return request.headers['x-amzn-query-mode'] === 'true' ? { 'x-amzn-query-error': `${code};Sender` } : {};
}
