import { cbor, dateToTag } from '@smithy/core/cbor';
import { NormalizedSchema } from '@smithy/core/schema';
import { queryCode } from '../services/service';
import { queryCompatible } from './json-rpc';
import { readShape, writeShape } from './json-shape';
import type { Protocol } from './protocol';

/** CBOR has bytes, and a tag for dates. */
const leaves = { date: dateToTag, bytes: (value: Uint8Array) => value };
const headers = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' };

/** Smithy RPC v2 CBOR: `/service/GraniteServiceVersion20100801/operation/DescribeAlarms`. */
export const cborRpc: Protocol = async (request, services) => {
  const match = /\/service\/(\w+)\/operation\/(\w+)$/.exec(request.path);
  const service = services.find((candidate) => candidate.target !== undefined && candidate.target === match?.[1]);
  const operation = match?.[2];
  if (service === undefined || operation === undefined) return undefined;
  return {
    service,
    operation,
    input: (schema) => {
      const value: unknown = request.body.length === 0 ? {} : cbor.deserialize(request.body);
      return readShape(NormalizedSchema.of(schema[4]), value);
    },
    output: (schema, value, requestId) => ({
      status: 200,
      headers: { ...headers, 'x-amzn-requestid': requestId },
      body: cbor.serialize(writeShape(NormalizedSchema.of(schema[5]), value, leaves) ?? {}),
    }),
    error: (error, schema, requestId) => ({
      status: error.status,
      headers: {
        ...headers,
        'x-amzn-requestid': requestId,
        ...queryCompatible(request, queryCode(schema) ?? error.code),
      },
      body: cbor.serialize({
        __type: schema === undefined ? error.code : `${schema[1]}#${schema[2]}`,
        message: error.message,
        ...error.members,
      }),
    }),
  };
};
