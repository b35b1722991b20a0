import type { LambdaApplication, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import type { Alias, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { Guard } from './guard';
import type { StackGuardProps } from './guard-props';
import type { LiveCanaries, LiveCanariesProps } from './live-canaries';
import { Functions, type FunctionsProps } from './targets/functions';

export interface GuardedDeploymentProps extends StackGuardProps, FunctionsProps {}

/**
 * A deployment guard around Lambda functions: pinned canaries that use the new version before users do, alarms on the new
 * version alone, one composite alarm over them, and a traffic shift that this alarm stops and rolls back.
 *
 * A stack's first deployment creates the aliases at the version that they then have: there is nothing to shift from.
 */
export class GuardedDeployment extends Guard<Functions> {
  /** @throws where a value is none that AWS takes. What cannot work together is an error of synth. */
  constructor(scope: Construct, id: string, props: GuardedDeploymentProps) {
    super(scope, id, props, (parts) => new Functions(parts, props));
  }

  get application(): LambdaApplication {
    return this.target.application;
  }

  get deploymentGroups(): readonly LambdaDeploymentGroup[] {
    return this.target.deploymentGroups;
  }

  /** The alias that takes production traffic: what the API, the URL or the queue calls. */
  get live(): Alias {
    return this.liveOf();
  }

  /** The live alias of one of several functions. @default - the first */
  liveOf(fn?: LambdaFunction | Alias): Alias {
    return this.target.of(fn).live;
  }

  /**
   * Runs the guard's scripts against the service itself, as its users reach it: once after each deployment, before the
   * deployment counts as succeeded, and on a schedule where one is given.
   */
  runAgainst(props: LiveCanariesProps): LiveCanaries {
    const live = this.liveCanaries(props);
    live.node.addDependency(...this.target.liveResources);
    return live;
  }
}
