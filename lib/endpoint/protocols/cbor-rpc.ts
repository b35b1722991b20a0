import { cbor, dateToTag } from '@smithy/core/cbor';
import type { Protocol } from './protocol';
import { rpcCall } from './rpc-call';

/** CBOR has bytes, and a tag for dates. */
const leaves = { date: dateToTag, bytes: (value: Uint8Array) => value };
const headers = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' };

/** Smithy RPC v2 CBOR: `/service/GraniteServiceVersion20100801/operation/DescribeAlarms`. */
export const cborRpc: Protocol = async (request, services) => {
  const match = /\/service\/(\w+)\/operation\/(\w+)$/.exec(request.path);
  const service = services.find((candidate) => candidate.target !== undefined && candidate.target === match?.[1]);
  const operation = match?.[2];
  if (service === undefined || operation === undefined) return undefined;
  return rpcCall(request, service, operation, {
    headers,
    leaves,
    input: () => (request.body.length === 0 ? {} : cbor.deserialize(request.body)),
    encode: (document) => cbor.serialize(document),
  });
};
