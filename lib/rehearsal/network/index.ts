export { type AnswerContext, answerRequest } from './http/answer';
export {
  functionUrlEvent,
  httpApiEventV1,
  httpApiEventV2,
  type RequestMoment,
  restApiEvent,
} from './http/events';
export type { CorsConfiguration, FrontDoor, FunctionUrl, HttpApi, RestApi, Stage } from './http/front-doors';
export { type FunctionAnswer, functionUrlResponse, httpApiResponse, restApiResponse } from './http/responses';
export { httpApiRoute, type RouteMatch, restApiMethod } from './http/routing';
export {
  type CredentialLookup,
  type IamIdentity,
  type KnownCredentials,
  type Verification,
  verifySignature,
} from './http/signature';
export {
  type HttpRequest,
  type HttpResponse,
  LoopbackNetwork,
  type LoopbackNetworkOptions,
  type Refusal,
} from './loopback-network';
