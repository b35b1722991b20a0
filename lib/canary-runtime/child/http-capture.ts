import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import type { Socket } from 'node:net';
import type { Configuration, Settings } from './configuration';
import { sanitizedHeaders, sanitizedIfUrl } from './log-helper';
import type { Log } from './logger';
import { type RequestCounts, reportedContentTypes } from './requests';

/** What the capture is told about the run around it. */
export interface CaptureContext {
  readonly configuration: Configuration;
  readonly log: Log;
  readonly counts: RequestCounts;
  /** The step that runs now. */
  currentStep(): { readonly number: number; readonly name: string; readonly settings: Settings } | undefined;
}

type Mark = 'lookup' | 'connect' | 'secureConnect' | 'response' | 'end';

const notEnabled = 'Not enabled';

/**
 * Watches every request that the process makes by `node:http` and `node:https`, as the runtime does: it logs them,
 * counts them and reports them in `HttpRequestsReport.json`. Global fetch is not among them there either.
 */
export class HttpCapture {
  readonly requests: CapturedRequest[] = [];

  constructor(private readonly context: CaptureContext) {}

  /** Wraps `request` and `get` of both modules, below whatever the script wraps around them. */
  install(): void {
    for (const [module, protocol] of [
      [http, 'http:'],
      [https, 'https:'],
    ] as const) {
      for (const name of ['request', 'get'] as const) {
        const original = module[name] as (...parameters: unknown[]) => ClientRequest;
        const capture = this;
        module[name] = function (this: unknown, ...parameters: unknown[]) {
          const request = original.apply(this, parameters);
          capture.requests.push(new CapturedRequest(request, protocol, capture.requests.length + 1, capture.context));
          return request;
        } as typeof module.request;
      }
    }
    syncBuiltinESMExports();
  }

  report(): unknown {
    return { requests: this.requests.map((request) => request.report()) };
  }
}

class CapturedRequest {
  readonly startedAt = Date.now();
  readonly url: string;
  readonly step: ReturnType<CaptureContext['currentStep']>;
  readonly #settings: Settings;
  readonly #sent: Buffer[] = [];
  readonly #received: Buffer[] = [];
  #sentBytes = 0;
  #receivedBytes = 0;
  #response: IncomingMessage | undefined;
  #error: string | undefined;
  #endedAt: number | undefined;
  /** Milliseconds since the start. */
  readonly #marks: Partial<Record<Mark, number>> = {};

  constructor(
    private readonly request: ClientRequest,
    private readonly protocol: string,
    readonly number: number,
    private readonly context: CaptureContext,
  ) {
    this.step = context.currentStep();
    this.#settings = this.step?.settings ?? context.configuration.all();
    this.url = `${protocol}//${request.getHeader('host') ?? request.host}${request.path}`;
    this.#observeSending();
    this.#observeEvents();
  }

  #observeSending(): void {
    for (const name of ['write', 'end'] as const) {
      const original = this.request[name] as (...parameters: unknown[]) => unknown;
      this.request[name] = ((...parameters: unknown[]) => {
        const [chunk, encoding] = parameters;
        if (typeof chunk === 'string' || chunk instanceof Uint8Array) {
          const bytes =
            typeof chunk === 'string' && typeof encoding === 'string'
              ? Buffer.from(chunk, encoding as BufferEncoding)
              : Buffer.from(chunk as string);
          this.#sentBytes += bytes.length;
          if (this.#sentBytes < 256 * 1024) this.#sent.push(bytes);
        }
        if (name === 'end') this.#logRequest();
        return original.apply(this.request, parameters);
      }) as never;
    }
  }

  /** By wrapping emit: a listener would tell Node that somebody reads the response. */
  #observeEvents(): void {
    const emit = this.request.emit;
    this.request.emit = ((event: string, ...parameters: unknown[]) => {
      if (event === 'socket') this.#observeSocket(parameters[0] as Socket);
      else if (event === 'response') this.#observeResponse(parameters[0] as IncomingMessage);
      else if (event === 'error') this.#failed(parameters[0]);
      return emit.call(this.request, event, ...parameters);
    }) as typeof emit;
  }

  #observeSocket(socket: Socket): void {
    if (!socket.connecting) return;
    for (const event of ['lookup', 'connect', 'secureConnect'] as const) socket.once(event, () => this.#mark(event));
  }

  #observeResponse(response: IncomingMessage): void {
    this.#response = response;
    this.#mark('response');
    const status = response.statusCode ?? 0;
    this.context.counts.answered(status);
    if (!this.#settings.logResponseBody) this.#logResponse(response);
    const push = response.push;
    response.push = ((chunk: unknown, encoding?: BufferEncoding) => {
      if (chunk === null) {
        this.#mark('end');
        this.#endedAt = Date.now();
        if (this.#settings.logResponseBody) this.#logResponse(response);
      } else if (chunk instanceof Uint8Array) {
        this.#receivedBytes += chunk.length;
        if (this.#receivedBytes < 256 * 1024) this.#received.push(Buffer.from(chunk));
      }
      return push.call(response, chunk, encoding);
    }) as typeof push;
  }

  #failed(error: unknown): void {
    if (this.#error !== undefined) return;
    this.#error = error instanceof Error ? error.message : String(error);
    this.#endedAt = Date.now();
    if (this.#response === undefined) this.context.counts.failed++;
  }

  #mark(name: Mark): void {
    this.#marks[name] = Date.now() - this.startedAt;
  }

  #cleanUrl(): string {
    return sanitizedIfUrl(this.url, this.#settings);
  }

  #headers(headers: Parameters<typeof sanitizedHeaders>[0]): unknown {
    return sanitizedHeaders(headers, this.#settings);
  }

  #logRequest(): void {
    const { logRequest, logRequestHeaders, logRequestBody } = this.#settings;
    if (!logRequest) return;
    const headers = logRequestHeaders ? ` headers: ${JSON.stringify(this.#headers(this.request.getHeaders()))}` : '';
    const body = logRequestBody ? ` body: ${Buffer.concat(this.#sent).toString('utf8')}` : '';
    this.context.log.info(`Request:  url: ${this.#cleanUrl()}${headers}${body}`);
  }

  #logResponse(response: IncomingMessage): void {
    const { logResponse, logResponseHeaders, logResponseBody } = this.#settings;
    if (!logResponse) return;
    const headers = logResponseHeaders ? ` headers: ${JSON.stringify(this.#headers(response.headers))}` : '';
    const body = logResponseBody ? ` body: ${this.#responseBody()}` : '';
    this.context.log.info(
      `Response:  status: ${response.statusCode} statusText: ${response.statusMessage} url: ${this.#cleanUrl()}${headers}${body}`,
    );
  }

  #responseBody(): string {
    const type = String(this.#response?.headers['content-type'] ?? '');
    // AWS documents compressed bodies as not supported.
    if (!reportedContentTypes.test(type) || this.#response?.headers['content-encoding'] !== undefined) return '';
    return Buffer.concat(this.#received).toString('utf8');
  }

  /** One request as it lies in HttpRequestsReport.json. */
  report(): unknown {
    const settings = this.#settings;
    const response = this.#response;
    const url = new URL(this.url);
    const marks = this.#marks;
    const between = (from: number | undefined, to: number | undefined) =>
      to === undefined ? 0 : Math.max(0, to - (from ?? 0));
    return {
      requestNum: this.number,
      requestUrl: this.#cleanUrl(),
      request: {
        headers: settings.includeRequestHeaders ? this.#headers(this.request.getHeaders()) : notEnabled,
        path: sanitizedIfUrl(this.url, settings).slice(url.origin.length),
        body: settings.includeRequestBody ? Buffer.concat(this.#sent).toString('utf8') : '',
        hostname: url.hostname,
        host: url.host,
        method: this.request.method,
        protocol: this.protocol,
        port: url.port === '' ? (this.protocol === 'https:' ? 443 : 80) : Number(url.port),
        sizeInBytes: { headers: headerBytes(this.request.getHeaders()), body: this.#sentBytes },
      },
      response: {
        headers: settings.includeResponseHeaders ? this.#headers(response?.headers ?? {}) : notEnabled,
        content: {
          body: settings.includeResponseBody ? this.#responseBody() : '',
          encoding: response?.headers['content-encoding'] ?? '',
          contentType: response?.headers['content-type'] ?? '',
        },
        statusCode: response?.statusCode,
        statusMessage: response?.statusMessage,
        error: this.#error,
        sizeInBytes: { headers: headerBytes(response?.headers ?? {}), body: this.#receivedBytes },
      },
      httpTimings: {
        startedAt: this.startedAt,
        endedAt: this.#endedAt ?? Date.now(),
        dnsLookUpTimeInMs: between(0, marks.lookup),
        tcpConnectionTimeInMs: between(marks.lookup, marks.connect),
        tlsHandshakeTimeInMs: between(marks.connect, marks.secureConnect),
        firstByteTimeInMs: between(marks.secureConnect ?? marks.connect, marks.response),
        contentTransferTimeInMs: between(marks.response, marks.end),
        totalDurationInMs: (this.#endedAt ?? Date.now()) - this.startedAt,
      },
      ...(this.step === undefined ? {} : { step: { stepNum: this.step.number, stepName: this.step.name } }),
    };
  }
}

function headerBytes(headers: NodeJS.Dict<unknown>): number {
  return Object.entries(headers).reduce((sum, [name, value]) => sum + name.length + String(value).length + 4, 2);
}
