import type { AssetFile } from '../assets';
import { type ApiKind, Apis, implicitApis } from './apis';
import { CodePackages } from './code';
import { Deployments } from './deployment';
import { expandEvents } from './events';
import { type ExpandedFunction, expandFunction } from './function';
import { withGlobals } from './globals';
import { asObject, contentId, type JsonObject, picked, without } from './json';
import { withExpandedNames } from './names';

/** A template with its SAM resources replaced by what AWS' transform makes of them. */
export interface ExpandedTemplate {
  readonly value: unknown;
  /** Code that lies beside the template. */
  readonly assets: readonly AssetFile[];
  /** The logical id in the source that a resource was made of; itself where it was there. */
  originOf(logicalId: string): string;
}

const TRANSFORM = 'AWS::Serverless-2016-10-31';

const apiKinds: Readonly<Record<string, ApiKind>> = {
  'AWS::Serverless::Api': 'rest',
  'AWS::Serverless::HttpApi': 'http',
};

/**
 * Expands `Transform: AWS::Serverless-2016-10-31`: functions with their versions, aliases, deployment groups, URLs and
 * events, APIs, tables and layers. Other SAM types stay as they are. A template without the transform is untouched.
 * @param directory where the template lies: local code counts from it
 * @throws TemplateError for what SAM would refuse, and for code that is not there
 */
export function expandSam(value: unknown, directory: string): ExpandedTemplate {
  const template = asObject(value);
  const transforms = [template?.Transform].flat();
  if (template === undefined || !transforms.includes(TRANSFORM)) {
    return { value, assets: [], originOf: (logicalId) => logicalId };
  }
  const expansion = new Expansion(template, directory);
  const resources = expansion.resources();
  const others = transforms.filter((transform) => transform !== TRANSFORM);
  return {
    value: withExpandedNames(
      {
        ...without(template, ['Transform', 'Globals']),
        ...(others.length > 0 && { Transform: others }),
        Resources: resources,
      },
      expansion.names,
    ),
    assets: expansion.assets,
    originOf: (logicalId) => expansion.origins.get(logicalId) ?? logicalId,
  };
}

class Expansion {
  readonly names = new Map<string, string>();
  readonly origins = new Map<string, string>();
  readonly #code: CodePackages;
  readonly #apis = new Apis();
  readonly #deployments = new Deployments();
  readonly #sources: Readonly<Record<string, JsonObject>>;

  constructor(
    private readonly template: JsonObject,
    directory: string,
  ) {
    this.#code = new CodePackages(directory);
    const sources = Object.entries(asObject(template.Resources) ?? {});
    this.#sources = Object.fromEntries(sources.map(([id, resource]) => [id, asObject(resource) ?? {}]));
  }

  get assets(): readonly AssetFile[] {
    return this.#code.assets;
  }

  /** Functions first: their events decide what the APIs hold. */
  resources(): Readonly<Record<string, unknown>> {
    const functions = new Map<string, Readonly<Record<string, JsonObject>>>();
    for (const [id, resource] of Object.entries(this.#sources)) {
      if (resource.Type === 'AWS::Serverless::Function') functions.set(id, this.#function(id, resource));
    }
    const result: Record<string, unknown> = {};
    const put = (origin: string, resources: Readonly<Record<string, unknown>>) => {
      for (const [id, resource] of Object.entries(resources)) {
        result[id] = resource;
        if (id !== origin) this.origins.set(id, origin);
      }
    };
    for (const [id, resource] of Object.entries(this.#sources)) put(id, functions.get(id) ?? this.#other(id, resource));
    for (const [id, { kind, properties }] of this.#apis.implied((kind) =>
      this.#globals(kind === 'rest' ? 'Api' : 'HttpApi'),
    )) {
      put(id, this.#named(this.#apis.expand(kind, id, properties, {})));
    }
    Object.assign(result, this.#deployments.resources());
    for (const [groupId, functionId] of this.#deployments.groups) this.origins.set(groupId, functionId);
    return result;
  }

  #function(id: string, resource: JsonObject): Readonly<Record<string, JsonObject>> {
    const merged = withGlobals(this.#globals('Function'), asObject(resource.Properties) ?? {});
    const preference = asObject(merged.DeploymentPreference);
    const properties: JsonObject = {
      ...merged,
      ...('AutoPublishAlias' in merged && { AutoPublishAlias: this.#literal(merged.AutoPublishAlias) }),
      ...(preference?.Enabled !== undefined && {
        DeploymentPreference: { ...preference, Enabled: this.#literal(preference.Enabled) },
      }),
    };
    const expanded = expandFunction(id, resource, properties, this.#code, this.#deployments);
    const { target, resources } = this.#remember(expanded);
    const common = picked(resource, ['Condition']);
    return {
      ...resources,
      ...expandEvents(id, properties, target, common, this.#apis, (apiId) => this.#stageOf(apiId)),
    };
  }

  #other(id: string, resource: JsonObject): Readonly<Record<string, unknown>> {
    const type = String(resource.Type);
    const properties = asObject(resource.Properties) ?? {};
    const attributes = picked(resource, ['Condition', 'DependsOn', 'Metadata', 'DeletionPolicy']);
    const kind = apiKinds[type];
    if (kind !== undefined) {
      const merged = withGlobals(this.#globals(kind === 'rest' ? 'Api' : 'HttpApi'), properties);
      return this.#named(this.#apis.expand(kind, id, merged, picked(resource, ['Condition'])));
    }
    if (type === 'AWS::Serverless::SimpleTable') return { [id]: { ...attributes, ...table(properties) } };
    if (type === 'AWS::Serverless::LayerVersion') {
      const Content = this.#code.located(properties.ContentUri);
      const layerId = `${id}${contentId(properties)}`;
      this.names.set(id, layerId);
      const Properties = {
        LayerName: id,
        ...picked(properties, [
          'LayerName',
          'Description',
          'CompatibleRuntimes',
          'CompatibleArchitectures',
          'LicenseInfo',
        ]),
        Content,
      };
      return { [layerId]: { Type: 'AWS::Lambda::LayerVersion', DeletionPolicy: 'Retain', ...attributes, Properties } };
    }
    return { [id]: resource };
  }

  #globals(section: string): JsonObject {
    return asObject(asObject(this.template.Globals)?.[section]) ?? {};
  }

  /** SAM reads parameters where it needs a value itself; here that is their default. */
  #literal(value: unknown): unknown {
    const name = asObject(value)?.Ref;
    if (typeof name !== 'string') return value;
    return asObject(asObject(this.template.Parameters)?.[name])?.Default ?? value;
  }

  #stageOf(apiId: string | undefined): string {
    if (apiId === undefined || apiId === implicitApis.rest) return 'Prod';
    const stage = asObject(this.#sources[apiId]?.Properties)?.StageName;
    return typeof stage === 'string' ? stage.replace(/[^A-Za-z0-9]/g, '') : 'Stage';
  }

  #remember(expanded: ExpandedFunction): ExpandedFunction {
    this.#named(expanded);
    return expanded;
  }

  #named(expanded: {
    resources: Readonly<Record<string, JsonObject>>;
    names: Readonly<Record<string, string>>;
  }): Readonly<Record<string, JsonObject>> {
    for (const [name, id] of Object.entries(expanded.names)) this.names.set(name, id);
    return expanded.resources;
  }
}

function table(properties: JsonObject): JsonObject {
  const key = asObject(properties.PrimaryKey);
  const name = key?.Name ?? 'id';
  const type = key?.Type === 'Number' ? 'N' : key?.Type === 'Binary' ? 'B' : 'S';
  return {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      ...picked(properties, ['TableName', 'ProvisionedThroughput', 'SSESpecification']),
      AttributeDefinitions: [{ AttributeName: name, AttributeType: type }],
      KeySchema: [{ AttributeName: name, KeyType: 'HASH' }],
      ...(properties.ProvisionedThroughput === undefined && { BillingMode: 'PAY_PER_REQUEST' }),
    },
  };
}
