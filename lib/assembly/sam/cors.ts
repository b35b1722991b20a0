import { asObject, type JsonObject } from './json';

const anyMethods = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

/**
 * The OPTIONS method that SAM adds to each path of a REST API with `Cors`: a mock integration that answers the
 * preflight. Values stand in quotes of their own, as API Gateway wants static values.
 */
export function preflight(configuration: unknown, methods: readonly string[]): JsonObject {
  const own = asObject(configuration);
  const { AllowOrigin, AllowMethods, AllowHeaders, MaxAge, AllowCredentials } = own ?? { AllowOrigin: configuration };
  const upper = methods.map((method) => method.toUpperCase());
  const allowed = upper.includes('ANY') ? anyMethods : [...new Set([...upper, 'OPTIONS'])].sort();
  const headers: Readonly<Record<string, unknown>> = {
    ...(AllowHeaders !== undefined && { 'Access-Control-Allow-Headers': AllowHeaders }),
    'Access-Control-Allow-Origin': AllowOrigin,
    'Access-Control-Allow-Methods': AllowMethods ?? `'${allowed.join(',')}'`,
    ...(MaxAge !== undefined && { 'Access-Control-Max-Age': MaxAge }),
    ...(AllowCredentials === true && { 'Access-Control-Allow-Credentials': "'true'" }),
  };
  const named = (prefix: string, value: (name: string) => unknown) =>
    Object.fromEntries(Object.keys(headers).map((name) => [`${prefix}${name}`, value(name)]));
  return {
    summary: 'CORS support',
    consumes: ['application/json'],
    produces: ['application/json'],
    'x-amazon-apigateway-integration': {
      type: 'mock',
      requestTemplates: { 'application/json': '{\n  "statusCode" : 200\n}\n' },
      responses: {
        default: {
          statusCode: '200',
          responseParameters: named('method.response.header.', (name) => headers[name]),
          responseTemplates: { 'application/json': '{}\n' },
        },
      },
    },
    responses: {
      '200': { description: 'Default response for CORS method', headers: named('', () => ({ type: 'string' })) },
    },
  };
}
