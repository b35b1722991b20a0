import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';

const streaming = Symbol.for('aws.lambda.runtime.handler.streaming');

/** What a streaming handler says of its response before its body. */
interface Metadata {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
}

/**
 * `awslambda`, the runtime's own global for handlers that stream their response: `streamifyResponse` and
 * `HttpResponseStream`.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html
 */
export function defineStreaming(): void {
  const streamifyResponse = (handler: object): object => Object.assign(handler, { [streaming]: 'response' });
  const from = (stream: ResponseStream, metadata: Metadata): ResponseStream => {
    stream.metadata = metadata;
    return stream;
  };
  Object.assign(globalThis, { awslambda: { streamifyResponse, HttpResponseStream: { from } } });
}

export function isStreaming(handler: object): boolean {
  return streaming in handler;
}

/** Takes what a handler streams, and gives it whole. */
export class ResponseStream extends Writable {
  metadata: Metadata | undefined;
  readonly #chunks: Buffer[] = [];
  #contentType: string | undefined;

  setContentType(type: string): void {
    this.#contentType = type;
  }

  override write(chunk: unknown, ...rest: unknown[]): boolean {
    const isData = typeof chunk === 'string' || chunk instanceof Uint8Array;
    const write = super.write as (...values: unknown[]) => boolean;
    return write.call(this, isData ? chunk : JSON.stringify(chunk), ...rest);
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    this.#chunks.push(chunk);
    done();
  }

  /** The response when the stream has ended: with a status where the handler gave one, else the plain body. */
  async whole(): Promise<unknown> {
    await finished(this);
    const bytes = Buffer.concat(this.#chunks);
    const text = bytes.toString('utf8');
    const isText = Buffer.from(text, 'utf8').equals(bytes);
    const body = { body: isText ? text : bytes.toString('base64'), isBase64Encoded: !isText };
    const type = this.#contentType === undefined ? {} : { 'content-type': this.#contentType };
    if (this.metadata !== undefined) {
      const { statusCode = 200, headers, cookies } = this.metadata;
      return { statusCode, headers: { ...type, ...headers }, ...(cookies === undefined ? {} : { cookies }), ...body };
    }
    if (this.#contentType !== undefined || !isText) return { statusCode: 200, headers: type, ...body };
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }
}
