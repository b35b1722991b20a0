import type { AssemblyStack } from '../../assembly';
import { InputError } from '../../diagnostic';

/** An alias whose updates go through CodeDeploy, as a template writes it. */
export interface GuardedAlias {
  readonly stack: AssemblyStack;
  readonly logicalId: string;
  /** Logical ids, where the template refers to resources of its own. */
  readonly functionId?: string;
  readonly versionId?: string;
}

/** Every alias with `UpdatePolicy.CodeDeployLambdaAliasUpdate`, nested stacks included. */
export function guardedAliases(stacks: readonly AssemblyStack[]): readonly GuardedAlias[] {
  return stacks.flatMap((stack) => [
    ...Object.entries(stack.template.Resources).flatMap(([logicalId, resource]) => {
      const policy = resource.UpdatePolicy?.CodeDeployLambdaAliasUpdate;
      if (resource.Type !== 'AWS::Lambda::Alias' || policy === undefined) return [];
      const functionId = functionOf(resource.Properties?.FunctionName, stack);
      const versionId = referenceTo('AWS::Lambda::Version', resource.Properties?.FunctionVersion, stack);
      return [
        {
          stack,
          logicalId,
          ...(functionId === undefined ? {} : { functionId }),
          ...(versionId === undefined ? {} : { versionId }),
        },
      ];
    }),
    ...guardedAliases([...stack.nested.values()]),
  ]);
}

/**
 * The aliases of the release under rehearsal: those of the scenario's target, or all.
 * @param others what else a target could name
 * @param file the assembly's template, and `scenarioFile` the scenario's: where a finding lies
 * @throws InputError where there is none, or the target is not among them
 */
export function targetAliases(
  aliases: readonly GuardedAlias[],
  target: string | undefined,
  file: string,
  scenarioFile: string | undefined,
  others: readonly string[] = [],
): readonly GuardedAlias[] {
  if (aliases.length === 0 && others.length === 0) {
    throw new InputError({
      id: 'rehearsal/no-traffic-shift',
      severity: 'error',
      message:
        'No alias in the assembly has an UpdatePolicy with CodeDeployLambdaAliasUpdate, and there is no service of ECS and no ' +
        'deployment group of an Auto Scaling group: there is no traffic shift to rehearse.',
      file,
      fix:
        'Put a GuardedDeployment (or a LambdaDeploymentGroup) on the alias that serves, and synthesize again. Servers that a group ' +
        'finds by their tags are not known here: name their Auto Scaling group.',
    });
  }
  if (target === undefined) return aliases;
  const chosen = aliases.filter((alias) =>
    [alias.functionId, alias.logicalId].some((id) => id !== undefined && isNamed(target, id, alias.stack)),
  );
  if (chosen.length > 0) return chosen;
  const known = [...new Set([...aliases.map((alias) => alias.functionId ?? alias.logicalId), ...others])].join(', ');
  throw new InputError({
    id: 'rehearsal/unknown-target',
    severity: 'error',
    message: `The scenario's target "${target}" is nothing whose traffic is shifted.`,
    file: scenarioFile ?? file,
    path: 'target',
    fix: `Name one of: ${known}; or leave it out where there is one.`,
  });
}

/** A person may write a logical id as it is, without CDK's hash, or a construct's path. */
export function isNamed(name: string, logicalId: string, stack: AssemblyStack): boolean {
  if (name === logicalId || name === withoutHash(logicalId)) return true;
  const path = stack.constructPathOf(logicalId)?.replace(/\/Resource$/, '');
  // CDK's services of ECS hold their resource in a construct of its own.
  return [path, path?.replace(/\/Service$/, '')].some((one) => one === name || one?.endsWith(`/${name}`) === true);
}

/** CDK ends logical ids with eight hexadecimal digits. */
export const withoutHash = (logicalId: string) => logicalId.replace(/[0-9A-F]{8}$/, '');

/** The resource of this type that a value refers to, wherever in it: `Fn::GetAtt`, or an ARN that `Fn::Select` takes apart. */
function referenceTo(type: string, value: unknown, { template }: AssemblyStack): string | undefined {
  return referencesIn(value).find((logicalId) => template.Resources[logicalId]?.Type === type);
}

/** A function may be named by its own literal name, too. */
function functionOf(name: unknown, stack: AssemblyStack): string | undefined {
  const referred = referenceTo('AWS::Lambda::Function', name, stack);
  if (referred !== undefined || typeof name !== 'string') return referred;
  const named = Object.entries(stack.template.Resources).find(
    ([, { Type, Properties }]) => Type === 'AWS::Lambda::Function' && Properties?.FunctionName === name,
  );
  return named?.[0];
}

function referencesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    const [first] = Array.isArray(inner) ? inner : [inner];
    if (typeof first === 'string') {
      if (key === 'Ref') return [first];
      if (key === 'Fn::GetAtt') return [first.split('.')[0] ?? first];
      if (key === 'Fn::Sub') return [...first.matchAll(/\$\{([A-Za-z0-9]+)/g)].map(([, name = '']) => name);
    }
    return referencesIn(inner);
  });
}
