import { z } from 'zod';
import type { ResourceHandler } from '../../../engine/cloudformation';
import type { RestApi } from '../../network';
import { stableId } from '../../world/account';
import { flag, numeric, resourceType, textMap } from '../resource-type';
import type { ApisPorts } from './http-apis';
import { targetsOf } from './integration-uri';
import { namesRoles, openApiRoutes } from './open-api';
import { noteCallers, noteUnplayed } from './unplayed';

const apiProperties = z.looseObject({
  Name: z.string().optional(),
  Body: z.unknown().optional(),
  BodyS3Location: z.unknown().optional(),
  BinaryMediaTypes: z.array(z.string()).optional(),
});
const resourceProperties = z.looseObject({ RestApiId: z.string(), ParentId: z.string(), PathPart: z.string() });
const methodProperties = z.looseObject({
  RestApiId: z.string(),
  ResourceId: z.string(),
  HttpMethod: z.string(),
  AuthorizationType: z.string().optional(),
  ApiKeyRequired: flag.optional(),
  Integration: z
    .looseObject({
      Type: z.string().optional(),
      Uri: z.string().optional(),
      Credentials: z.string().optional(),
      TimeoutInMillis: numeric.optional(),
    })
    .optional(),
});
const stageProperties = z.looseObject({
  RestApiId: z.string(),
  StageName: z.string().optional(),
  Variables: textMap.optional(),
});
const deploymentProperties = z.looseObject({ RestApiId: z.string(), StageName: z.string().optional() });

interface RestApiState {
  readonly id: string;
  readonly logicalId: string;
  readonly rootId: string;
  properties: z.output<typeof apiProperties>;
  /** Paths by resource id; the root has `/`. */
  readonly paths: Map<string, string>;
  readonly methods: Map<string, Method>;
  readonly stages: Map<string, Stage>;
}

interface Stage {
  readonly name: string;
  readonly variables?: Readonly<Record<string, string>>;
  /** It only came with a deployment, as SAM's stage "Stage" does: nobody calls it. */
  readonly isByTheWay?: boolean;
}

interface Method {
  readonly httpMethod: string;
  readonly resourceId: string;
  readonly uri: string;
  readonly timeoutMs?: number;
  /** Invoked by a role that it names. */
  readonly isByRole: boolean;
}

/** API Gateway REST APIs with Lambda proxy integrations. Methods are served as they stand; a deployment keeps no older state. */
export class RestApis {
  readonly #apis = new Map<string, RestApiState>();

  constructor(private readonly ports: ApisPorts) {}

  doors(): readonly {
    readonly door: RestApi<string>;
    readonly logicalId: string;
    readonly name: string;
    readonly isByRole: boolean;
  }[] {
    return [...this.#apis.values()].map((api) => ({
      door: this.#doorOf(api),
      logicalId: api.logicalId,
      isByRole: namesRoles(api.properties.Body) || [...api.methods.values()].some(({ isByRole }) => isByRole),
      name: api.properties.Name ?? titleOf(api.properties.Body) ?? api.logicalId,
    }));
  }

  #doorOf({ id, properties, paths, methods, stages }: RestApiState): RestApi<string> {
    const { account } = this.ports;
    const known = [...stages.values()].sort((a, b) => Number(a.isByTheWay ?? false) - Number(b.isByTheWay ?? false));
    return {
      kind: 'rest-api',
      id,
      account: account.id,
      region: account.region,
      host: `${id}.execute-api.${account.region}.amazonaws.com`,
      stages: known,
      ...(properties.BinaryMediaTypes === undefined ? {} : { binaryMediaTypes: properties.BinaryMediaTypes }),
      methods: [
        ...openApiRoutes(properties.Body, known).map(({ method, path, payloadFormat: _, ...target }) => ({
          httpMethod: method,
          resourcePath: path,
          ...target,
        })),
        ...[...methods.values()].flatMap(({ httpMethod, resourceId, uri, timeoutMs }) => {
          const resourcePath = paths.get(resourceId);
          if (resourcePath === undefined) return [];
          const limit = timeoutMs === undefined ? {} : { timeoutMs };
          return targetsOf(uri, known).map((target) => ({ httpMethod, resourcePath, resourceId, ...target, ...limit }));
        }),
      ],
    };
  }

  resources(): Readonly<Record<string, ResourceHandler>> {
    const putStage = (api: string, stage: Stage) => {
      this.#apis.get(api)?.stages.set(stage.name, stage);
      this.ports.changed();
    };
    return {
      'AWS::ApiGateway::RestApi': resourceType(apiProperties, {
        put: (properties, request, physicalId) => {
          const id = physicalId ?? stableId(10, request.physicalName());
          const known = this.#apis.get(id);
          const rootId = known?.rootId ?? stableId(10, id, 'root');
          noteUnplayed(request.logicalId, properties, this.ports.notes);
          if (known !== undefined) known.properties = properties;
          else {
            const paths = new Map([[rootId, '/']]);
            const { logicalId } = request;
            this.#apis.set(id, { id, logicalId, rootId, properties, paths, methods: new Map(), stages: new Map() });
          }
          this.ports.changed();
          return { physicalId: id, attributes: { RootResourceId: rootId, RestApiId: id } };
        },
        remove: ({ physicalId }) => {
          this.#apis.delete(physicalId);
          this.ports.changed();
        },
      }),
      'AWS::ApiGateway::Resource': resourceType(resourceProperties, {
        replacedBy: ['RestApiId', 'ParentId', 'PathPart'],
        put: (properties, request, physicalId) => {
          const id = physicalId ?? stableId(6, request.physicalName());
          const api = this.#apis.get(properties.RestApiId);
          const parent = api?.paths.get(properties.ParentId) ?? '/';
          api?.paths.set(id, `${parent === '/' ? '' : parent}/${properties.PathPart}`);
          return { physicalId: id, attributes: { ResourceId: id } };
        },
        remove: ({ physicalId }, { RestApiId }) => this.#apis.get(RestApiId)?.paths.delete(physicalId),
      }),
      'AWS::ApiGateway::Method': resourceType(methodProperties, {
        replacedBy: ['RestApiId', 'ResourceId', 'HttpMethod'],
        put: (properties, request, physicalId) => {
          const id = physicalId ?? request.physicalName();
          const { Integration: integration } = properties;
          const isAsked = ![undefined, 'NONE'].includes(properties.AuthorizationType) || properties.ApiKeyRequired;
          if (isAsked === true) noteCallers(request.logicalId, this.ports.notes);
          const isPreflight = integration?.Type === 'MOCK' && properties.HttpMethod === 'OPTIONS';
          if (integration?.Type !== undefined && integration.Type !== 'AWS_PROXY' && !isPreflight) {
            this.ports.notes.find(
              `${request.logicalId} has an integration of type ${integration.Type}, which is not served here.`,
            );
          }
          this.#apis.get(properties.RestApiId)?.methods.set(id, {
            httpMethod: properties.HttpMethod,
            resourceId: properties.ResourceId,
            isByRole: integration?.Credentials !== undefined,
            uri: integration?.Type === 'AWS_PROXY' ? (integration.Uri ?? '') : '',
            ...(integration?.TimeoutInMillis === undefined ? {} : { timeoutMs: integration.TimeoutInMillis }),
          });
          this.ports.changed();
          return { physicalId: id };
        },
        remove: ({ physicalId }, { RestApiId }) => this.#apis.get(RestApiId)?.methods.delete(physicalId),
      }),
      'AWS::ApiGateway::Deployment': resourceType(deploymentProperties, {
        replacedBy: ['RestApiId'],
        put: (properties, request, physicalId) => {
          const id = physicalId ?? stableId(6, request.physicalName());
          const { RestApiId, StageName: name } = properties;
          const isKnown = this.#apis.get(RestApiId)?.stages.has(name ?? '') === true;
          if (name !== undefined && !isKnown) putStage(RestApiId, { name, isByTheWay: true });
          return { physicalId: id, attributes: { DeploymentId: id } };
        },
      }),
      'AWS::ApiGateway::Stage': resourceType(stageProperties, {
        replacedBy: ['RestApiId', 'StageName'],
        put: (properties, request, physicalId) => {
          const name = physicalId ?? properties.StageName ?? request.physicalName(64);
          const { RestApiId, Variables: variables } = properties;
          putStage(RestApiId, { name, ...(variables === undefined ? {} : { variables }) });
          return { physicalId: name };
        },
        remove: ({ physicalId }, { RestApiId }) => this.#apis.get(RestApiId)?.stages.delete(physicalId),
      }),
    };
  }
}

/** An API that is imported has the title of its definition for a name. */
function titleOf(body: unknown): string | undefined {
  const parsed = z.looseObject({ info: z.looseObject({ title: z.string() }) }).safeParse(body);
  return parsed.success ? parsed.data.info.title : undefined;
}
