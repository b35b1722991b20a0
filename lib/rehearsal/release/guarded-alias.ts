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
      const functionId = referenceOf(resource.Properties?.FunctionName);
      const versionId = referenceOf(resource.Properties?.FunctionVersion);
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
        'No alias in the assembly has an UpdatePolicy with CodeDeployLambdaAliasUpdate, and there is no service of ECS: there ' +
        'is no traffic shift to rehearse.',
      file,
      fix: 'Put a GuardedDeployment (or a LambdaDeploymentGroup) on the alias that serves, and synthesize again.',
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
    message: `The scenario's target "${target}" is no function with a traffic shift.`,
    file: scenarioFile ?? file,
    path: 'target',
    fix: `Name one of: ${known}; or leave it out where there is one.`,
  });
}

/** A person may write a logical id as it is, without CDK's hash, or a construct's path. */
export function isNamed(name: string, logicalId: string, stack: AssemblyStack): boolean {
  if (name === logicalId || name === withoutHash(logicalId)) return true;
  const path = stack.constructPathOf(logicalId)?.replace(/\/Resource$/, '');
  return path === name || path?.endsWith(`/${name}`) === true;
}

/** CDK ends logical ids with eight hexadecimal digits. */
export const withoutHash = (logicalId: string) => logicalId.replace(/[0-9A-F]{8}$/, '');

/** The logical id that `Ref` or `Fn::GetAtt` names. */
function referenceOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('Ref' in value && typeof value.Ref === 'string') return value.Ref;
  if (!('Fn::GetAtt' in value)) return undefined;
  const attribute = value['Fn::GetAtt'];
  if (typeof attribute === 'string') return attribute.split('.')[0];
  return Array.isArray(attribute) && typeof attribute[0] === 'string' ? attribute[0] : undefined;
}
