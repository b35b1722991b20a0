import type { AssemblyStack } from '../../assembly';
import type { Scenario } from '../scenario';
import { type GuardedAlias, guardedAliases, isNamed, targetAliases, withoutHash } from './guarded-alias';

/** A service or a fleet that a release deploys, as a template writes it. */
export interface ReleasedResource {
  readonly stack: AssemblyStack;
  readonly logicalId: string;
}

/** What a release moves traffic to. */
export interface ReleaseTargets {
  readonly aliases: readonly GuardedAlias[];
  /** Services of ECS, and deployment groups of CodeDeploy for services and servers. */
  readonly others: readonly ReleasedResource[];
}

/**
 * What the release under rehearsal deploys: the scenario's target, or all there is.
 * @param file the assembly's template: where a finding lies
 * @throws InputError where there is nothing to deploy, or the target is not among it
 */
export function releaseTargets(
  stacks: readonly AssemblyStack[],
  { target, file: scenarioFile }: Scenario,
  file: string,
): ReleaseTargets {
  const aliases = guardedAliases(stacks);
  const others = releasedResources(stacks);
  if (target !== undefined) {
    const chosen = others.filter(({ stack, logicalId }) => isNamed(target, logicalId, stack));
    if (chosen.length > 0) return { aliases: [], others: chosen };
  }
  if (aliases.length === 0 && target === undefined && others.length > 0) return { aliases, others };
  const known = others.map(({ logicalId }) => withoutHash(logicalId));
  return {
    aliases: targetAliases(aliases, target, file, scenarioFile, known),
    others: target === undefined ? others : [],
  };
}

function releasedResources(stacks: readonly AssemblyStack[]): readonly ReleasedResource[] {
  return stacks.flatMap((stack) => [
    ...Object.entries(stack.template.Resources).flatMap(([logicalId, { Type, Properties }]) => {
      const isOfServers = Type === 'AWS::CodeDeploy::DeploymentGroup' && Properties?.AutoScalingGroups !== undefined;
      return Type === 'AWS::ECS::Service' || isOfServers ? [{ stack, logicalId }] : [];
    }),
    ...releasedResources([...stack.nested.values()]),
  ]);
}
