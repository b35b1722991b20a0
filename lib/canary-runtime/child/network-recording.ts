import type { CaptureContext } from './http-capture';
import { sanitizedHeaders, sanitizedIfUrl } from './log-helper';
import {
  mayBeRecorded,
  type ProtocolEvents,
  type ProtocolMethod,
  type ProtocolRequest,
  type ProtocolResponse,
} from './protocol';

/** One request of a page, as the browser told of it. */
export interface RecordedRequest {
  readonly id: string;
  readonly session: string;
  readonly page: RecordedPage;
  request: ProtocolRequest;
  /** Seconds since the epoch, and of the monotonic clock. */
  readonly wallTime: number;
  readonly startedAt: number;
  endedAt?: number;
  response?: ProtocolResponse;
  /** Headers as they went over the wire, cookies included. */
  requestHeaders?: Readonly<Record<string, string>>;
  responseHeaders?: Readonly<Record<string, string>>;
  /** Where a redirect led to. */
  redirect?: string;
  error?: string;
  dataLength: number;
  encodedDataLength?: number;
  body?: { readonly text: string; readonly base64: boolean };
}

/** One document in a tab, from its request on. */
export interface RecordedPage {
  readonly id: string;
  readonly url: string;
  readonly wallTime: number;
  readonly startedAt: number;
  onContentLoad?: number;
  onLoad?: number;
}

type Send = (message: string) => void;

/** Bodies are asked for under identifiers that puppeteer does not reach. */
const firstOwnId = 1_000_000_000;

/** Records what pages request, from the messages of the browser: for the log, the metrics and the HAR. */
export class NetworkRecording {
  readonly requests: RecordedRequest[] = [];
  readonly pages: RecordedPage[] = [];
  readonly #open = new Map<string, RecordedRequest>();
  readonly #mainFrames = new Map<string, string>();
  readonly #current = new Map<string, RecordedPage>();
  readonly #bodies = new Map<number, RecordedRequest>();
  #nextId = firstOwnId;

  constructor(
    private readonly context: CaptureContext,
    /** Milliseconds that `Date` is ahead of the browser's clock. */
    private readonly clockOffset = 0,
  ) {}

  /** Takes a message of the browser. Returns whether it is an answer to the recording itself. */
  observe(message: string, send: Send): boolean {
    if (this.#bodies.size > 0 && message.startsWith('{"id":1')) {
      const answer = JSON.parse(message) as { id: number; result?: { body: string; base64Encoded: boolean } };
      if (answer.id >= firstOwnId) {
        const request = this.#bodies.get(answer.id);
        this.#bodies.delete(answer.id);
        if (request !== undefined && answer.result !== undefined) {
          this.#received(request, answer.result);
        }
        return true;
      }
    }
    if (!mayBeRecorded(message)) return false;
    const event = JSON.parse(message) as { method: ProtocolMethod; params: unknown; sessionId?: string };
    this.record(event.method, event.params, event.sessionId ?? '', send);
    return false;
  }

  /** Takes an event of a session. */
  record(method: ProtocolMethod, parameters: unknown, session: string, send: Send): void {
    const handler = this.#handlers[method] as ((event: unknown, session: string, send: Send) => void) | undefined;
    handler?.(parameters, session, send);
  }

  readonly #handlers: { [M in ProtocolMethod]: (event: ProtocolEvents[M], session: string, send: Send) => void } = {
    'Target.attachedToTarget': ({ sessionId, targetInfo }) => {
      // A page's main frame has the identifier of its target.
      this.#mainFrames.set(sessionId, targetInfo.targetId);
    },
    'Network.requestWillBeSent': (event, session) => this.#requested(event, session),
    'Network.requestWillBeSentExtraInfo': ({ requestId, headers }) => {
      const request = this.#open.get(requestId);
      if (request !== undefined) request.requestHeaders = headers;
    },
    'Network.responseReceived': ({ requestId, response }) => this.#answered(requestId, response),
    'Network.responseReceivedExtraInfo': ({ requestId, headers }) => {
      const request = this.#open.get(requestId);
      if (request !== undefined) request.responseHeaders = headers;
    },
    'Network.dataReceived': ({ requestId, dataLength }) => {
      const request = this.#open.get(requestId);
      if (request !== undefined) request.dataLength += dataLength;
    },
    'Network.loadingFinished': ({ requestId, timestamp, encodedDataLength }, session, send) => {
      const request = this.#end(requestId, timestamp);
      if (request === undefined) return;
      request.encodedDataLength = encodedDataLength;
      const { includeResponseBody, logResponseBody } = this.#settings();
      if (includeResponseBody || logResponseBody) this.#askForBody(request, session, send);
    },
    'Network.loadingFailed': ({ requestId, timestamp, errorText }) => {
      const request = this.#end(requestId, timestamp);
      if (request === undefined) return;
      request.error = errorText;
      if (request.response === undefined) {
        this.context.counts.failed++;
        this.context.log.write('ERROR', `Request failed:  ${errorText} url: ${this.#clean(request.request.url)}`);
      }
    },
    'Page.domContentEventFired': ({ timestamp }, session) => {
      const page = this.#current.get(session);
      if (page !== undefined) page.onContentLoad ??= (timestamp - page.startedAt) * 1000;
    },
    'Page.loadEventFired': ({ timestamp }, session) => {
      const page = this.#current.get(session);
      if (page !== undefined) page.onLoad ??= (timestamp - page.startedAt) * 1000;
    },
  };

  #requested(event: ProtocolEvents['Network.requestWillBeSent'], session: string): void {
    const { requestId, request, timestamp, redirectResponse } = event;
    const wallTime = event.wallTime + this.clockOffset / 1000;
    if (!/^https?:/.test(request.url)) return;
    if (redirectResponse !== undefined) {
      this.#answered(requestId, redirectResponse);
      const redirected = this.#end(requestId, timestamp);
      if (redirected !== undefined) redirected.redirect = request.url;
    }
    const opensPage = event.type === 'Document' && event.frameId === this.#mainFrames.get(session);
    if (opensPage && redirectResponse === undefined) {
      const page = { id: `page_${this.pages.length + 1}`, url: request.url, wallTime, startedAt: timestamp };
      this.pages.push(page);
      this.#current.set(session, page);
    }
    const page = this.#current.get(session) ?? this.pages.at(-1) ?? this.#pageOf(request.url, wallTime, timestamp);
    const recorded: RecordedRequest = {
      id: requestId,
      session,
      page,
      request,
      wallTime,
      startedAt: timestamp,
      dataLength: 0,
    };
    this.requests.push(recorded);
    this.#open.set(requestId, recorded);
    const settings = this.#settings();
    if (settings.logRequest) {
      const headers = settings.logRequestHeaders
        ? ` headers: ${JSON.stringify(sanitizedHeaders(request.headers, settings))}`
        : '';
      const body = settings.logRequestBody && request.postData !== undefined ? ` body: ${request.postData}` : '';
      this.context.log.info(`Request:  url: ${this.#clean(request.url)}${headers}${body}`);
    }
  }

  #pageOf(url: string, wallTime: number, startedAt: number): RecordedPage {
    const page = { id: 'page_1', url, wallTime, startedAt };
    this.pages.push(page);
    return page;
  }

  #answered(requestId: string, response: ProtocolResponse): void {
    const request = this.#open.get(requestId);
    if (request === undefined || request.response !== undefined) return;
    request.response = response;
    this.context.counts.answered(response.status);
    const settings = this.#settings();
    if (settings.logResponse) {
      const headers = settings.logResponseHeaders
        ? ` headers: ${JSON.stringify(sanitizedHeaders(response.headers, settings))}`
        : '';
      this.context.log.info(
        `Response:  status: ${response.status} statusText: ${response.statusText} url: ${this.#clean(response.url)}${headers}`,
      );
    }
  }

  #end(requestId: string, timestamp: number): RecordedRequest | undefined {
    const request = this.#open.get(requestId);
    if (request === undefined) return undefined;
    this.#open.delete(requestId);
    request.endedAt = timestamp;
    return request;
  }

  #received(request: RecordedRequest, body: { readonly body: string; readonly base64Encoded: boolean }): void {
    request.body = { text: body.body, base64: body.base64Encoded };
    if (!this.#settings().logResponseBody || body.base64Encoded) return;
    this.context.log.info(`Response body:  url: ${this.#clean(request.request.url)} body: ${body.body}`);
  }

  #askForBody(request: RecordedRequest, session: string, send: Send): void {
    const id = this.#nextId++;
    this.#bodies.set(id, request);
    send(
      JSON.stringify({ id, sessionId: session, method: 'Network.getResponseBody', params: { requestId: request.id } }),
    );
  }

  #settings() {
    return this.context.currentStep()?.settings ?? this.context.configuration.all();
  }

  #clean(url: string): string {
    return sanitizedIfUrl(url, this.#settings());
  }
}
