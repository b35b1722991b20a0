import type { Construct } from 'constructs';
import { Guard } from './guard';
import type { GuardProps } from './guard-props';
import { Servers, type ServersProps } from './targets/servers';

export interface GuardedServerDeploymentGroupProps extends GuardProps, ServersProps {}

/**
 * A deployment guard around EC2 instances and Auto Scaling groups that CodeDeploy updates in place, a subset of them first.
 *
 * One target group serves both versions, and no metric of the load balancer tells them apart: its signals, and canaries, are
 * conditions on production as a whole. A metric that the servers themselves write with the release as a dimension is on the
 * candidate alone: give it as a `MetricSignal`.
 */
export class GuardedServerDeploymentGroup extends Guard<Servers> {
  /** @throws where a value is none that AWS takes. What cannot work together is an error of synth. */
  constructor(scope: Construct, id: string, props: GuardedServerDeploymentGroupProps) {
    super(scope, id, props, (parts) => new Servers(parts, props));
  }
}
