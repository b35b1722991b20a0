import { Lazy, Token } from 'aws-cdk-lib';
import { type BaseService, CfnService } from 'aws-cdk-lib/aws-ecs';

/**
 * The ARN of the rule or the listener that leads production to a service, as the service's own resource has it. CDK writes it
 * only when the service has been attached to its target groups, so it is read at synth.
 * @throws where the service is of another stack; at synth, where it has no alternate target group to shift traffic to
 */
export function productionRouteOf(service: BaseService): string {
  const resource = service.node.defaultChild;
  if (!(resource instanceof CfnService)) {
    throw new Error(`${service.node.path} is a service of another stack; guard it in the stack that has it.`);
  }
  return Token.asString(
    Lazy.uncachedAny({
      produce: (context) => {
        const route = ruleIn(context.resolve(resource.loadBalancers));
        if (route !== undefined) return route;
        throw new Error(
          `${service.node.path} has no alternate target group with a production listener, so ECS cannot shift its traffic: ` +
            'give loadBalancerTarget an alternateTarget.',
        );
      },
    }),
  );
}

function ruleIn(loadBalancers: unknown): unknown {
  if (!Array.isArray(loadBalancers)) return undefined;
  const balancers: { advancedConfiguration?: { productionListenerRule?: unknown } }[] = loadBalancers;
  return balancers.find((one) => one.advancedConfiguration)?.advancedConfiguration?.productionListenerRule;
}
