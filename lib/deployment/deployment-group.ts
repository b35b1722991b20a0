import type { IAlarmRef } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { GuardAlarms } from '../alarms';
import type { CodeDeployDeployments } from './deployments';
import { publishEvents } from './publish-events';

/** A deployment group that the team has made, for ECS or for servers, and that a guard takes over. */
export interface TeamsDeploymentGroup extends Construct {
  readonly deploymentGroupName: string;
  readonly deploymentGroupArn: string;
  readonly application: { readonly applicationRef: { readonly applicationName: string } };
  readonly role?: IRole;
  addAlarm(alarm: IAlarmRef): void;
}

/** @throws where the group is of another stack */
export function deploymentGroupResource(group: Construct): CfnDeploymentGroup {
  const resource = group.node.defaultChild;
  if (resource instanceof CfnDeploymentGroup) return resource;
  throw new Error(`${group.node.path} is a deployment group of another stack; guard it in the stack that has it.`);
}

/** Gives a group the guard's alarms and every reason to go back; what it has stays. */
export function adoptGroup(group: TeamsDeploymentGroup, alarms: GuardAlarms, events: ITopic | undefined): void {
  for (const alarm of alarms.polled) group.addAlarm(alarm);
  const resource = deploymentGroupResource(group);
  ignoreAlarms(resource, alarms);
  resource.addPropertyOverride('AutoRollbackConfiguration', {
    Enabled: true,
    Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST', 'DEPLOYMENT_STOP_ON_ALARM'],
  });
  if (events !== undefined) publishEvents(resource, group.role, events);
}

/**
 * Where no alarm may stop this release, the group ignores those that it has: without alarms in the template, CodeDeploy would keep
 * those of the release before.
 * @see https://github.com/aws/aws-cdk/issues/23307
 */
export function ignoreAlarms(group: CfnDeploymentGroup, { decide }: GuardAlarms): void {
  if (!decide) group.addPropertyOverride('AlarmConfiguration', { Enabled: false, Alarms: [] });
}

export function deploymentsOf(group: TeamsDeploymentGroup): CodeDeployDeployments {
  return { by: 'codedeploy', applicationName: group.application.applicationRef.applicationName, groups: [group] };
}
