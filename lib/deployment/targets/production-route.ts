import { type IResolvable, Lazy, Token } from 'aws-cdk-lib';
import type { CfnDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { type BaseService, CfnService } from 'aws-cdk-lib/aws-ecs';

/**
 * The ARN of the rule or the listener that leads production to a service, as the service's own resource has it.
 * @throws where the service is of another stack; at synth, where it has no alternate target group to shift traffic to
 */
export function productionRouteOf(service: BaseService): string {
  const resource = service.node.defaultChild;
  if (!(resource instanceof CfnService)) {
    throw new Error(`${service.node.path} is a service of another stack; guard it in the stack that has it.`);
  }
  return atSynth(
    () => resource.loadBalancers,
    (balancers: readonly { readonly advancedConfiguration?: { readonly productionListenerRule?: unknown } }[] = []) =>
      balancers.find((one) => one.advancedConfiguration)?.advancedConfiguration?.productionListenerRule,
    `${service.node.path} has no alternate target group with a production listener, so ECS cannot shift its traffic: give ` +
      'loadBalancerTarget an alternateTarget.',
  );
}

/**
 * The ARN of the listener that leads production to the service of a deployment group.
 * @throws at synth, where the group has no pair of target groups
 */
export function productionListenerOf(group: CfnDeploymentGroup): string {
  interface Info {
    readonly targetGroupPairInfoList?: readonly {
      readonly prodTrafficRoute?: { readonly listenerArns?: readonly unknown[] };
    }[];
  }
  return atSynth(
    () => group.loadBalancerInfo,
    (info: Info | undefined) => info?.targetGroupPairInfoList?.[0]?.prodTrafficRoute?.listenerArns?.[0],
    `${group.node.path} has no pair of target groups with a production listener, so CodeDeploy cannot shift its traffic: give ` +
      'it a blueGreenDeploymentConfig.',
  );
}

/** CDK completes these properties while the app is built, so they are read when it is synthesized. */
function atSynth<T>(property: () => unknown, find: (value: T) => unknown, otherwise: string): string {
  const lazy: IResolvable = Lazy.uncachedAny({
    produce: (context) => {
      const found = find(context.resolve(property()) as T);
      if (found === undefined) throw new Error(otherwise);
      return found;
    },
  });
  return Token.asString(lazy);
}
