import type { Millis } from '../clock';
import { DeploymentRules } from './decide';
import type { DeploymentEventOf, DeploymentOf } from './deployment';
import type { Lifecycle } from './lifecycle';
import { replacementTimedOut, replacementUnhealthy } from './messages';

export type EcsLifecycleEvent =
  | 'BeforeInstall'
  | 'Install'
  | 'AfterInstall'
  | 'AllowTestTraffic'
  | 'AfterAllowTestTraffic'
  | 'BeforeAllowTraffic'
  | 'AllowTraffic'
  | 'AfterAllowTraffic';

/** Events of an ECS deployment that a function may validate. */
export type EcsHookEvent = Exclude<EcsLifecycleEvent, 'Install' | 'AllowTestTraffic' | 'AllowTraffic'>;

/** The AppSpec of an ECS blue/green deployment, with the settings of its deployment group. */
export interface EcsRevision {
  readonly cluster: string;
  readonly service: string;
  readonly taskDefinition: string;
  /** The task definition that serves now: what a rollback goes back to. */
  readonly currentTaskDefinition: string;
  /** Function names. */
  readonly hooks?: Readonly<Partial<Record<EcsHookEvent, string>>>;
  /** Whether the group has a test listener; without one AllowTestTraffic does nothing. */
  readonly testListener: boolean;
  /** How long the replacement task set takes to become healthy: an input, for it depends on the service; or that it never does. */
  readonly replacement: { readonly healthyAfter: Millis } | 'unhealthy' | 'never ready';
  /** terminateBlueInstancesOnDeploymentSuccess, 0 to 2,880 minutes. @default 0 */
  readonly terminationWait?: Millis;
  /** deploymentReadyOption STOP_DEPLOYMENT: how long to wait to be continued. @default absent: CONTINUE_DEPLOYMENT */
  readonly readyWait?: Millis;
}

export type EcsDeployment = DeploymentOf<EcsLifecycleEvent, EcsRevision>;
export type EcsDeploymentEvent = DeploymentEventOf<EcsLifecycleEvent>;

/** How long CodeDeploy waits for a replacement task set (troubleshooting guide). */
const REPLACEMENT_TIMEOUT: Millis = 60 * 60_000;

/** Until CodeDeploy sees that a replacement task set fails. Recorded stops say no more than "minutes". */
const UNHEALTHY_AFTER: Millis = 120_000;

const lifecycle: Lifecycle<EcsLifecycleEvent, EcsRevision> = {
  events: [
    'BeforeInstall',
    'Install',
    'AfterInstall',
    'AllowTestTraffic',
    'AfterAllowTestTraffic',
    'BeforeAllowTraffic',
    'AllowTraffic',
    'AfterAllowTraffic',
  ],
  trafficEvent: 'AllowTraffic',
  hookOf: (event, { hooks }) => hooks?.[event as EcsHookEvent],
  durationOf: (event, { replacement }, { lifecycleEvent }) => {
    if (event !== 'Install') return lifecycleEvent;
    if (replacement === 'unhealthy') return UNHEALTHY_AFTER;
    return replacement === 'never ready'
      ? REPLACEMENT_TIMEOUT
      : Math.min(replacement.healthyAfter, REPLACEMENT_TIMEOUT);
  },
  failureOf: (event, { replacement }) => {
    if (event !== 'Install') return undefined;
    if (replacement === 'unhealthy') return replacementUnhealthy;
    return replacement === 'never ready' || replacement.healthyAfter > REPLACEMENT_TIMEOUT
      ? replacementTimedOut
      : undefined;
  },
  performs: (event) => event === 'Install' || event === 'AfterInstall' || event === 'AllowTestTraffic',
  readyWait: (event, { readyWait }) => (event === 'BeforeAllowTraffic' ? readyWait : undefined),
  terminationWait: ({ terminationWait }) => terminationWait ?? 0,
  // "You cannot roll back in BeforeInstall": nothing has been replaced by then.
  canRollBack: (event) => event !== 'BeforeInstall',
  rollbackDuration: ({ ecsRollback }) => ecsRollback,
  describeShift: (weight, { taskDefinition }) => `${Math.round(weight * 1e4) / 100} % of traffic to ${taskDefinition}`,
};

/**
 * The CodeDeploy ECS blue/green deployment as a state machine. Besides what Lambda does: a replacement task set, test
 * traffic, a wait to be continued (status Ready), and a termination wait in which the status stays InProgress although
 * all eight events succeeded, alarms are still read and the way back is open.
 */
export const ecsRules = new DeploymentRules(lifecycle);
