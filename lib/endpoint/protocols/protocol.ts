import type { StaticErrorSchema, StaticOperationSchema } from '@smithy/types';
import type { AwsError } from '../aws-error';
import type { Service } from '../services/service';

/** A request of an SDK or command line, as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  /** Without the query, percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** A request that was understood as far as its operation's name. */
export interface WireCall {
  readonly service: Service;
  readonly operation: string;
  /** The input in the SDK's shape. */
  input(schema: StaticOperationSchema): unknown;
  /** The output of the operation, as this protocol sends it. */
  output(schema: StaticOperationSchema, value: object, requestId: string): WireResponse;
  error(error: AwsError, schema: StaticErrorSchema | undefined, requestId: string): WireResponse;
}

/** One of AWS' wire protocols: recognizes its requests; undefined where a request is none of its. */
export type Protocol = (request: WireRequest, services: readonly Service[]) => Promise<WireCall | undefined>;
