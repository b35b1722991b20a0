import { z } from 'zod';
import type { ResourceHandler, ResourceRequest } from '../../../engine/cloudformation';
import { type Account, arn, stableId } from '../../world/account';
import type { Notes } from '../../world/notes';
import { numeric, resourceType, textMap } from '../resource-type';
import type { AliasState, FunctionConfiguration } from './configuration';
import { type LambdaFunctions, parseReference } from './functions';

export interface LambdaResourcePorts {
  readonly account: Account;
  readonly functions: LambdaFunctions;
  readonly notes: Notes;
  /** Where the code of a function lies on this machine, if it does. */
  codeOf(code: unknown, logicalId: string): string | undefined;
  readonly deploy: ResourceHandler['deploy'];
  /** A function URL was created or changed. */
  putUrl(url: FunctionUrl): void;
  removeUrl(urlId: string): void;
  readonly asyncRetries: Map<string, number>;
}

export interface FunctionUrl {
  readonly urlId: string;
  readonly logicalId: string;
  readonly functionName: string;
  readonly qualifier?: string;
  readonly authType: 'NONE' | 'AWS_IAM';
}

const functionProperties = z.looseObject({
  FunctionName: z.string().optional(),
  Runtime: z.string().optional(),
  Handler: z.string().optional(),
  Role: z.string().optional(),
  Description: z.string().optional(),
  Code: z.unknown().optional(),
  Environment: z.looseObject({ Variables: textMap.default({}) }).optional(),
  LoggingConfig: z.looseObject({ LogGroup: z.string().optional() }).optional(),
  Timeout: numeric.default(3),
  MemorySize: numeric.default(128),
  PackageType: z.string().default('Zip'),
  Layers: z.array(z.unknown()).default([]),
});

const versionProperties = z.looseObject({ FunctionName: z.string(), Description: z.string().optional() });

const aliasProperties = z.looseObject({
  FunctionName: z.string(),
  FunctionVersion: z.coerce.string(),
  Name: z.string(),
  RoutingConfig: z
    .looseObject({
      AdditionalVersionWeights: z
        .array(z.looseObject({ FunctionVersion: z.coerce.string(), FunctionWeight: numeric }))
        .default([]),
    })
    .optional(),
});

const urlProperties = z.looseObject({
  TargetFunctionArn: z.string(),
  Qualifier: z.string().optional(),
  AuthType: z.enum(['NONE', 'AWS_IAM']),
});

const asyncProperties = z.looseObject({
  FunctionName: z.string(),
  Qualifier: z.string().default('$LATEST'),
  MaximumRetryAttempts: numeric.optional(),
});

/** AWS::Lambda: functions, versions, aliases, URLs, and how asynchronous invocations are retried. */
export function lambdaResources(ports: LambdaResourcePorts): Readonly<Record<string, ResourceHandler>> {
  const { account, functions } = ports;
  const functionArn = (name: string) => arn(account, 'lambda', `function:${name}`);
  return {
    'AWS::Lambda::Function': resourceType(functionProperties, {
      replacedBy: ['FunctionName', 'PackageType'],
      put(properties, request, physicalId) {
        refuseIncomplete(properties);
        const functionName = physicalId ?? properties.FunctionName ?? request.physicalName(64);
        functions.put(configurationOf(functionName, functionArn(functionName), properties, request, ports));
        return { physicalId: functionName, attributes: { Arn: functionArn(functionName) } };
      },
      remove: ({ physicalId }) => functions.remove(physicalId),
    }),
    'AWS::Lambda::Version': resourceType(versionProperties, {
      replacedBy: ['FunctionName', 'Description'],
      put(properties, _, physicalId) {
        const { functionName } = parseReference(properties.FunctionName);
        const version = physicalId?.split(':').at(-1) ?? functions.publish(functionName);
        const versionArn = `${functionArn(functionName)}:${version}`;
        return { physicalId: versionArn, attributes: { Version: version, FunctionArn: versionArn } };
      },
      remove({ physicalId }) {
        const { functionName, qualifier = '' } = parseReference(physicalId);
        refuseInUse(functions, functionName, qualifier);
        functions.get(functionName)?.versions.delete(qualifier);
      },
    }),
    'AWS::Lambda::Alias': resourceType(aliasProperties, {
      replacedBy: ['FunctionName', 'Name'],
      put(properties) {
        const { functionName } = parseReference(properties.FunctionName);
        functions.setAlias(functionName, aliasOf(properties));
        const aliasArn = `${functionArn(functionName)}:${properties.Name}`;
        return { physicalId: aliasArn, attributes: { AliasArn: aliasArn } };
      },
      remove({ physicalId }) {
        const { functionName, qualifier = '' } = parseReference(physicalId);
        functions.get(functionName)?.aliases.delete(qualifier);
      },
      deploy: ports.deploy,
    }),
    'AWS::Lambda::Url': resourceType(urlProperties, {
      replacedBy: ['TargetFunctionArn', 'Qualifier'],
      put(properties, { logicalId }) {
        const { functionName } = parseReference(properties.TargetFunctionArn);
        const urlId = stableId(32, functionName, properties.Qualifier ?? '', 'url');
        ports.putUrl({
          urlId,
          logicalId,
          functionName,
          ...(properties.Qualifier === undefined ? {} : { qualifier: properties.Qualifier }),
          authType: properties.AuthType,
        });
        const qualified =
          functionArn(functionName) + (properties.Qualifier === undefined ? '' : `:${properties.Qualifier}`);
        return {
          physicalId: qualified,
          attributes: {
            FunctionArn: qualified,
            FunctionUrl: `https://${urlId}.lambda-url.${account.region}.on.aws/`,
          },
        };
      },
      remove({ attributes }) {
        ports.removeUrl(String(attributes.FunctionUrl).slice('https://'.length).split('.', 1)[0] ?? '');
      },
    }),
    'AWS::Lambda::EventInvokeConfig': resourceType(asyncProperties, {
      put(properties, request, physicalId) {
        const { functionName } = parseReference(properties.FunctionName);
        if (properties.MaximumRetryAttempts !== undefined) {
          ports.asyncRetries.set(`${functionName}:${properties.Qualifier}`, properties.MaximumRetryAttempts);
        }
        return { physicalId: physicalId ?? request.physicalName() };
      },
    }),
  };
}

/** A version that an alias sends traffic to cannot be deleted. @throws as Lambda answers */
function refuseInUse(functions: LambdaFunctions, functionName: string, version: string): void {
  const pointing = [...(functions.get(functionName)?.aliases.values() ?? [])].filter(
    (alias) => alias.version === version || alias.additional?.version === version,
  );
  if (pointing.length === 0) return;
  const names = pointing.map(({ name }) => name).join(', ');
  throw new Error(`Unable to delete version ${version} because the following aliases reference it: [${names}]`);
}

function aliasOf(properties: z.output<typeof aliasProperties>): AliasState {
  const [additional] = properties.RoutingConfig?.AdditionalVersionWeights ?? [];
  return {
    name: properties.Name,
    version: properties.FunctionVersion,
    ...(additional === undefined
      ? {}
      : { additional: { version: additional.FunctionVersion, weight: additional.FunctionWeight } }),
  };
}

function configurationOf(
  functionName: string,
  functionArn: string,
  properties: z.output<typeof functionProperties>,
  request: ResourceRequest,
  ports: LambdaResourcePorts,
): FunctionConfiguration {
  const runtime = properties.Runtime ?? '';
  const code = ports.codeOf(properties.Code, request.logicalId);
  const cannotRun = reasonNotToRun(properties, code);
  if (cannotRun === undefined && properties.Layers.length > 0) {
    ports.notes.find(
      `${request.logicalId} has layers, which are not laid under it here: what they hold is missing in /opt.`,
    );
  }
  return {
    functionName,
    functionArn,
    logicalId: request.logicalId,
    runtime,
    handler: properties.Handler ?? '',
    description: properties.Description ?? '',
    environment: properties.Environment?.Variables ?? {},
    timeout: properties.Timeout * 1_000,
    memoryMb: properties.MemorySize,
    logGroup: properties.LoggingConfig?.LogGroup ?? `/aws/lambda/${functionName}`,
    codeIdentity: JSON.stringify(properties.Code),
    ...(properties.Role === undefined ? {} : { roleArn: properties.Role }),
    ...(code === undefined ? {} : { code }),
    ...(cannotRun === undefined ? {} : { cannotRun }),
  };
}

/** @throws as Lambda answers */
function refuseIncomplete({ PackageType, Runtime, Handler, Code }: z.output<typeof functionProperties>): void {
  const isImage = PackageType === 'Image' || (typeof Code === 'object' && Code !== null && 'ImageUri' in Code);
  if (!isImage && (Runtime === undefined || Handler === undefined))
    throw new Error('Runtime and Handler are mandatory parameters for functions created with deployment packages.');
}

function reasonNotToRun(properties: z.output<typeof functionProperties>, code: string | undefined): string | undefined {
  if (properties.PackageType === 'Image') return 'it is a container image';
  if (!/^nodejs\d/.test(properties.Runtime ?? '')) {
    return `its runtime is ${properties.Runtime ?? 'not given'}, and only Node.js runs here`;
  }
  return code === undefined ? `its code is not on this machine${named(properties.Code)}` : undefined;
}

/** ` (service.zip)`: which code that is. */
function named(code: unknown): string {
  return typeof code === 'object' && code !== null && 'S3Key' in code ? ` (${String(code.S3Key)})` : '';
}
