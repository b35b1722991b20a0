import { CfnDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import type { Construct } from 'constructs';
import type { CandidateTargetGroup } from '../../alarms';
import type { CodeDeployGroup, GuardedDeploymentGroupProps } from '../guarded-deployment-group';
import { targetGroupOf } from '../load-balancer-candidate';
import { CandidateSide } from './candidate-target-group';
import { productionListenerOf } from './production-route';

/** What a guard of a deployment group watches: of two that take turns the one that the new version comes up in, others as they are. */
export function watchedTargetGroups(
  scope: Construct,
  guardName: string,
  { targetGroups, loadBalancer, deploymentGroup, release }: GuardedDeploymentGroupProps,
): readonly CandidateTargetGroup[] {
  const [blue, green] = targetGroups.filter(({ mixed }) => !mixed);
  if (targetGroups.length !== 2 || blue === undefined || green === undefined) {
    return targetGroups.map(({ label, targetGroup, mixed }) => targetGroupOf(label, targetGroup, loadBalancer, mixed));
  }
  const side = new CandidateSide(scope, 'Candidate', {
    guardName,
    loadBalancer,
    targetGroups: { blue: blue.targetGroup, green: green.targetGroup },
    route: productionListenerOf(deploymentGroupResource(deploymentGroup)),
    release,
  });
  return [side.candidate];
}

/** @throws where the group is of another stack */
export function deploymentGroupResource(group: CodeDeployGroup): CfnDeploymentGroup {
  const resource = group.node.defaultChild;
  if (resource instanceof CfnDeploymentGroup) return resource;
  throw new Error(`${group.node.path} is a deployment group of another stack; guard it in the stack that has it.`);
}
