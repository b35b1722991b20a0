import type { Instant } from '../../../engine/clock';
import type { HttpRequest } from '../loopback-network';
import type { FunctionUrl, HttpApi, RestApi } from './front-doors';
import { eventBody, grouped, isTextType, type RequestParts, requestParts, requestTime } from './request-parts';
import type { RouteMatch } from './routing';
import type { IamIdentity } from './signature';

/** What is known of a request besides what it says. */
export interface RequestMoment {
  readonly requestId: string;
  readonly at: Instant;
}

/** The event of an HTTP API, in one of its payload formats. */
type HttpApiEvent = (
  api: HttpApi<unknown>,
  match: RouteMatch<{ readonly key: string }>,
  request: HttpRequest,
  moment: RequestMoment,
) => object;

/**
 * HTTP API, payload format 2.0.
 *
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export const httpApiEventV2: HttpApiEvent = (api, match, request, moment) => {
  const parts = requestParts(request, moment.requestId, moment.at);
  return {
    ...payloadV2(parts, request),
    routeKey: match.route.key,
    requestContext: {
      accountId: api.account,
      apiId: api.id,
      ...contextV2(parts, request, moment),
      routeKey: match.route.key,
      stage: match.stage.name,
    },
    ...present('pathParameters', match.parameters),
    ...present('stageVariables', match.stage.variables),
  };
};

/** Function URLs send the same format, for one route. Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html */
export function functionUrlEvent(
  url: FunctionUrl<unknown>,
  request: HttpRequest,
  moment: RequestMoment,
  identity: IamIdentity | undefined,
): object {
  const parts = requestParts(request, moment.requestId, moment.at);
  return {
    ...payloadV2(parts, request),
    routeKey: '$default',
    requestContext: {
      accountId: identity?.accountId ?? 'anonymous',
      apiId: url.id,
      ...(identity === undefined
        ? {}
        : { authorizer: { iam: { ...identity, cognitoIdentity: null, principalOrgId: null } } }),
      ...contextV2(parts, request, moment),
      routeKey: '$default',
      stage: '$default',
    },
  };
}

function payloadV2(parts: RequestParts, request: HttpRequest): object {
  const { cookie: _inCookies, ...headers } = parts.headers;
  const query = Object.entries(grouped(parts.query)).map(([name, values]) => [name, values.join(',')] as const);
  return {
    version: '2.0',
    rawPath: parts.path,
    rawQueryString: parts.rawQuery,
    ...(parts.cookies.length === 0 ? {} : { cookies: parts.cookies }),
    headers: { 'content-length': String(request.body?.length ?? 0), ...headers },
    ...present('queryStringParameters', Object.fromEntries(query)),
    ...eventBody(request.body, isTextType(parts.headers['content-type'])),
  };
}

function contextV2(parts: RequestParts, request: HttpRequest, { requestId, at }: RequestMoment): object {
  return {
    domainName: request.host,
    domainPrefix: request.host.split('.')[0],
    http: {
      method: request.method,
      path: parts.path,
      protocol: 'HTTP/1.1',
      sourceIp: request.sourceIp,
      userAgent: parts.headers['user-agent'] ?? '',
    },
    requestId,
    time: requestTime(at),
    timeEpoch: Math.floor(at),
  };
}

/** HTTP API, payload format 1.0: the event of a REST API, with names of headers in lower case and the stage in `path`. */
export const httpApiEventV1: HttpApiEvent = (api, match, request, moment) => {
  const parts = requestParts(request, moment.requestId, moment.at);
  const resource = match.route.key.split(' ')[1] ?? '$default';
  const headers = { 'content-length': String(request.body?.length ?? 0), ...parts.headers };
  return {
    version: '1.0',
    ...proxyEvent(api, match, request, moment, {
      parts,
      resource,
      headers,
      path: parts.path,
      resourceId: match.route.key,
    }),
    ...eventBodyOrNull(request.body, isTextType(parts.headers['content-type'])),
  };
};

/**
 * REST API, Lambda proxy integration.
 *
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function restApiEvent(
  api: RestApi<unknown>,
  match: RouteMatch<{ readonly resourcePath: string; readonly resourceId?: string }>,
  request: HttpRequest,
  moment: RequestMoment,
): object {
  const parts = requestParts(request, moment.requestId, moment.at);
  const { resourcePath: resource, resourceId = 'root' } = match.route;
  // REST APIs keep the case in which names were sent; their front writes its own in this case.
  const sent = new Map((request.rawHeaders ?? []).map(([name]) => [name.toLowerCase(), name]));
  const headers = Object.fromEntries(
    Object.entries(parts.headers).map(([name, value]) => [sent.get(name) ?? titled(name), value]),
  );
  return {
    ...proxyEvent(api, match, request, moment, { parts, resource, headers, path: match.path, resourceId }),
    ...eventBodyOrNull(request.body, !isBinary(api, parts.headers['content-type'])),
  };
}

interface ProxyParts {
  readonly parts: RequestParts;
  readonly resource: string;
  readonly resourceId: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

function proxyEvent(
  api: HttpApi<unknown> | RestApi<unknown>,
  match: RouteMatch<unknown>,
  request: HttpRequest,
  { requestId, at }: RequestMoment,
  { parts, resource, resourceId, path, headers }: ProxyParts,
): object {
  const query = grouped(parts.query);
  const lastValues = Object.fromEntries(Object.entries(query).map(([name, values]) => [name, values.at(-1)]));
  return {
    resource,
    path,
    httpMethod: request.method,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: orNull(lastValues),
    multiValueQueryStringParameters: orNull(query),
    requestContext: {
      accountId: api.account,
      apiId: api.id,
      domainName: request.host,
      domainPrefix: request.host.split('.')[0],
      extendedRequestId: `${requestId.slice(0, 8)}=`,
      httpMethod: request.method,
      identity: {
        accessKey: null,
        accountId: null,
        caller: null,
        cognitoAuthenticationProvider: null,
        cognitoAuthenticationType: null,
        cognitoIdentityId: null,
        cognitoIdentityPoolId: null,
        principalOrgId: null,
        sourceIp: request.sourceIp,
        user: null,
        userAgent: parts.headers['user-agent'] ?? null,
        userArn: null,
      },
      path: parts.path,
      protocol: 'HTTP/1.1',
      requestId,
      requestTime: requestTime(at),
      requestTimeEpoch: Math.floor(at),
      resourceId,
      resourcePath: resource,
      stage: match.stage.name,
    },
    pathParameters: orNull(match.parameters),
    stageVariables: orNull(match.stage.variables ?? {}),
  };
}

function eventBodyOrNull(body: Buffer | undefined, isText: boolean): object {
  return { body: null, ...eventBody(body, isText) };
}

/** Whether a REST API treats a type as binary: its list may hold `image/png`, `image/*` or `*``/*`. */
export function isBinary(api: RestApi<unknown>, contentType: string | undefined): boolean {
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? 'application/json';
  return (api.binaryMediaTypes ?? []).some((listed) => {
    const [major, minor] = listed.toLowerCase().replaceAll('~1', '/').split('/');
    const [typeMajor, typeMinor] = type.split('/');
    return (major === '*' || major === typeMajor) && (minor === '*' || minor === typeMinor);
  });
}

function present(name: string, values: Readonly<Record<string, unknown>> | undefined): object {
  return values === undefined || Object.keys(values).length === 0 ? {} : { [name]: values };
}

function orNull(values: Readonly<Record<string, unknown>>): object | null {
  return Object.keys(values).length === 0 ? null : values;
}

function titled(name: string): string {
  return name.replace(/(^|-)([a-z])/g, (_all, dash: string, letter: string) => dash + letter.toUpperCase());
}
