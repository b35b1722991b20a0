import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { StaticOperationSchema } from '@smithy/types';
import { AwsError } from './aws-error';
import type { AwsServices, Caller, Operation, ServiceName } from './aws-services';
import { cborRpc } from './protocols/cbor-rpc';
import { jsonRpc } from './protocols/json-rpc';
import type { Protocol, WireCall, WireRequest, WireResponse } from './protocols/protocol';
import { queryRpc } from './protocols/query-rpc';
import { restJson } from './protocols/rest-json';
import { s3Rest } from './protocols/s3-rest';
import { services } from './services/catalogue';
import { errorSchema, operationSchema } from './services/service';
import { credentialScope } from './signature';

export interface AwsEndpointOptions {
  /** Told of each call when it is answered @default none */
  onCall?(call: RecordedCall): void;
}

/** A request as an HTTP server has it. */
export interface WireMessage {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: Buffer;
}

/** A call that was answered. */
export interface RecordedCall {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: unknown;
  readonly output?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
  readonly accessKeyId?: string;
}

/** The host names of the services that the endpoint knows, in a region: `monitoring.eu-west-1.amazonaws.com`, … */
export function awsHosts(region: string): string[] {
  return [
    ...services.map(({ signingName }) => `${signingName}.${region}.amazonaws.com`),
    // Older clients still use STS' global name.
    'sts.amazonaws.com',
  ];
}

const protocols: readonly Protocol[] = [s3Rest, cborRpc, jsonRpc, queryRpc, restJson];

/**
 * AWS' APIs on loopback, for SDKs and command lines that are given `AWS_ENDPOINT_URL`. Operations may take as long as
 * they need; whatever is not implemented answers with status 400 and a sentence.
 */
export class AwsEndpoint {
  readonly #calls: RecordedCall[] = [];
  readonly #server: Server;

  private constructor(
    private readonly implementation: AwsServices,
    private readonly options: AwsEndpointOptions,
  ) {
    this.#server = createServer((request, response) => void this.#answer(request, response));
    // A handler may wait for a canary's run, and a client for longer between two calls.
    this.#server.requestTimeout = 0;
    this.#server.timeout = 0;
    this.#server.keepAliveTimeout = 60_000;
  }

  static async start(implementation: AwsServices, options: AwsEndpointOptions = {}): Promise<AwsEndpoint> {
    const endpoint = new AwsEndpoint(implementation, options);
    await new Promise<void>((resolve, reject) => {
      endpoint.#server.once('error', reject);
      endpoint.#server.listen(0, '127.0.0.1', resolve);
    });
    return endpoint;
  }

  /** `http://127.0.0.1:PORT`; an address, because SDKs put the names of buckets before a host name. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Every call so far, in the order of the answers. */
  calls(): readonly RecordedCall[] {
    return this.#calls;
  }

  /**
   * Answers a request that came another way than over the endpoint's port: to one of `awsHosts`, from a client that was
   * given no `AWS_ENDPOINT_URL`.
   */
  async answer(request: WireMessage): Promise<WireResponse> {
    const { signal } = new AbortController();
    const body = unpacked(request.body ?? Buffer.alloc(0), request.headers['content-encoding']);
    return this.#respond(wireRequest(request.method, request.path, request.headers, body), signal);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const request = await readRequest(message).catch(() => undefined);
    if (request === undefined) {
      // Cut short, or not in the encoding that it names.
      response.destroy();
      return;
    }
    const answer = await this.#respond(request, gone.signal);
    // SDKs correct their clock by this header, but theirs is virtual.
    response.sendDate = false;
    response.writeHead(answer.status, { 'content-length': Buffer.byteLength(answer.body), ...answer.headers });
    response.end(message.method === 'HEAD' ? undefined : answer.body);
  }

  async #respond(request: WireRequest, signal: AbortSignal): Promise<WireResponse> {
    const scope = credentialScope(request.headers.authorization);
    const requestId = randomUUID();
    const call = await recognize(request).catch(() => undefined);
    if (call === undefined) return unrecognized(request, scope?.signingName);
    const caller: Caller = { accessKeyId: scope?.accessKeyId, region: scope?.region, signal };
    let input: unknown;
    try {
      const schema = await operationSchema(call.service, call.operation);
      const operation = this.#operation(call);
      if (schema === undefined || operation === undefined) throw notImplemented(call);
      input = parsed(call, schema);
      const output = await operation(input, caller);
      this.#record({ ...named(call), input, output, accessKeyId: scope?.accessKeyId });
      return call.output(schema, output ?? {}, requestId);
    } catch (thrown) {
      const error = asAwsError(thrown, call);
      const { code, message } = error;
      this.#record({ ...named(call), input, error: { code, message }, accessKeyId: scope?.accessKeyId });
      return call.error(error, await errorSchema(call.service, code), requestId);
    }
  }

  #operation(call: WireCall): Operation<unknown, object> | undefined {
    const service = this.implementation[call.service.name] as Record<string, Operation<unknown, object>> | undefined;
    return service?.[call.operation]?.bind(service);
  }

  #record(call: RecordedCall): void {
    this.#calls.push(call);
    this.options.onCall?.(call);
  }
}

async function recognize(request: WireRequest): Promise<WireCall | undefined> {
  for (const protocol of protocols) {
    const call = await protocol(request, services);
    if (call !== undefined) return call;
  }
  return undefined;
}

function parsed(call: WireCall, schema: StaticOperationSchema): unknown {
  try {
    return call.input(schema);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AwsError('SerializationException', `The body of ${call.operation} cannot be read: ${why}`);
  }
}

function named(call: WireCall): { service: ServiceName; operation: string } {
  return { service: call.service.name, operation: call.operation };
}

function notImplemented(call: WireCall): AwsError {
  const message = `${call.service.title} ${call.operation} is not answered here: a rehearsal does not play this operation.`;
  return new AwsError('UnsupportedOperationException', message);
}

/** What an operation threw. A fault of the rehearsal itself is told in a sentence too, and not repeated by the client. */
function asAwsError(thrown: unknown, call: WireCall): AwsError {
  if (thrown instanceof AwsError) return thrown;
  const why = thrown instanceof Error ? thrown.message : String(thrown);
  return new AwsError('RehearsalFailure', `${call.service.title} ${call.operation} failed in the rehearsal: ${why}`);
}

function unrecognized(request: WireRequest, signingName: string | undefined): WireResponse {
  const what = signingName === undefined ? `${request.method} ${request.path}` : `${signingName} (${request.path})`;
  const message = `${what} is not answered here: a rehearsal does not play this service or operation.`;
  return {
    status: 400,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'UnsupportedOperationException' },
    body: JSON.stringify({ __type: 'UnsupportedOperationException', message, Message: message }),
  };
}

async function readRequest(message: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const headers = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
  const body = unpacked(Buffer.concat(chunks), message.headers['content-encoding']);
  return wireRequest(message.method ?? 'GET', message.url ?? '/', headers, body);
}

function wireRequest(method: string, target: string, headers: WireRequest['headers'], body: Buffer): WireRequest {
  const url = new URL(target, 'http://endpoint');
  return { method, path: url.pathname, query: url.searchParams, headers, body };
}

/** SDKs compress the large bodies of some operations, such as PutMetricData. */
function unpacked(body: Buffer, encoding: string | undefined): Buffer {
  return encoding === 'gzip' ? gunzipSync(body) : body;
}
