import type { Construct } from 'constructs';
import { Guard } from './guard';
import type { StackGuardProps } from './guard-props';
import type { LiveCanaries, LiveCanariesProps } from './live-canaries';
import { Service, type ServiceProps } from './targets/service';

export interface GuardedServiceProps extends StackGuardProps, ServiceProps {}

/**
 * A deployment guard around an ECS service, with ECS' own canary, linear and blue/green deployments: pinned canaries on the test
 * listener before production traffic moves, alarms that make ECS roll back, live canaries after.
 *
 * What ECS does differently: an alarm that is in ALARM when a deployment begins is not watched in that deployment at all, where
 * CodeDeploy stops at once. So nothing blocks a fix, and a release over a red alarm is not guarded by any.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
 */
export class GuardedService extends Guard<Service> {
  /** @throws where a value is none that AWS takes. What cannot work together is an error of synth. */
  constructor(scope: Construct, id: string, props: GuardedServiceProps) {
    super(scope, id, props, (parts) => new Service(parts, props));
  }

  /** Runs the guard's scripts against the service itself, after production traffic has moved. */
  runAgainst(props: LiveCanariesProps): LiveCanaries {
    return this.liveCanaries(props);
  }
}
