import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { type Deployments, deploymentEvent, deploymentGroupNames } from './deployments';
import { GuardFunction } from './guard-function';
import { canaryArn } from './guard-hooks';

export interface CanaryStopProps {
  readonly guardName: string;
  /** Whose end stops them. Another deployment of CodeDeploy that goes on keeps them running. */
  readonly deployments: Deployments;
  readonly pinnedCanaries: readonly string[];
}

/** Stops the pinned canaries when a deployment of the guard ends, by whatever end: a canary left running costs money every minute. */
export class CanaryStop extends Construct {
  constructor(scope: Construct, id: string, { guardName, deployments, pinnedCanaries }: CanaryStopProps) {
    super(scope, id);
    const stop = new GuardFunction(this, 'StopCanaries', {
      handler: 'stop-canaries',
      description: `${guardName}: stops the pinned canaries when a deployment has ended`,
      environment: {
        PINNED_CANARIES: pinnedCanaries.join(','),
        ...(deployments.by === 'codedeploy' ? { DEPLOYMENT_GROUPS: deploymentGroupNames(deployments) } : {}),
      },
    });
    stop.allow(
      ['synthetics:GetCanary', 'synthetics:StopCanary'],
      pinnedCanaries.map((name) => canaryArn(this, name)),
    );
    stop.allow(
      ['codedeploy:ListDeployments', 'codedeploy:GetDeployment'],
      deployments.by === 'codedeploy' ? deployments.groups.map((group) => group.deploymentGroupArn) : [],
    );
    new Rule(this, 'DeploymentEnded', {
      description: `${guardName}: a deployment has ended`,
      eventPattern: deploymentEvent(deployments, 'succeeded', 'failed'),
      targets: [new LambdaFunction(stop, { retryAttempts: 3 })],
    });
  }
}
