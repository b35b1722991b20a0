import type { HttpRequest, HttpResponse } from '../loopback-network';
import type { CorsConfiguration } from './front-doors';

/** The answer to a preflight request, which never reaches the function; undefined where the request is none. */
export function preflightResponse(
  cors: CorsConfiguration | undefined,
  request: HttpRequest,
  status: 200 | 204,
): HttpResponse | undefined {
  const wanted = request.headers['access-control-request-method'];
  if (cors === undefined || request.method !== 'OPTIONS' || request.headers.origin === undefined) return undefined;
  if (wanted === undefined) return undefined;
  return { status, headers: corsHeaders(cors, request, true), body: Buffer.alloc(0) };
}

/** The response with the configured headers; what the function sent of them is replaced. */
export function withCors(
  cors: CorsConfiguration | undefined,
  request: HttpRequest,
  response: HttpResponse,
): HttpResponse {
  if (cors === undefined || request.headers.origin === undefined) return response;
  const own = Object.entries(response.headers).filter(([name]) => !name.startsWith('access-control-'));
  return { ...response, headers: { ...Object.fromEntries(own), ...corsHeaders(cors, request, false) } };
}

function corsHeaders(cors: CorsConfiguration, request: HttpRequest, preflight: boolean): Record<string, string> {
  const origin = request.headers.origin ?? '';
  const allowed = (cors.allowOrigins ?? []).find((pattern) => originMatches(pattern, origin));
  if (allowed === undefined) return {};
  const headers: Record<string, string> = {
    'access-control-allow-origin': allowed === '*' && cors.allowCredentials !== true ? '*' : origin,
  };
  if (cors.allowCredentials === true) headers['access-control-allow-credentials'] = 'true';
  if (cors.exposeHeaders?.length) headers['access-control-expose-headers'] = cors.exposeHeaders.join(',');
  if (!preflight) return headers;
  if (cors.allowMethods?.length) headers['access-control-allow-methods'] = cors.allowMethods.join(',');
  if (cors.allowHeaders?.length) headers['access-control-allow-headers'] = cors.allowHeaders.join(',');
  if (cors.maxAgeSeconds !== undefined) headers['access-control-max-age'] = String(cors.maxAgeSeconds);
  return headers;
}

/** `*`, `https://*` and whole origins. */
function originMatches(pattern: string, origin: string): boolean {
  return pattern === '*' || pattern === origin || (pattern.endsWith('://*') && origin.startsWith(pattern.slice(0, -1)));
}
