import { Stack } from 'aws-cdk-lib';
import { CfnDeploymentConfig, type CfnDeploymentGroup, type IEcsDeploymentConfig } from 'aws-cdk-lib/aws-codedeploy';
import { predefinedConfig, type TrafficRouting } from '../../engine/codedeploy/routing';
import type { Shift } from '../../engine/guard';

/** How the configuration of a deployment group moves traffic; `undefined`: it is not of this app, nor CodeDeploy's own. */
export function shiftOfConfig(config: IEcsDeploymentConfig): Shift | undefined {
  const routing = predefinedConfig(config.deploymentConfigName);
  if (routing !== undefined) return shiftOf(routing);
  const resource = 'node' in config ? (config.node as { readonly defaultChild?: unknown }).defaultChild : undefined;
  if (!(resource instanceof CfnDeploymentConfig)) return undefined;
  const own = resource.trafficRoutingConfig;
  if (own === undefined || !('type' in own)) return undefined;
  if (own.timeBasedCanary !== undefined && 'canaryPercentage' in own.timeBasedCanary) {
    const { canaryPercentage: percentage, canaryInterval: intervalMinutes } = own.timeBasedCanary;
    return { type: 'canary', percentage, intervalMinutes };
  }
  if (own.timeBasedLinear !== undefined && 'linearPercentage' in own.timeBasedLinear) {
    const { linearPercentage: percentage, linearInterval: intervalMinutes } = own.timeBasedLinear;
    return { type: 'linear', percentage, intervalMinutes };
  }
  return { type: 'all-at-once' };
}

function shiftOf(routing: TrafficRouting): Shift {
  if (routing.type === 'AllAtOnce') return { type: 'all-at-once' };
  const { percentage, intervalMinutes } = routing;
  return { type: routing.type === 'TimeBasedCanary' ? 'canary' : 'linear', percentage, intervalMinutes };
}

/**
 * How long blue stands when all traffic has moved, in seconds: CodeDeploy goes on reading the alarms, and can still go back.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployments-create-ecs-cfn.html
 */
export function terminationWait(group: CfnDeploymentGroup): number {
  // CDK renders it when it is synthesized, of what it was given when it was made.
  const config: BlueGreen | undefined = Stack.of(group).resolve(group.blueGreenDeploymentConfiguration);
  return (config?.terminateBlueInstancesOnDeploymentSuccess?.terminationWaitTimeInMinutes ?? 0) * 60;
}

interface BlueGreen {
  readonly terminateBlueInstancesOnDeploymentSuccess?: { readonly terminationWaitTimeInMinutes?: number };
}
