import type { Instant } from '../../../engine/clock';
import type { HttpRequest } from '../loopback-network';

/** A request, taken apart once for all forms of event. */
export interface RequestParts {
  /** Without the query, percent-encoded as sent. */
  readonly path: string;
  readonly rawQuery: string;
  /** Every parameter in the order of the query, decoded. */
  readonly query: readonly (readonly [string, string])[];
  readonly cookies: readonly string[];
  /** With what AWS' front adds: `x-forwarded-for`, `x-forwarded-proto`, … Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

export function requestParts(request: HttpRequest, requestId: string, at: Instant): RequestParts {
  const question = request.path.indexOf('?');
  const path = question < 0 ? request.path : request.path.slice(0, question);
  const rawQuery = question < 0 ? '' : request.path.slice(question + 1);
  const headers = lowerCased(request.headers);
  return {
    path,
    rawQuery,
    query: [...new URLSearchParams(rawQuery)],
    cookies: headers.cookie === undefined ? [] : headers.cookie.split(/;\s*/).filter(Boolean),
    headers: {
      ...headers,
      host: request.host,
      'x-amzn-trace-id': traceId(requestId, at),
      'x-forwarded-for': [headers['x-forwarded-for'], request.sourceIp].filter(Boolean).join(', '),
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
    },
  };
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** Values of repeated parameters, by name. */
export function grouped(pairs: readonly (readonly [string, string])[]): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const [name, value] of pairs) {
    const values = found[name] ?? [];
    found[name] = values;
    values.push(value);
  }
  return found;
}

/** `12/Mar/2020:19:03:58 +0000`, as access logs have it. */
export function requestTime(at: Instant): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) (\S+)/.exec(new Date(at).toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}

/** The body as an event carries it: text, or base64 where it is not text. */
export function eventBody(body: Buffer | undefined, isText: boolean): { body?: string; isBase64Encoded: boolean } {
  if (body === undefined || body.length === 0) return { isBase64Encoded: false };
  if (isText) return { body: body.toString('utf8'), isBase64Encoded: false };
  return { body: body.toString('base64'), isBase64Encoded: true };
}

/**
 * Whether HTTP APIs and function URLs hand a body on as text. Forms are not among these types: their bodies arrive in
 * base64, which surprises many.
 */
export function isTextType(contentType: string | undefined): boolean {
  if (contentType === undefined) return true;
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  return (
    /^text\//.test(type) || /^application\/(json|javascript|xml|graphql)$/.test(type) || /\+(json|xml)$/.test(type)
  );
}

function traceId(requestId: string, at: Instant): string {
  const time = Math.floor(at / 1000)
    .toString(16)
    .padStart(8, '0');
  const rest = Buffer.from(requestId.replaceAll('-', '')).toString('hex').padEnd(24, '0').slice(0, 24);
  return `Root=1-${time}-${rest}`;
}
