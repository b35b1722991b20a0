import { z } from 'zod';
import type { ResourceHandler } from '../../../engine/cloudformation';
import type { HttpApi } from '../../network';
import { type Account, stableId } from '../../world/account';
import type { Notes } from '../../world/notes';
import { flag, numeric, resourceType, textMap } from '../resource-type';
import { functionOf, targetsOf } from './integration-uri';
import { namesRoles, openApiRoutes } from './open-api';
import { noteCallers, noteUnplayed } from './unplayed';

const corsProperties = z.looseObject({
  AllowOrigins: z.array(z.string()).optional(),
  AllowMethods: z.array(z.string()).optional(),
  AllowHeaders: z.array(z.string()).optional(),
  ExposeHeaders: z.array(z.string()).optional(),
  MaxAge: numeric.optional(),
  AllowCredentials: flag.optional(),
});
const apiProperties = z.looseObject({
  Name: z.string().optional(),
  ProtocolType: z.string().default('HTTP'),
  CorsConfiguration: corsProperties.optional(),
  Target: z.string().optional(),
  RouteKey: z.string().default('$default'),
  Body: z.unknown().optional(),
  BodyS3Location: z.unknown().optional(),
});
const integrationProperties = z.looseObject({
  ApiId: z.string(),
  IntegrationType: z.string(),
  IntegrationUri: z.string().optional(),
  CredentialsArn: z.string().optional(),
  PayloadFormatVersion: z.enum(['1.0', '2.0']).default('1.0'),
  TimeoutInMillis: numeric.optional(),
});
const routeProperties = z.looseObject({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string().optional(),
  AuthorizationType: z.string().optional(),
});
const stageProperties = z.looseObject({ ApiId: z.string(), StageName: z.string(), StageVariables: textMap.optional() });
const ofApi = z.looseObject({ ApiId: z.string() });

interface Integration {
  /** The integration's URI where it is a function's; stage variables not yet filled in. */
  readonly uri?: string;
  readonly payloadFormat: '1.0' | '2.0';
  readonly timeoutMs?: number;
  /** Invoked by a role that it names. */
  readonly isByRole: boolean;
}

interface HttpApiState {
  readonly id: string;
  readonly logicalId: string;
  properties: z.output<typeof apiProperties>;
  readonly integrations: Map<string, Integration>;
  readonly routes: Map<string, { readonly key: string; readonly integration?: string }>;
  readonly stages: Map<string, { readonly name: string; readonly variables?: Readonly<Record<string, string>> }>;
}

export interface ApisPorts {
  readonly account: Account;
  readonly notes: Notes;
  /** An API was created or changed. */
  changed(): void;
}

/** API Gateway HTTP APIs: routes that lead to functions. */
export class HttpApis {
  readonly #apis = new Map<string, HttpApiState>();

  constructor(private readonly ports: ApisPorts) {}

  doors(): readonly { readonly door: HttpApi<string>; readonly logicalId: string; readonly isByRole: boolean }[] {
    return [...this.#apis.values()]
      .filter(({ properties }) => properties.ProtocolType === 'HTTP')
      .map((api) => ({
        door: this.#doorOf(api),
        logicalId: api.logicalId,
        isByRole:
          api.properties.Target !== undefined ||
          namesRoles(api.properties.Body) ||
          [...api.integrations.values()].some(({ isByRole }) => isByRole),
      }));
  }

  #doorOf({ id, properties, integrations, routes, stages }: HttpApiState): HttpApi<string> {
    const { account } = this.ports;
    const cors = properties.CorsConfiguration;
    const quick = functionOf(properties.Target ?? '');
    const withDefault = quick !== undefined || stages.size === 0;
    const known = withDefault ? [{ name: '$default' }, ...stages.values()] : [...stages.values()];
    return {
      kind: 'http-api',
      id,
      account: account.id,
      region: account.region,
      host: `${id}.execute-api.${account.region}.amazonaws.com`,
      stages: known,
      routes: [
        ...(quick === undefined ? [] : [{ key: properties.RouteKey, payloadFormat: '2.0' as const, target: quick }]),
        ...openApiRoutes(properties.Body, known).map(({ method, path, ...route }) => ({
          key: path === '$default' ? '$default' : `${method} ${path}`,
          ...route,
        })),
        ...[...routes.values()].flatMap(({ key, integration }) => {
          const found = integrations.get(integration ?? '');
          if (found?.uri === undefined) return [];
          const { uri, payloadFormat, timeoutMs } = found;
          const limit = timeoutMs === undefined ? {} : { timeoutMs };
          return targetsOf(uri, known).map((target) => ({ key, ...target, payloadFormat, ...limit }));
        }),
      ],
      ...(cors === undefined
        ? {}
        : {
            cors: {
              ...(cors.AllowOrigins === undefined ? {} : { allowOrigins: cors.AllowOrigins }),
              ...(cors.AllowMethods === undefined ? {} : { allowMethods: cors.AllowMethods }),
              ...(cors.AllowHeaders === undefined ? {} : { allowHeaders: cors.AllowHeaders }),
              ...(cors.ExposeHeaders === undefined ? {} : { exposeHeaders: cors.ExposeHeaders }),
              ...(cors.MaxAge === undefined ? {} : { maxAgeSeconds: cors.MaxAge }),
              ...(cors.AllowCredentials === undefined ? {} : { allowCredentials: cors.AllowCredentials }),
            },
          }),
    };
  }

  resources(): Readonly<Record<string, ResourceHandler>> {
    return {
      'AWS::ApiGatewayV2::Api': resourceType(apiProperties, {
        replacedBy: ['ProtocolType'],
        put: (properties, request, physicalId) => {
          const { account } = this.ports;
          const id = physicalId ?? stableId(10, request.physicalName());
          const known = this.#apis.get(id);
          noteUnplayed(request.logicalId, properties, this.ports.notes);
          if (properties.ProtocolType === 'WEBSOCKET')
            this.ports.notes.find(`${request.logicalId} is a WebSocket API, which is not served here.`);
          if (known !== undefined) known.properties = properties;
          else {
            const empty = { integrations: new Map(), routes: new Map(), stages: new Map() };
            this.#apis.set(id, { id, logicalId: request.logicalId, properties, ...empty });
          }
          this.ports.changed();
          const scheme = properties.ProtocolType === 'WEBSOCKET' ? 'wss' : 'https';
          const ApiEndpoint = `${scheme}://${id}.execute-api.${account.region}.amazonaws.com`;
          return { physicalId: id, attributes: { ApiEndpoint, ApiId: id } };
        },
        remove: ({ physicalId }) => {
          this.#apis.delete(physicalId);
          this.ports.changed();
        },
      }),
      'AWS::ApiGatewayV2::Integration': resourceType(integrationProperties, {
        replacedBy: ['ApiId'],
        put: (properties, request, physicalId) => {
          const id = physicalId ?? stableId(7, request.physicalName());
          const { IntegrationType: type, IntegrationUri: uri = '' } = properties;
          const isFunction = type === 'AWS_PROXY' && /:lambda:/.test(uri);
          if (!isFunction) {
            this.ports.notes.find(
              `${request.logicalId} is an integration that is no Lambda function: its routes are not served here.`,
            );
          }
          this.#apis.get(properties.ApiId)?.integrations.set(id, {
            payloadFormat: properties.PayloadFormatVersion,
            isByRole: properties.CredentialsArn !== undefined,
            ...(isFunction ? { uri } : {}),
            ...(properties.TimeoutInMillis === undefined ? {} : { timeoutMs: properties.TimeoutInMillis }),
          });
          this.ports.changed();
          return { physicalId: id };
        },
        remove: ({ physicalId }, { ApiId }) => this.#apis.get(ApiId)?.integrations.delete(physicalId),
      }),
      'AWS::ApiGatewayV2::Route': resourceType(routeProperties, {
        replacedBy: ['ApiId'],
        put: (properties, request, physicalId) => {
          const id = physicalId ?? stableId(7, request.physicalName());
          const integration = properties.Target?.replace(/^integrations\//, '');
          const { AuthorizationType: asked = 'NONE' } = properties;
          if (asked !== 'NONE') noteCallers(request.logicalId, this.ports.notes);
          this.#apis.get(properties.ApiId)?.routes.set(id, {
            key: properties.RouteKey,
            ...(integration === undefined ? {} : { integration }),
          });
          this.ports.changed();
          return { physicalId: id };
        },
        remove: ({ physicalId }, { ApiId }) => {
          this.#apis.get(ApiId)?.routes.delete(physicalId);
          this.ports.changed();
        },
      }),
      'AWS::ApiGatewayV2::Stage': resourceType(stageProperties, {
        replacedBy: ['ApiId', 'StageName'],
        put: ({ ApiId, StageName: name, StageVariables: variables }) => {
          this.#apis.get(ApiId)?.stages.set(name, { name, ...(variables === undefined ? {} : { variables }) });
          this.ports.changed();
          return { physicalId: name };
        },
        remove: ({ physicalId }, { ApiId }) => this.#apis.get(ApiId)?.stages.delete(physicalId),
      }),
      'AWS::ApiGatewayV2::Deployment': resourceType(ofApi, {
        put: (_, request, physicalId) => ({ physicalId: physicalId ?? stableId(6, request.physicalName()) }),
      }),
    };
  }
}
