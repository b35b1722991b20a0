import type { Settings } from './configuration';
import { sanitizedHeaders, sanitizedIfUrl } from './log-helper';
import type { NetworkRecording, RecordedRequest } from './network-recording';
import type { ProtocolResponse } from './protocol';
import { reportedContentTypes } from './requests';

interface NameValue {
  readonly name: string;
  readonly value: string;
}

/** A HAR 1.2 document: http://www.softwareishard.com/blog/har-12-spec/. Times are in milliseconds, -1 does not apply. */
export function harOf(
  recording: NetworkRecording,
  settings: Settings,
  browser: { name: string; version: string },
): object {
  return {
    log: {
      version: '1.2',
      creator: { name: 'Aviary', version: '1' },
      browser,
      pages: recording.pages.map((page) => ({
        startedDateTime: dateOf(page.wallTime),
        id: page.id,
        title: sanitizedIfUrl(page.url, settings),
        pageTimings: { onContentLoad: rounded(page.onContentLoad ?? -1), onLoad: rounded(page.onLoad ?? -1) },
      })),
      entries: recording.requests.map((request) => entryOf(request, settings)),
    },
  };
}

function entryOf(recorded: RecordedRequest, settings: Settings): object {
  const { request, response } = recorded;
  const timings = timingsOf(recorded);
  const requestHeaders = headersOf({ ...request.headers, ...recorded.requestHeaders }, settings);
  const responseHeaders = headersOf({ ...response?.headers, ...recorded.responseHeaders }, settings);
  const version = httpVersion(response);
  const time = Object.entries(timings).reduce(
    (sum, [name, value]) => (name === 'ssl' || value < 0 ? sum : sum + value),
    0,
  );
  return {
    pageref: recorded.page.id,
    startedDateTime: dateOf(recorded.wallTime),
    time: rounded(time),
    request: {
      method: request.method,
      url: sanitizedIfUrl(request.url, settings),
      httpVersion: version,
      cookies: [],
      headers: requestHeaders,
      queryString: queryOf(sanitizedIfUrl(request.url, settings)),
      ...(request.postData !== undefined && settings.includeRequestBody
        ? { postData: { mimeType: mimeTypeOf(request.headers), text: request.postData } }
        : {}),
      headersSize: -1,
      bodySize: request.postData === undefined ? 0 : Buffer.byteLength(request.postData),
    },
    response: {
      status: response?.status ?? 0,
      statusText: response?.statusText ?? '',
      httpVersion: version,
      cookies: [],
      headers: responseHeaders,
      content: {
        size: recorded.dataLength,
        mimeType: response?.mimeType ?? 'x-unknown',
        ...(recorded.body !== undefined &&
        settings.includeResponseBody &&
        reportedContentTypes.test(response?.mimeType ?? '')
          ? { text: recorded.body.text, ...(recorded.body.base64 ? { encoding: 'base64' } : {}) }
          : {}),
      },
      redirectURL: recorded.redirect === undefined ? '' : sanitizedIfUrl(recorded.redirect, settings),
      headersSize: -1,
      bodySize: response?.fromDiskCache === true ? 0 : (recorded.encodedDataLength ?? -1),
      ...(recorded.error === undefined ? {} : { _error: recorded.error }),
    },
    cache: {},
    timings,
    ...(response?.remoteIPAddress ? { serverIPAddress: response.remoteIPAddress.replace(/^\[|\]$/g, '') } : {}),
    ...(response?.connectionId ? { connection: String(response.connectionId) } : {}),
  };
}

function timingsOf(recorded: RecordedRequest): Record<string, number> {
  const timing = recorded.response?.timing;
  const end = recorded.endedAt ?? recorded.startedAt;
  if (timing === undefined) {
    const wait = rounded(Math.max(0, (end - recorded.startedAt) * 1000));
    return { blocked: -1, dns: -1, connect: -1, ssl: -1, send: 0, wait, receive: 0 };
  }
  const length = (start: number, stop: number) => (start < 0 || stop < 0 ? -1 : rounded(stop - start));
  const first = [timing.dnsStart, timing.connectStart, timing.sendStart].find((mark) => mark >= 0) ?? 0;
  const queued = (timing.requestTime - recorded.startedAt) * 1000 + first;
  return {
    blocked: rounded(Math.max(0, queued)),
    dns: length(timing.dnsStart, timing.dnsEnd),
    connect: length(timing.connectStart, timing.connectEnd),
    ssl: length(timing.sslStart, timing.sslEnd),
    send: Math.max(0, length(timing.sendStart, timing.sendEnd)),
    wait: Math.max(0, length(timing.sendEnd, timing.receiveHeadersEnd)),
    receive: rounded(Math.max(0, (end - timing.requestTime) * 1000 - timing.receiveHeadersEnd)),
  };
}

function headersOf(headers: Readonly<Record<string, string>>, settings: Settings): NameValue[] {
  const lowerCase = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return Object.entries(sanitizedHeaders(lowerCase, settings)).map(([name, value]) => ({ name, value: String(value) }));
}

function queryOf(url: string): NameValue[] {
  return [...new URL(url).searchParams].map(([name, value]) => ({ name, value }));
}

function httpVersion(response: ProtocolResponse | undefined): string {
  return response?.protocol?.toUpperCase().replace(/^H(\d)$/, 'HTTP/$1') ?? 'unknown';
}

function mimeTypeOf(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
}

function dateOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
