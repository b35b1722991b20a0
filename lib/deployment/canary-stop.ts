import type { LambdaApplication, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { GuardFunction } from './guard-function';
import { canaryArn } from './guard-hooks';

export interface CanaryStopProps {
  readonly guardName: string;
  readonly application: LambdaApplication;
  readonly groups: readonly LambdaDeploymentGroup[];
  readonly pinnedCanaries: readonly string[];
}

/** Stops the pinned canaries when a deployment of the guard ends, by whatever end: a canary left running costs money every minute. */
export class CanaryStop extends Construct {
  constructor(scope: Construct, id: string, { guardName, application, groups, pinnedCanaries }: CanaryStopProps) {
    super(scope, id);
    const stop = new GuardFunction(this, 'StopCanaries', {
      handler: 'stop-canaries',
      description: `${guardName}: stops the pinned canaries when a deployment has ended`,
      environment: {
        PINNED_CANARIES: pinnedCanaries.join(','),
        DEPLOYMENT_GROUPS: [application.applicationName, ...groups.map((group) => group.deploymentGroupName)].join(','),
      },
    });
    stop.allow(
      ['synthetics:GetCanary', 'synthetics:StopCanary'],
      pinnedCanaries.map((name) => canaryArn(this, name)),
    );
    stop.allow(
      ['codedeploy:ListDeployments', 'codedeploy:GetDeployment'],
      groups.map((group) => group.deploymentGroupArn),
    );
    new Rule(this, 'DeploymentEnded', {
      description: `${guardName}: a deployment has ended`,
      eventPattern: {
        source: ['aws.codedeploy'],
        detailType: ['CodeDeploy Deployment State-change Notification'],
        detail: { application: [application.applicationName], state: ['SUCCESS', 'FAILURE', 'STOP'] },
      },
      targets: [new LambdaFunction(stop, { retryAttempts: 3 })],
    });
  }
}
