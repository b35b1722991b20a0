import type { HttpResponse } from '../loopback-network';

/** What an invocation gave, for a front door to turn into a response. */
export interface FunctionAnswer {
  readonly payload: unknown;
  /** The function threw, timed out or exited. */
  readonly failed: boolean;
  readonly durationMs: number;
}

const json = { 'content-type': 'application/json' };

export function jsonResponse(status: number, message: string, headers: Record<string, string> = {}): HttpResponse {
  return { status, headers: { ...json, ...headers }, body: Buffer.from(JSON.stringify({ message })) };
}

/**
 * HTTP API. A function that failed or answered what cannot be understood: 500; one that took longer than the
 * integration's timeout (30 s at most): 503.
 */
export function httpApiResponse(
  answer: FunctionAnswer,
  payloadFormat: '1.0' | '2.0',
  timeoutMs = 30_000,
): HttpResponse {
  if (answer.durationMs > timeoutMs) return jsonResponse(503, 'Service Unavailable');
  const response = answer.failed
    ? undefined
    : payloadFormat === '2.0'
      ? inferred(answer.payload, 'text/plain; charset=utf-8')
      : structured(answer.payload, { defaultType: 'text/plain; charset=utf-8', decodes: true });
  return response ?? jsonResponse(500, 'Internal Server Error');
}

/** REST API: 502 where the function failed or its answer is malformed, 504 after the timeout (29 s by default). */
export function restApiResponse(answer: FunctionAnswer, acceptsBinary: boolean, timeoutMs = 29_000): HttpResponse {
  if (answer.durationMs > timeoutMs) return jsonResponse(504, 'Endpoint request timed out');
  const response = answer.failed
    ? undefined
    : structured(answer.payload, { defaultType: 'application/json', decodes: acceptsBinary });
  return response ?? jsonResponse(502, 'Internal server error', { 'x-amzn-errortype': 'InternalServerErrorException' });
}

/** Function URL: the format of HTTP APIs; 502 where the function failed. */
export function functionUrlResponse(answer: FunctionAnswer): HttpResponse {
  const response = answer.failed ? undefined : inferred(answer.payload, 'application/json');
  return response ?? { status: 502, headers: json, body: Buffer.from('Internal Server Error') };
}

/** Payload format 2.0: whatever has no status code is the body of a 200 itself. */
function inferred(payload: unknown, defaultType: string): HttpResponse | undefined {
  if (isObject(payload) && 'statusCode' in payload) return structured(payload, { defaultType, decodes: true });
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload ?? null);
  return { status: 200, headers: json, body: Buffer.from(body) };
}

interface Reading {
  readonly defaultType: string;
  /** Whether a body in base64 becomes bytes. */
  readonly decodes: boolean;
}

/** `{ statusCode, headers, multiValueHeaders, cookies, body, isBase64Encoded }`; undefined where it is malformed. */
function structured(payload: unknown, { defaultType, decodes }: Reading): HttpResponse | undefined {
  if (!isObject(payload)) return undefined;
  const status = statusOf(payload.statusCode);
  const { body = '', isBase64Encoded = false, headers = {}, multiValueHeaders = {}, cookies = [] } = payload;
  if (status === undefined || (body !== null && typeof body !== 'string')) return undefined;
  if (!isHeaders(headers) || !isHeaders(multiValueHeaders) || !Array.isArray(cookies)) return undefined;
  const sent = collectHeaders(headers ?? {}, multiValueHeaders ?? {}, cookies);
  sent['content-type'] ??= defaultType;
  const encoding = isBase64Encoded === true && decodes ? 'base64' : 'utf8';
  return { status, headers: sent, body: Buffer.from(body ?? '', encoding) };
}

function collectHeaders(
  headers: Record<string, unknown>,
  multiValueHeaders: Record<string, unknown>,
  cookies: readonly unknown[],
): Record<string, string | string[]> {
  const sent: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && value !== null) sent[name.toLowerCase()] = String(value);
  }
  for (const [name, values] of Object.entries(multiValueHeaders)) {
    const all = (Array.isArray(values) ? values : [values]).map(String);
    const single = all.length === 1 ? all[0] : undefined;
    sent[name.toLowerCase()] = single ?? all;
  }
  if (cookies.length > 0) sent['set-cookie'] = cookies.map(String);
  // The front sets these itself.
  for (const name of ['content-length', 'transfer-encoding', 'connection']) delete sent[name];
  return sent;
}

function statusOf(value: unknown): number | undefined {
  const status = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof status === 'number' && Number.isInteger(status) && status >= 100 && status <= 599 ? status : undefined;
}

function isHeaders(value: unknown): value is Record<string, unknown> | null {
  return value === null || isObject(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
