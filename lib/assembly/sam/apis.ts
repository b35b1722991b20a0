import { TemplateError } from '../../engine/cloudformation';
import { preflight } from './cors';
import { asObject, contentId, type JsonObject, picked } from './json';

/** A route that a function's event asks an API for. */
export interface Route {
  /** `$default` for an HTTP API's catch-all. */
  readonly path: string;
  /** Lower case; `any` for all. */
  readonly method: string;
  /** `${FnAliaslive}` or `${Fn.Arn}`, as it stands in a Fn::Sub. */
  readonly target: string;
  readonly payloadFormatVersion?: unknown;
  readonly timeoutInMillis?: unknown;
  readonly condition?: string;
}

export type ApiKind = 'rest' | 'http';

export const implicitApis: Readonly<Record<ApiKind, string>> = { rest: 'ServerlessRestApi', http: 'ServerlessHttpApi' };

/** AWS::Serverless::Api and AWS::Serverless::HttpApi, those of the template and those that SAM implies. */
export class Apis {
  readonly #routes = new Map<string, Route[]>();
  readonly #implied = new Set<ApiKind>();

  /** Adds a route to an API by its logical id, or to the implied one. */
  add(kind: ApiKind, apiId: string | undefined, route: Route): void {
    if (apiId === undefined) this.#implied.add(kind);
    const id = apiId ?? implicitApis[kind];
    this.#routes.set(id, [...(this.#routes.get(id) ?? []), route]);
  }

  /** The APIs that events imply, with what Globals says of them. */
  implied(globals: (kind: ApiKind) => JsonObject): ReadonlyMap<string, { kind: ApiKind; properties: JsonObject }> {
    return new Map(
      [...this.#implied].map((kind) => [
        implicitApis[kind],
        { kind, properties: { ...(kind === 'rest' && { StageName: 'Prod' }), ...globals(kind) } },
      ]),
    );
  }

  /** The resources of one API, and the logical ids that `Api.Stage` and `Api.Deployment` stand for. */
  expand(
    kind: ApiKind,
    id: string,
    properties: JsonObject,
    common: JsonObject,
  ): { resources: Readonly<Record<string, JsonObject>>; names: Readonly<Record<string, string>> } {
    const routes = this.#routes.get(id) ?? [];
    return kind === 'rest' ? restApi(id, properties, routes, common) : httpApi(id, properties, routes, common);
  }
}

function restApi(id: string, properties: JsonObject, routes: readonly Route[], common: JsonObject) {
  const { StageName } = properties;
  if (StageName === undefined) {
    throw new TemplateError(
      `Resource with id [${id}] is invalid. Missing required property 'StageName'.`,
      ['Resources', id, 'Properties'],
      'Add a StageName, such as prod.',
    );
  }
  const Body = body(properties, routes, { swagger: '2.0', info: info() }, 'rest');
  const deploymentId = `${id}Deployment${contentId(Body)}`;
  const stageId = `${id}${typeof StageName === 'string' ? StageName.replace(/[^A-Za-z0-9]/g, '') : ''}Stage`;
  const endpoint = asObject(properties.EndpointConfiguration);
  const api: JsonObject = {
    Body,
    ...picked(properties, ['Name', 'Description', 'BinaryMediaTypes', 'MinimumCompressionSize']),
    ...(endpoint && {
      EndpointConfiguration: { Types: [endpoint.Type ?? 'EDGE'] },
      Parameters: { endpointConfigurationTypes: endpoint.Type ?? 'EDGE' },
    }),
    ...(properties.DefinitionUri !== undefined && { BodyS3Location: properties.DefinitionUri }),
  };
  return {
    resources: {
      [id]: { Type: 'AWS::ApiGateway::RestApi', ...common, Properties: api },
      [deploymentId]: {
        Type: 'AWS::ApiGateway::Deployment',
        ...common,
        Properties: { RestApiId: { Ref: id }, StageName: 'Stage', Description: 'RestApi deployment' },
      },
      [stageId]: {
        Type: 'AWS::ApiGateway::Stage',
        ...common,
        Properties: {
          DeploymentId: { Ref: deploymentId },
          RestApiId: { Ref: id },
          StageName,
          ...picked(properties, ['Variables', 'MethodSettings', 'AccessLogSetting', 'CanarySetting', 'TracingEnabled']),
        },
      },
    },
    names: { [`${id}.Stage`]: stageId, [`${id}.Deployment`]: deploymentId },
  };
}

function httpApi(id: string, properties: JsonObject, routes: readonly Route[], common: JsonObject) {
  const { StageName, CorsConfiguration } = properties;
  const base = {
    openapi: '3.0.1',
    info: info(),
    tags: [{ name: 'httpapi:createdBy', 'x-amazon-apigateway-tag-value': 'SAM' }],
    ...(CorsConfiguration !== undefined && { 'x-amazon-apigateway-cors': cors(CorsConfiguration) }),
  };
  const named = typeof StageName === 'string' && StageName !== '$default';
  const stageId = named ? `${id}${StageName.replace(/[^A-Za-z0-9]/g, '')}Stage` : `${id}ApiGatewayDefaultStage`;
  return {
    resources: {
      [id]: {
        Type: 'AWS::ApiGatewayV2::Api',
        ...common,
        Properties: { Body: body(properties, routes, base, 'http') },
      },
      [stageId]: {
        Type: 'AWS::ApiGatewayV2::Stage',
        ...common,
        Properties: {
          ApiId: { Ref: id },
          StageName: StageName ?? '$default',
          AutoDeploy: true,
          Tags: { 'httpapi:createdBy': 'SAM' },
          ...picked(properties, ['AccessLogSettings', 'DefaultRouteSettings', 'RouteSettings', 'StageVariables']),
        },
      },
    },
    names: { [`${id}.Stage`]: stageId },
  };
}

/** The OpenAPI document: the team's own where it gives one, with the routes of events added. */
function body(properties: JsonObject, routes: readonly Route[], base: JsonObject, kind: ApiKind): JsonObject {
  const given = asObject(properties.DefinitionBody);
  if (given !== undefined && 'Fn::Transform' in given) return given;
  const own = asObject(given?.paths) ?? {};
  const paths = new Set([...Object.keys(own), ...routes.map((route) => route.path)]);
  const entries = [...paths].map((path) => {
    const here = routes.filter((route) => route.path === path);
    return [path, here.length === 0 ? own[path] : pathItem(asObject(own[path]) ?? {}, here, properties, kind)] as const;
  });
  return { ...(given ?? base), paths: Object.fromEntries(entries) };
}

/** A path is left out where every function behind it is, by one condition. */
function pathItem(own: JsonObject, routes: readonly Route[], properties: JsonObject, kind: ApiKind): JsonObject {
  const cors = kind === 'rest' ? properties.Cors : undefined;
  const item = {
    ...own,
    ...Object.fromEntries(routes.map((route) => [operationName(route.method), operation(route, kind)])),
    ...(cors !== undefined && {
      options: preflight(
        cors,
        routes.map((route) => route.method),
      ),
    }),
  };
  const [condition, ...others] = new Set(routes.map((route) => route.condition));
  return others.length === 0 && Object.keys(own).length === 0 ? onlyIf(condition, item) : item;
}

function operation(route: Route, kind: ApiKind): JsonObject {
  const { path, target, condition, payloadFormatVersion, timeoutInMillis } = route;
  const partition = kind === 'rest' ? 'aws' : `\${AWS::Partition}`;
  const uri = {
    'Fn::Sub': `arn:${partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/${target}/invocations`,
  };
  const parameters = kind === 'http' ? [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name) : [];
  return onlyIf(condition, {
    'x-amazon-apigateway-integration': {
      type: 'aws_proxy',
      httpMethod: 'POST',
      uri: onlyIf(condition, uri),
      ...(kind === 'http' && { payloadFormatVersion: payloadFormatVersion ?? '2.0' }),
      ...(timeoutInMillis !== undefined && { timeoutInMillis }),
    },
    ...(path === '$default' && { isDefaultRoute: true }),
    ...(parameters.length > 0 && { parameters: parameters.map((name) => ({ name, in: 'path', required: true })) }),
    responses: {},
  });
}

function onlyIf(condition: string | undefined, value: JsonObject): JsonObject {
  return condition === undefined ? value : { 'Fn::If': [condition, value, { Ref: 'AWS::NoValue' }] };
}

function operationName(method: string): string {
  return method === 'any' || method === '*' ? 'x-amazon-apigateway-any-method' : method;
}

function info(): JsonObject {
  return { version: '1.0', title: { Ref: 'AWS::StackName' } };
}

function cors(configuration: unknown): unknown {
  const object = asObject(configuration);
  if (object === undefined) return configuration === true ? { allowOrigins: ['*'] } : configuration;
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key.charAt(0).toLowerCase() + key.slice(1), value]),
  );
}
