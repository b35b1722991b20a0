import type { HttpRequest, HttpResponse } from '../loopback-network';
import { preflightResponse, withCors } from './cors';
import { functionUrlEvent, httpApiEventV1, httpApiEventV2, isBinary, type RequestMoment, restApiEvent } from './events';
import type { FrontDoor, FunctionUrl, HttpApi, RestApi } from './front-doors';
import { type FunctionAnswer, functionUrlResponse, httpApiResponse, jsonResponse, restApiResponse } from './responses';
import { httpApiRoute, restApiMethod, stageOf } from './routing';
import { type CredentialLookup, forbidden, type IamIdentity, verifySignature } from './signature';

export interface AnswerContext<Target> extends RequestMoment {
  /** Invokes the function behind a route with the event. */
  invoke(target: Target, event: object): Promise<FunctionAnswer>;
  /** The credentials that function URLs with AWS_IAM accept @default none: every request to them is refused */
  readonly credentials?: CredentialLookup;
  /** Whether who signed a request may invoke a function by its URL @default everybody may */
  mayInvokeUrl?(target: Target, identity: IamIdentity): boolean;
}

/**
 * Answers a request as API Gateway or Lambda does that stands at its host: routes it, checks its signature, makes the
 * event, and turns what the function gave, or its failure, into the response.
 */
export async function answerRequest<Target>(
  door: FrontDoor<Target>,
  request: HttpRequest,
  context: AnswerContext<Target>,
): Promise<HttpResponse> {
  switch (door.kind) {
    case 'http-api':
      return answerHttpApi(door, request, context);
    case 'rest-api':
      return answerRestApi(door, request, context);
    case 'function-url':
      return answerFunctionUrl(door, request, context);
  }
}

async function answerHttpApi<Target>(
  api: HttpApi<Target>,
  request: HttpRequest,
  context: AnswerContext<Target>,
): Promise<HttpResponse> {
  const preflight = preflightResponse(api.cors, request, 204);
  if (preflight !== undefined) return preflight;
  const match = httpApiRoute(api, request.method, pathOf(request));
  if (match === undefined) return withCors(api.cors, request, jsonResponse(404, 'Not Found'));
  const { payloadFormat, target, timeoutMs } = match.route;
  const toEvent = payloadFormat === '2.0' ? httpApiEventV2 : httpApiEventV1;
  const answer = await context.invoke(target, toEvent(api, match, request, context));
  return withCors(api.cors, request, httpApiResponse(answer, payloadFormat, timeoutMs));
}

async function answerRestApi<Target>(
  api: RestApi<Target>,
  request: HttpRequest,
  context: AnswerContext<Target>,
): Promise<HttpResponse> {
  const path = pathOf(request);
  const match = restApiMethod(api, request.method, path);
  if (match === undefined) {
    return stageOf(api.stages, path) === undefined
      ? jsonResponse(403, 'Forbidden', { 'x-amzn-errortype': 'ForbiddenException' })
      : jsonResponse(403, 'Missing Authentication Token', {
          'x-amzn-errortype': 'MissingAuthenticationTokenException',
        });
  }
  const answer = await context.invoke(match.route.target, restApiEvent(api, match, request, context));
  return restApiResponse(answer, isBinary(api, request.headers.accept), match.route.timeoutMs);
}

async function answerFunctionUrl<Target>(
  url: FunctionUrl<Target>,
  request: HttpRequest,
  context: AnswerContext<Target>,
): Promise<HttpResponse> {
  const preflight = preflightResponse(url.cors, request, 200);
  if (preflight !== undefined) return preflight;
  const verified =
    url.authType === 'AWS_IAM'
      ? verifySignature(request, url.region, context.credentials ?? (() => undefined))
      : { identity: undefined };
  if ('refusal' in verified) return verified.refusal;
  if (verified.identity !== undefined && context.mayInvokeUrl?.(url.target, verified.identity) === false)
    return forbidden;
  const answer = await context.invoke(url.target, functionUrlEvent(url, request, context, verified.identity));
  return withCors(url.cors, request, functionUrlResponse(answer));
}

function pathOf(request: HttpRequest): string {
  const [path = '/'] = request.path.split('?');
  return path;
}
