import { CfnResource, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** What CloudFormation takes in one stack. */
const MAX_RESOURCES = 500;

/** Fails synth, with advice, where a stack has more resources than CloudFormation takes: guards are what makes it full. */
export function refuseFullStack(guard: Construct): void {
  const stack = Stack.of(guard);
  guard.node.addValidation({
    validate() {
      const all = resourcesIn(stack, stack);
      if (all <= MAX_RESOURCES) return [];
      const own = resourcesIn(guard, stack);
      return [
        `${stack.stackName} has ${all} resources, and CloudFormation takes ${MAX_RESOURCES} in a stack; this guard has ${own} of them. ` +
          `Put services and their guards into stacks of their own, ${Math.floor((MAX_RESOURCES * 0.9) / own)} guards in one at most.`,
      ];
    },
  });
}

/** Of nested stacks, their own resources count for themselves. */
function resourcesIn(scope: Construct, stack: Stack): number {
  return scope.node.findAll().filter((child) => CfnResource.isCfnResource(child) && child.stack === stack).length;
}
