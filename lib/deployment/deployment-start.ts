import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { type Deployments, deploymentEvent } from './deployments';
import { GuardFunction } from './guard-function';
import { canaryArn, START } from './guard-hooks';
import type { Waits } from './waits';

export interface DeploymentStartProps {
  readonly guardName: string;
  readonly deployments: Deployments;
  readonly canaries: readonly string[];
  readonly waits: Waits;
}

/**
 * Starts the canaries when a deployment begins, where no hook is asked. By CodeDeploy's event, which may be lost: then the canaries
 * say nothing about that deployment.
 */
export class DeploymentStart extends Construct {
  readonly function: GuardFunction;

  constructor(scope: Construct, id: string, { guardName, deployments, canaries, waits }: DeploymentStartProps) {
    super(scope, id);
    this.function = new GuardFunction(this, 'StartCanaries', {
      handler: 'start-canaries',
      description: `${guardName}: starts the canaries when a deployment has begun`,
      environment: { PINNED_CANARIES: canaries.join(',') },
      waits,
    });
    this.function.allow(
      START,
      canaries.map((name) => canaryArn(this, name)),
    );
    new Rule(this, 'DeploymentStarted', {
      description: `${guardName}: a deployment has begun`,
      eventPattern: deploymentEvent(deployments, 'started'),
      targets: [new LambdaFunction(this.function, { retryAttempts: 3 })],
    });
  }
}
