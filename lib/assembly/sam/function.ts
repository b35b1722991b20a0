import { TemplateError } from '../../engine/cloudformation';
import type { CodePackages } from './code';
import { type Deployments, isEnabled } from './deployment';
import { asObject, contentId, type JsonObject, picked, renamed } from './json';
import { executionRole } from './role';

/** What one AWS::Serverless::Function becomes. */
export interface ExpandedFunction {
  readonly resources: Readonly<Record<string, JsonObject>>;
  /** What events and addresses call: the alias where one is published, else the function. */
  readonly target: { readonly ref: JsonObject; readonly arn: JsonObject; readonly sub: string };
  /** `Fn.Version` and `Fn.Alias` by the logical ids that stand for them. */
  readonly names: Readonly<Record<string, string>>;
}

const passedOn = [
  'Architectures',
  'CodeSigningConfigArn',
  'Description',
  'Environment',
  'EphemeralStorage',
  'FileSystemConfigs',
  'FunctionName',
  'Handler',
  'ImageConfig',
  'KmsKeyArn',
  'Layers',
  'LoggingConfig',
  'MemorySize',
  'PackageType',
  'RecursiveLoop',
  'ReservedConcurrentExecutions',
  'Runtime',
  'RuntimeManagementConfig',
  'SnapStart',
  'Timeout',
  'VpcConfig',
];

/** Attributes of the SAM resource that every resource made of it keeps. */
const attributes = ['Condition'];

/**
 * AWS::Serverless::Function: the function and its role; with AutoPublishAlias a version (its logical id follows code,
 * environment and memory, or all properties with AutoPublishAliasAllProperties) that is retained, and an alias; a function URL; the deployment group.
 */
export function expandFunction(
  id: string,
  resource: JsonObject,
  properties: JsonObject,
  code: CodePackages,
  deployments: Deployments,
): ExpandedFunction {
  const path = ['Resources', id, 'Properties'];
  const common = picked(resource, attributes);
  const own = { ...common, ...picked(resource, ['DependsOn', 'Metadata', 'DeletionPolicy', 'UpdateReplacePolicy']) };
  const roleId = `${id}Role`;
  const functionProperties: JsonObject = {
    ...picked(properties, passedOn),
    Code: code.codeOf(properties),
    ...(properties.Tracing !== undefined && { TracingConfig: { Mode: properties.Tracing } }),
    ...(properties.DeadLetterQueue !== undefined && {
      DeadLetterConfig: picked(asObject(properties.DeadLetterQueue) ?? {}, ['TargetArn']),
    }),
    Role: properties.Role ?? { 'Fn::GetAtt': [roleId, 'Arn'] },
    Tags: [{ Key: 'lambda:createdBy', Value: 'SAM' }, ...tagList(properties.Tags)],
  };
  const resources: Record<string, JsonObject> = {
    [id]: { Type: 'AWS::Lambda::Function', ...own, Properties: functionProperties },
    ...(properties.Role === undefined && { [roleId]: { ...executionRole(roleId, properties), ...common } }),
  };
  const alias = properties.AutoPublishAlias;
  if (alias === undefined) {
    if (isEnabled(properties.DeploymentPreference) && properties.DeploymentPreference !== undefined) {
      throw new TemplateError(
        `Resource with id [${id}] is invalid. 'DeploymentPreference' requires AutoPublishAlias property to be specified.`,
        [...path, 'DeploymentPreference'],
        'Add AutoPublishAlias, such as live.',
      );
    }
    Object.assign(resources, url(id, properties, { Ref: id }, common));
    return {
      resources,
      target: { ref: { Ref: id }, arn: { 'Fn::GetAtt': [id, 'Arn'] }, sub: `\${${id}.Arn}` },
      names: {},
    };
  }
  if (typeof alias !== 'string') {
    throw new TemplateError(
      `Resource with id [${id}] is invalid. 'AutoPublishAlias' must be a string or a Ref to a template parameter`,
      [...path, 'AutoPublishAlias'],
      'Write the name of the alias itself.',
    );
  }
  const versionId = `${id}Version${versionSuffix(properties, functionProperties)}`;
  const aliasId = `${id}Alias${alias.replace(/[^A-Za-z0-9]/g, '')}`;
  const updatePolicy = deployments.add(id, properties.DeploymentPreference, path);
  const target = { Ref: aliasId };
  resources[versionId] = {
    Type: 'AWS::Lambda::Version',
    DeletionPolicy: properties.VersionDeletionPolicy ?? 'Retain',
    ...common,
    Properties: { FunctionName: { Ref: id }, ...renamed(properties, { VersionDescription: 'Description' }) },
  };
  resources[aliasId] = {
    Type: 'AWS::Lambda::Alias',
    ...(updatePolicy && { UpdatePolicy: { CodeDeployLambdaAliasUpdate: updatePolicy } }),
    ...common,
    Properties: {
      Name: alias,
      FunctionName: { Ref: id },
      FunctionVersion: { 'Fn::GetAtt': [versionId, 'Version'] },
      ...picked(properties, ['ProvisionedConcurrencyConfig']),
    },
  };
  Object.assign(resources, url(id, properties, target, common));
  return {
    resources,
    target: { ref: target, arn: target, sub: `\${${aliasId}}` },
    names: { [`${id}.Version`]: versionId, [`${id}.Alias`]: aliasId },
  };
}

function versionSuffix(properties: JsonObject, functionProperties: JsonObject): string {
  const given = properties.AutoPublishCodeSha256;
  if (typeof given === 'string') return given.slice(0, 10);
  if (properties.AutoPublishAliasAllProperties === true) return contentId(functionProperties);
  const snapStart = asObject(properties.SnapStart);
  return contentId({
    ...asObject(functionProperties.Code),
    ...asObject(properties.Environment),
    ...picked(properties, ['MemorySize']),
    ...(snapStart !== undefined && snapStart.ApplyOn !== 'None' && { SnapStart: snapStart }),
  });
}

/** A function URL, with the two permissions that one without authorization needs. */
function url(id: string, properties: JsonObject, target: JsonObject, common: JsonObject): Record<string, JsonObject> {
  const config = asObject(properties.FunctionUrlConfig);
  if (config === undefined) return {};
  const permission = (more: JsonObject): JsonObject => ({
    Type: 'AWS::Lambda::Permission',
    ...common,
    Properties: { FunctionName: target, Principal: '*', ...more },
  });
  return {
    [`${id}Url`]: {
      Type: 'AWS::Lambda::Url',
      ...common,
      Properties: { TargetFunctionArn: target, ...picked(config, ['AuthType', 'Cors', 'InvokeMode']) },
    },
    ...(config.AuthType === 'NONE' && {
      [`${id}UrlPublicPermissions`]: permission({ Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE' }),
      [`${id}URLInvokeAllowPublicAccess`]: permission({ Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true }),
    }),
  };
}

export function tagList(tags: unknown): readonly JsonObject[] {
  return Object.entries(asObject(tags) ?? {}).map(([Key, Value]) => ({ Key, Value }));
}
