import type { EcsDeploymentConfiguration } from './service-deployment';

const MINUTE = 60_000;

/** Why ECS refuses a configuration, in one sentence that quotes the value and the rule; `undefined` where it takes it. */
export function ecsConfigurationError(configuration: EcsDeploymentConfiguration): string | undefined {
  const { strategy, linear, canary, bakeTime = 0, hooks = [] } = configuration;
  if (strategy === 'LINEAR' && linear !== undefined) {
    const problem =
      percentError('step percent', linear.stepPercent, 3) ?? bakeError('step bake time', linear.stepBakeTime);
    if (problem !== undefined) return problem;
  }
  if (strategy === 'CANARY' && canary !== undefined) {
    const problem =
      percentError('canary percent', canary.canaryPercent, 0.1) ?? bakeError('canary bake time', canary.canaryBakeTime);
    if (problem !== undefined) return problem;
  }
  if (strategy === 'ROLLING' && hooks.length > 0) {
    return 'Lifecycle hooks are given for the ROLLING strategy: it has no stages that they could validate.';
  }
  const long = hooks.find(({ timeout }) => timeout !== undefined && !within(timeout.after / MINUTE, 1, 20_160));
  if (long !== undefined) {
    return `The timeout of hook ${long.id} is ${(long.timeout?.after ?? 0) / MINUTE} minutes: ECS takes 1 to 20160.`;
  }
  return bakeError('bake time', bakeTime);
}

function percentError(what: string, percent: number, least: number): string | undefined {
  const tenths = percent * 10;
  return within(percent, least, 100) && Math.abs(tenths - Math.round(tenths)) < 1e-9
    ? undefined
    : `The ${what} ${percent} is not allowed: ECS takes ${least} to 100 percent in steps of 0.1.`;
}

function bakeError(what: string, bake: number): string | undefined {
  return within(bake / MINUTE, 0, 1440) ? undefined : `The ${what} is ${bake / MINUTE} minutes: ECS takes 0 to 1440.`;
}

function within(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}
