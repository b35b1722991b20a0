import type { Construct } from 'constructs';
import { Guard } from './guard';
import type { StackGuardProps } from './guard-props';
import type { LiveCanaries, LiveCanariesProps } from './live-canaries';
import {
  type AppSpecHooks,
  EcsBlueGreen,
  type EcsBlueGreenProtection,
  type EcsDeploymentGroupProps,
} from './targets/ecs-deployment-group';

export interface GuardedEcsDeploymentGroupProps extends StackGuardProps, EcsDeploymentGroupProps {}

/**
 * A deployment guard around a service of Amazon ECS that CodeDeploy deploys blue/green. The AppSpec names the guard's hooks:
 * `hooks: guard.appSpecHooks` of `EcsDeployment` in `@cdklabs/cdk-ecs-codedeploy`. CodeDeploy stops a deployment at once where an
 * alarm is red at its start, and reads the alarms for as long as blue stands.
 */
export class GuardedEcsDeploymentGroup extends Guard<EcsBlueGreen, EcsBlueGreenProtection> {
  /** @throws where a value is none that AWS takes. What cannot work together is an error of synth. */
  constructor(scope: Construct, id: string, props: GuardedEcsDeploymentGroupProps) {
    super(scope, id, props, (parts) => new EcsBlueGreen(parts, props));
  }

  /** What the AppSpec names: canaries on the test listener before production traffic, the live ones and the bake after. */
  get appSpecHooks(): AppSpecHooks {
    return this.protection.appSpecHooks;
  }

  /** Runs the guard's scripts against the service itself, after production traffic has moved. */
  runAgainst(props: LiveCanariesProps): LiveCanaries {
    return this.liveCanaries(props);
  }
}
