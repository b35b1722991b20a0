import { functionOf } from './integration-uri';

/** A route that an OpenAPI document gives, with its function. */
export interface OpenApiRoute {
  /** Upper case; `ANY` for `x-amazon-apigateway-any-method`. */
  readonly method: string;
  readonly path: string;
  /** A function's ARN, with its qualifier. */
  readonly target: string;
  readonly payloadFormat: '1.0' | '2.0';
}

/** The Lambda integrations of an API's `Body`, as SAM writes it. */
export function openApiRoutes(
  body: unknown,
  stageVariables: Readonly<Record<string, string>> = {},
): readonly OpenApiRoute[] {
  return Object.entries(members(members(body).paths)).flatMap(([path, methods]) =>
    Object.entries(members(methods)).flatMap(([method, operation]) => {
      const integration = members(members(operation)['x-amazon-apigateway-integration']);
      const target = functionOf(typeof integration.uri === 'string' ? integration.uri : '', stageVariables);
      if (target === undefined) return [];
      return [
        {
          method: method === 'x-amazon-apigateway-any-method' ? 'ANY' : method.toUpperCase(),
          path,
          target,
          payloadFormat: integration.payloadFormatVersion === '2.0' ? ('2.0' as const) : ('1.0' as const),
        },
      ];
    }),
  );
}

function members(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
