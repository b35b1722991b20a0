/** The parts of the DevTools protocol that the recording reads. Source: chromedevtools.github.io/devtools-protocol. */
export interface ProtocolRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly postData?: string;
}

export interface ProtocolResponse {
  readonly url: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly requestHeaders?: Readonly<Record<string, string>>;
  readonly mimeType: string;
  readonly protocol?: string;
  readonly remoteIPAddress?: string;
  readonly connectionId?: number;
  readonly encodedDataLength?: number;
  readonly fromDiskCache?: boolean;
  readonly timing?: {
    /** Seconds of the monotonic clock; the others are milliseconds after it, or -1. */
    readonly requestTime: number;
    readonly dnsStart: number;
    readonly dnsEnd: number;
    readonly connectStart: number;
    readonly connectEnd: number;
    readonly sslStart: number;
    readonly sslEnd: number;
    readonly sendStart: number;
    readonly sendEnd: number;
    readonly receiveHeadersEnd: number;
  };
}

/** The events that the recording reads, by method. Timestamps are seconds of the monotonic clock. */
export interface ProtocolEvents {
  'Target.attachedToTarget': {
    readonly sessionId: string;
    readonly targetInfo: { readonly targetId: string; readonly type: string };
  };
  'Network.requestWillBeSent': {
    readonly requestId: string;
    readonly loaderId: string;
    readonly request: ProtocolRequest;
    readonly timestamp: number;
    readonly wallTime: number;
    readonly type?: string;
    readonly frameId?: string;
    readonly redirectResponse?: ProtocolResponse;
  };
  'Network.requestWillBeSentExtraInfo': {
    readonly requestId: string;
    readonly headers: Readonly<Record<string, string>>;
  };
  'Network.responseReceived': { readonly requestId: string; readonly response: ProtocolResponse };
  'Network.responseReceivedExtraInfo': {
    readonly requestId: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly statusCode: number;
  };
  'Network.dataReceived': { readonly requestId: string; readonly dataLength: number };
  'Network.loadingFinished': {
    readonly requestId: string;
    readonly timestamp: number;
    readonly encodedDataLength: number;
  };
  'Network.loadingFailed': {
    readonly requestId: string;
    readonly timestamp: number;
    readonly errorText: string;
    readonly canceled?: boolean;
  };
  'Page.domContentEventFired': { readonly timestamp: number };
  'Page.loadEventFired': { readonly timestamp: number };
}

export type ProtocolMethod = keyof ProtocolEvents;

/** The events of a page's own session. */
export const recordedMethods = [
  'Network.requestWillBeSent',
  'Network.requestWillBeSentExtraInfo',
  'Network.responseReceived',
  'Network.responseReceivedExtraInfo',
  'Network.dataReceived',
  'Network.loadingFinished',
  'Network.loadingFailed',
  'Page.domContentEventFired',
  'Page.loadEventFired',
] as const satisfies readonly ProtocolMethod[];

/** Whether a message can be one of these events: cheaper than to parse each, and screenshots are large. */
export function mayBeRecorded(message: string): boolean {
  return /^\{"method":"(?:Network\.(?:re|data|load)|Page\.(?:dom|load)|Target\.att)/.test(message.slice(0, 40));
}
