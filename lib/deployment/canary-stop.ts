import type { LambdaApplication, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { GuardFunction } from './guard-function';
import { canaryArn } from './guard-hooks';

export interface CanaryStopProps {
  readonly guardName: string;
  /** What tells that a deployment has ended. */
  readonly ended: EventPattern;
  readonly pinnedCanaries: readonly string[];
  /** Whose further deployment keeps the canaries running. @default - every end stops them */
  readonly codeDeploy?: { readonly application: LambdaApplication; readonly groups: readonly LambdaDeploymentGroup[] };
}

/** Stops the pinned canaries when a deployment of the guard ends, by whatever end: a canary left running costs money every minute. */
export class CanaryStop extends Construct {
  constructor(scope: Construct, id: string, { guardName, ended, pinnedCanaries, codeDeploy }: CanaryStopProps) {
    super(scope, id);
    const stop = new GuardFunction(this, 'StopCanaries', {
      handler: 'stop-canaries',
      description: `${guardName}: stops the pinned canaries when a deployment has ended`,
      environment: {
        PINNED_CANARIES: pinnedCanaries.join(','),
        ...(codeDeploy === undefined ? {} : { DEPLOYMENT_GROUPS: namesOf(codeDeploy) }),
      },
    });
    stop.allow(
      ['synthetics:GetCanary', 'synthetics:StopCanary'],
      pinnedCanaries.map((name) => canaryArn(this, name)),
    );
    stop.allow(
      ['codedeploy:ListDeployments', 'codedeploy:GetDeployment'],
      (codeDeploy?.groups ?? []).map((group) => group.deploymentGroupArn),
    );
    new Rule(this, 'DeploymentEnded', {
      description: `${guardName}: a deployment has ended`,
      eventPattern: ended,
      targets: [new LambdaFunction(stop, { retryAttempts: 3 })],
    });
  }
}

/** The application's name, then its deployment groups'. */
function namesOf({ application, groups }: NonNullable<CanaryStopProps['codeDeploy']>): string {
  return [application.applicationName, ...groups.map((group) => group.deploymentGroupName)].join(',');
}
