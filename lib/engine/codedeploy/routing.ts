import type { Millis } from '../clock';

/**
 * How a deployment moves traffic. Percentages and intervals as CodeDeploy takes them: whole minutes.
 * Source: API_TrafficRoutingConfig, API_TimeBasedCanary, API_TimeBasedLinear.
 */
export type TrafficRouting =
  | { readonly type: 'TimeBasedCanary'; readonly percentage: number; readonly intervalMinutes: number }
  | { readonly type: 'TimeBasedLinear'; readonly percentage: number; readonly intervalMinutes: number }
  | { readonly type: 'AllAtOnce' };

/** One shift of traffic: how long after the first one, and the candidate's share (0 to 1) from then on. */
export interface Shift {
  readonly after: Millis;
  readonly weight: number;
}

export type ComputePlatform = 'Lambda' | 'ECS' | 'Server';

/** A deployment configuration that CodeDeploy has in every account. */
export interface PredefinedConfig {
  readonly name: string;
  readonly platform: ComputePlatform;
  /** Absent for Server: instances are taken in turn, traffic is not weighted. */
  readonly routing?: TrafficRouting;
  readonly minimumHealthyHosts?: {
    readonly type: 'HOST_COUNT' | 'FLEET_PERCENT' | 'MOST_CONCURRENCY';
    readonly value: number;
  };
}

const allAtOnce: TrafficRouting = { type: 'AllAtOnce' };
const canary = (intervalMinutes: number): TrafficRouting => ({
  type: 'TimeBasedCanary',
  percentage: 10,
  intervalMinutes,
});
const linear = (intervalMinutes: number): TrafficRouting => ({
  type: 'TimeBasedLinear',
  percentage: 10,
  intervalMinutes,
});
const config = (platform: ComputePlatform, suffix: string, routing: TrafficRouting): PredefinedConfig => ({
  name: `CodeDeployDefault.${suffix}`,
  platform,
  routing,
});

/** The 17 configurations that ListDeploymentConfigs gives in a new account. */
export const predefinedConfigs: readonly PredefinedConfig[] = [
  config('Lambda', 'LambdaAllAtOnce', allAtOnce),
  ...[5, 10, 15, 30].map((m) => config('Lambda', `LambdaCanary10Percent${m}Minutes`, canary(m))),
  ...[1, 2, 3, 10].map((m) => config('Lambda', `LambdaLinear10PercentEvery${m}Minute${m === 1 ? '' : 's'}`, linear(m))),
  config('ECS', 'ECSAllAtOnce', allAtOnce),
  ...[5, 15].map((m) => config('ECS', `ECSCanary10Percent${m}Minutes`, canary(m))),
  ...[1, 3].map((m) => config('ECS', `ECSLinear10PercentEvery${m}Minutes`, linear(m))),
  {
    name: 'CodeDeployDefault.OneAtATime',
    platform: 'Server',
    minimumHealthyHosts: { type: 'MOST_CONCURRENCY', value: 1 },
  },
  {
    name: 'CodeDeployDefault.HalfAtATime',
    platform: 'Server',
    minimumHealthyHosts: { type: 'FLEET_PERCENT', value: 50 },
  },
  {
    name: 'CodeDeployDefault.AllAtOnce',
    platform: 'Server',
    minimumHealthyHosts: { type: 'HOST_COUNT', value: 0 },
  },
];

const byName = new Map(predefinedConfigs.map((c) => [c.name, c]));

/** The traffic routing of a predefined Lambda or ECS configuration, such as `CodeDeployDefault.LambdaAllAtOnce`. */
export function predefinedConfig(name: string): TrafficRouting | undefined {
  return byName.get(name)?.routing;
}

const MINUTE = 60_000;

/**
 * When traffic moves, counted from the first shift. Linear shifts at the start of each increment, so N increments have
 * N - 1 waits and none follows 100 %; where the percentage does not divide 100 the last increment is the remainder.
 */
export function shiftSchedule(routing: TrafficRouting): readonly Shift[] {
  switch (routing.type) {
    case 'AllAtOnce':
      return [{ after: 0, weight: 1 }];
    case 'TimeBasedCanary':
      return [
        { after: 0, weight: routing.percentage / 100 },
        { after: routing.intervalMinutes * MINUTE, weight: 1 },
      ];
    case 'TimeBasedLinear': {
      const count = Math.ceil(100 / routing.percentage);
      return Array.from({ length: count }, (_, step) => ({
        after: step * routing.intervalMinutes * MINUTE,
        weight: Math.min(100, (step + 1) * routing.percentage) / 100,
      }));
    }
  }
}

/** From the first shift to the last one, the end of the window in which alarms can stop the shift. */
export function shiftSpan(routing: TrafficRouting): Millis {
  return shiftSchedule(routing).at(-1)?.after ?? 0;
}

/** The longest time CodeDeploy allows between the first and the last shift (quotas of CodeDeploy). */
export const MAXIMUM_SHIFT_MINUTES = 2880;

/**
 * What CodeDeploy would refuse in a custom configuration, in one sentence; `undefined` where it takes it.
 * Source: quotas of CodeDeploy (at most 99 % an increment, 2,880 minutes between first and last shift), API_TimeBasedCanary.
 */
export function routingError(routing: TrafficRouting): string | undefined {
  if (routing.type === 'AllAtOnce') return undefined;
  const { percentage, intervalMinutes } = routing;
  if (!Number.isInteger(percentage) || percentage < 1 || percentage > 99) {
    return `The percentage ${percentage} is not allowed: CodeDeploy shifts a whole 1 to 99 percent in one increment.`;
  }
  if (!Number.isInteger(intervalMinutes) || intervalMinutes < 1) {
    return `The interval of ${intervalMinutes} minutes is not allowed: CodeDeploy takes whole minutes, 1 or more.`;
  }
  const span = shiftSpan(routing) / MINUTE;
  if (span > MAXIMUM_SHIFT_MINUTES) {
    return `The shift takes ${span} minutes: CodeDeploy allows at most ${MAXIMUM_SHIFT_MINUTES} between the first and the last shift.`;
  }
  return undefined;
}
