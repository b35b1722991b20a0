import { type IntegrationTarget, type StageVariables, targetsOf } from './integration-uri';

/** A route that an OpenAPI document gives, with its function: its ARN with its qualifier. */
export interface OpenApiRoute extends IntegrationTarget {
  /** Upper case; `ANY` for `x-amazon-apigateway-any-method`. */
  readonly method: string;
  /** `$default` for an HTTP API's catch-all. */
  readonly path: string;
  readonly payloadFormat: '1.0' | '2.0';
}

/** The Lambda integrations of an API's `Body`, as SAM writes it. */
export function openApiRoutes(body: unknown, stages: Iterable<StageVariables> = []): readonly OpenApiRoute[] {
  return operations(body).flatMap(({ path, method, operation }) => {
    const integration = members(operation['x-amazon-apigateway-integration']);
    const uri = typeof integration.uri === 'string' ? integration.uri : '';
    return targetsOf(uri, stages).map((target) => ({
      method: method === 'x-amazon-apigateway-any-method' ? 'ANY' : method.toUpperCase(),
      path: path === '/$default' ? '$default' : path,
      ...target,
      payloadFormat: integration.payloadFormatVersion === '2.0' ? ('2.0' as const) : ('1.0' as const),
    }));
  });
}

/** The operations of an API's `Body` that lead to something else than a function, such as `GET /mock (mock)`. */
export function otherOperations(body: unknown): readonly string[] {
  return operations(body).flatMap(({ path, method, operation }) => {
    const { type, uri } = members(operation['x-amazon-apigateway-integration']);
    const kind = String(type).toLowerCase();
    const isPreflight = kind === 'mock' && method === 'options';
    const isServed = kind === 'aws_proxy' && typeof uri === 'string' && /:lambda:/.test(uri);
    return type === undefined || isPreflight || isServed ? [] : [`${method.toUpperCase()} ${path} (${kind})`];
  });
}

/** Whether an API's `Body` has operations that ask who the caller is. */
export function asksWhoCalls(body: unknown): boolean {
  const hasEntries = (value: unknown) =>
    Array.isArray(value) && value.some((one) => Object.keys(members(one)).length > 0);
  return hasEntries(members(body).security) || operations(body).some(({ operation }) => hasEntries(operation.security));
}

/** Whether operations of an API's `Body` invoke what is behind them by roles that they name. */
export function namesRoles(body: unknown): boolean {
  return operations(body).some(
    ({ operation }) => members(operation['x-amazon-apigateway-integration']).credentials !== undefined,
  );
}

interface Operation {
  readonly path: string;
  readonly method: string;
  readonly operation: Readonly<Record<string, unknown>>;
}

function operations(body: unknown): readonly Operation[] {
  return Object.entries(members(members(body).paths)).flatMap(([path, methods]) =>
    Object.entries(members(methods)).map(([method, operation]) => ({ path, method, operation: members(operation) })),
  );
}

function members(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
