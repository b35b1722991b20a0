import type { Millis } from '../clock';
import type { DeploymentError } from './messages';

/** How many instances must stay healthy. Source: API_MinimumHealthyHosts. */
export type MinimumHealthyHosts =
  | { readonly type: 'HOST_COUNT'; readonly value: number }
  /** Rounded up to whole instances when the deployment starts. */
  | { readonly type: 'FLEET_PERCENT'; readonly value: number }
  /** At most so many at once. CodeDeployDefault.OneAtATime is 1. */
  | { readonly type: 'MOST_CONCURRENCY'; readonly value: number };

/** One availability zone after the other. Source: API_ZonalConfig. */
export interface ZonalConfig {
  /** @default monitorDuration */
  readonly firstZoneMonitorDuration?: Millis;
  /** How long to watch a zone before the next one begins. @default 0 */
  readonly monitorDuration?: Millis;
  /** @default 0 % of the zone */
  readonly minimumHealthyHostsPerZone?: Exclude<MinimumHealthyHosts, { type: 'MOST_CONCURRENCY' }>;
}

/** What CodeDeploy knows of an instance before a deployment: they are taken in this order. */
export const takingOrder = ['unhealthy', 'unknown revision', 'old revision', 'current revision'] as const;
export type InstanceHealth = (typeof takingOrder)[number];

export interface Instance {
  readonly id: string;
  readonly zone: string;
  readonly health: InstanceHealth;
}

export type InstanceStatus = 'Pending' | 'InProgress' | 'Succeeded' | 'Failed' | 'Skipped';

/** An in-place deployment to a fleet, as far as the choice of the next instances needs it. */
export interface FleetState {
  readonly instances: readonly (Instance & { readonly status: InstanceStatus })[];
  /** Whole instances of the fleet that must stay healthy. */
  readonly minimum: number;
  readonly zonal?: ZonalConfig;
}

/** What to do next with a fleet. */
export type FleetDecision =
  /** Begin with these. Empty: wait for those in progress. */
  | { readonly type: 'deploy'; readonly instances: readonly string[]; readonly reason: string }
  /** The zone is done: watch it for so long before the next. */
  | { readonly type: 'monitor'; readonly zone: string; readonly duration: Millis; readonly reason: string }
  | { readonly type: 'succeeded'; readonly reason: string }
  | { readonly type: 'failed'; readonly error: DeploymentError; readonly reason: string };

/** Message of the troubleshooting guide and of real runs. */
export const tooFewHealthy: DeploymentError = {
  code: 'HEALTH_CONSTRAINTS',
  message:
    'The overall deployment failed because too many individual instances failed deployment, too few healthy instances are available for deployment, or some instances in your deployment group are experiencing problems.',
};

/** The whole number of instances that a setting demands of so many. */
export function minimumHealthy(setting: MinimumHealthyHosts, count: number): number {
  switch (setting.type) {
    case 'HOST_COUNT':
      return setting.value;
    case 'FLEET_PERCENT':
      return Math.ceil((count * setting.value) / 100);
    case 'MOST_CONCURRENCY':
      return Math.max(0, count - setting.value);
  }
}

/** The state of a fleet when a deployment to it starts. */
export function startFleet(
  instances: readonly Instance[],
  setting: MinimumHealthyHosts,
  zonal?: ZonalConfig,
): FleetState {
  // One zone after the other, in the order in which they are given; within it the order of CodeDeploy.
  const zones = zonal === undefined ? [] : [...new Set(instances.map((i) => i.zone))];
  const place = ({ zone, health }: Instance) => zones.indexOf(zone) * takingOrder.length + takingOrder.indexOf(health);
  const sorted = [...instances].sort((a, b) => place(a) - place(b));
  return {
    instances: sorted.map((instance) => ({ ...instance, status: 'Pending' })),
    minimum: minimumHealthy(setting, instances.length),
    ...(zonal && { zonal }),
  };
}

/**
 * Which instances come next. As many at once as leave the minimum healthy; in zonal deployments only of one zone. Where
 * instances wait and none may be taken the deployment fails, so that a failure on the very last one does not count.
 * At least one must succeed. `monitored` names the zones that have been watched.
 */
export function decideFleet(state: FleetState, monitored: ReadonlySet<string> = new Set()): FleetDecision {
  const { instances } = state;
  const waiting = instances.filter((i) => i.status === 'Pending');
  const running = instances.filter((i) => i.status === 'InProgress');
  if (waiting.length === 0 && running.length === 0) return finished(state);
  if (state.zonal !== undefined) {
    const watch = zoneToWatch(state, state.zonal, monitored);
    if (watch !== undefined) return watch;
  }
  const zone = state.zonal === undefined ? undefined : (running[0] ?? waiting[0])?.zone;
  const candidates = zone === undefined ? waiting : waiting.filter((i) => i.zone === zone);
  const healthy = instances.filter(isHealthy).length;
  const spare = Math.min(healthy - state.minimum, spareInZone(state, zone));
  const chosen = choose(candidates, Math.max(0, spare));
  if (chosen.length > 0 || running.length > 0) {
    const reason = `${healthy} of ${instances.length} instances are healthy, ${state.minimum} must stay so`;
    return { type: 'deploy', instances: chosen, reason };
  }
  const reason = `${healthy} of ${instances.length} instances are healthy and ${state.minimum} must stay so: none of the ${waiting.length} that wait may be taken`;
  return { type: 'failed', error: tooFewHealthy, reason };
}

/** An instance's deployment has begun or ended. */
export function withStatus(state: FleetState, ids: readonly string[], status: InstanceStatus): FleetState {
  return { ...state, instances: state.instances.map((i) => (ids.includes(i.id) ? { ...i, status } : i)) };
}

/** Taking an unhealthy instance costs no healthy one. */
function choose(candidates: readonly FleetState['instances'][number][], spare: number): readonly string[] {
  let left = spare;
  const chosen: string[] = [];
  for (const instance of candidates) {
    if (instance.health !== 'unhealthy') {
      if (left === 0) break;
      left--;
    }
    chosen.push(instance.id);
  }
  return chosen;
}

function isHealthy({ health, status }: FleetState['instances'][number]): boolean {
  return status === 'Succeeded' || (status === 'Pending' && health !== 'unhealthy');
}

function spareInZone({ instances, zonal }: FleetState, zone: string | undefined): number {
  const setting = zonal?.minimumHealthyHostsPerZone;
  if (zone === undefined || setting === undefined) return Number.POSITIVE_INFINITY;
  const here = instances.filter((i) => i.zone === zone);
  return here.filter(isHealthy).length - minimumHealthy(setting, here.length);
}

/** The zone that has just been finished while others wait. */
function zoneToWatch(
  { instances }: FleetState,
  { firstZoneMonitorDuration, monitorDuration }: ZonalConfig,
  monitored: ReadonlySet<string>,
): FleetDecision | undefined {
  const zones = [...new Set(instances.map((i) => i.zone))];
  const open = (zone: string) =>
    instances.some((i) => i.zone === zone && (i.status === 'Pending' || i.status === 'InProgress'));
  const done = zones.find((zone) => !open(zone) && !monitored.has(zone));
  if (done === undefined) return undefined;
  const first = monitored.size === 0;
  const duration = (first ? firstZoneMonitorDuration : undefined) ?? monitorDuration ?? 0;
  return duration === 0
    ? undefined
    : { type: 'monitor', zone: done, duration, reason: `zone ${done} is watched for ${duration / 1000} s` };
}

function finished({ instances }: FleetState): FleetDecision {
  const succeeded = instances.filter((i) => i.status === 'Succeeded').length;
  const reason = `${succeeded} of ${instances.length} instances succeeded`;
  return succeeded > 0 ? { type: 'succeeded', reason } : { type: 'failed', error: tooFewHealthy, reason };
}
