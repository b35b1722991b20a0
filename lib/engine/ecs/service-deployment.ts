import type { Instant, Millis } from '../clock';
import type { DeploymentFailure } from './failure';

export type DeploymentStrategy = 'ROLLING' | 'BLUE_GREEN' | 'LINEAR' | 'CANARY';

/** ServiceDeploymentLifecycleStage, in the order in which they run. */
export const lifecycleStages = [
  'RECONCILE_SERVICE',
  'PRE_SCALE_UP',
  'SCALE_UP',
  'POST_SCALE_UP',
  'TEST_TRAFFIC_SHIFT',
  'POST_TEST_TRAFFIC_SHIFT',
  'PRE_PRODUCTION_TRAFFIC_SHIFT',
  'PRODUCTION_TRAFFIC_SHIFT',
  'POST_PRODUCTION_TRAFFIC_SHIFT',
  'BAKE_TIME',
  'CLEAN_UP',
] as const;
export type LifecycleStage = (typeof lifecycleStages)[number];

/** DeploymentLifecycleHookStage: what a hook may be attached to. */
export type HookStage = Exclude<LifecycleStage, 'SCALE_UP' | 'BAKE_TIME' | 'CLEAN_UP'>;

/** A DeploymentLifecycleHook. Its function answers by what it returns, not by a callback as CodeDeploy's do. */
export interface LifecycleHook {
  readonly id: string;
  /** PAUSE waits for ContinueServiceDeployment. @default 'AWS_LAMBDA' */
  readonly targetType?: 'AWS_LAMBDA' | 'PAUSE';
  /** The function's ARN or name; absent for PAUSE. */
  readonly hookTargetArn?: string;
  /** The role by which ECS invokes it. */
  readonly roleArn?: string;
  readonly lifecycleStages: readonly HookStage[];
  /** Passed to the function as `hookDetails`. */
  readonly hookDetails?: unknown;
  /** 1 to 20,160 minutes. @default 24 hours, then ROLLBACK */
  readonly timeout?: { readonly after: Millis; readonly action: 'ROLLBACK' | 'CONTINUE' };
}

/** How a service is deployed: DeploymentConfiguration of AWS::ECS::Service, with what the engine cannot know. */
export interface EcsDeploymentConfiguration {
  readonly strategy: DeploymentStrategy;
  /** Both revisions run for so long after all traffic has moved. @default 0 */
  readonly bakeTime?: Millis;
  /** @default 10 percent, 6 minutes */
  readonly linear?: { readonly stepPercent: number; readonly stepBakeTime: Millis };
  /** @default 5 percent, 10 minutes */
  readonly canary?: { readonly canaryPercent: number; readonly canaryBakeTime: Millis };
  readonly hooks?: readonly LifecycleHook[];
  readonly alarms?: { readonly names: readonly string[]; readonly enable: boolean; readonly rollback: boolean };
  readonly circuitBreaker?: { readonly enable: boolean; readonly rollback: boolean };
  readonly desiredCount: number;
  /** For ROLLING. @default 100 */
  readonly minimumHealthyPercent?: number;
  /** For ROLLING. @default 200 */
  readonly maximumPercent?: number;
  /** How long new tasks take to become healthy: an input, for it depends on the service; or that they never do. */
  readonly tasks: { readonly healthyAfter: Millis } | 'unhealthy';
}

/** ServiceDeploymentStatus. */
export type ServiceDeploymentStatus =
  | 'PENDING'
  | 'IN_PROGRESS'
  | 'SUCCESSFUL'
  | 'STOP_REQUESTED'
  | 'STOPPED'
  | 'ROLLBACK_REQUESTED'
  | 'ROLLBACK_IN_PROGRESS'
  | 'ROLLBACK_SUCCESSFUL'
  | 'ROLLBACK_FAILED';

/** ServiceDeploymentRollbackMonitorsStatus. DISABLED also where an alarm was red at the start. */
export type AlarmMonitoring = 'TRIGGERED' | 'MONITORING' | 'MONITORING_COMPLETE' | 'DISABLED';

export interface ServiceDeployment {
  readonly id: string;
  readonly service: string;
  /** Revisions by name: a task definition, or the ARN of a service revision. */
  readonly sourceRevision: string;
  readonly targetRevision: string;
  readonly configuration: EcsDeploymentConfiguration;
  readonly status: ServiceDeploymentStatus;
  /** Present once it is being rolled back or was stopped; its `reason` is ECS' statusReason. */
  readonly failure?: DeploymentFailure;
  readonly stage?: LifecycleStage;
  /** The step of the plan that runs. */
  readonly step: number;
  /** Hooks of this step that have not answered yet. */
  readonly openHooks: readonly string[];
  /** Since when the step's stage lasts. */
  readonly stageSince: Instant;
  /** The target revision's share of production traffic, 0 to 1. */
  readonly productionWeight: number;
  /** The target revision's share of test traffic, 0 or 1. */
  readonly testWeight: number;
  readonly alarms: AlarmMonitoring;
  readonly triggeredAlarms: readonly string[];
  readonly createdAt: Instant;
  readonly finishedAt?: Instant;
}

export interface ServiceDeploymentEvent {
  readonly at: Instant;
  readonly deploymentId: string;
  readonly service: string;
  readonly event: 'deployment' | LifecycleStage;
  readonly status: string;
  readonly detail?: string;
  /** The target revision's share of production traffic. */
  readonly weight?: number;
}

/** What AWS does not document. */
export interface EcsTimings {
  /** Spent in a stage besides its hooks and waits. @default 5 s (a guess) */
  readonly stage: Millis;
  /** Between two readings of the alarms. @default 15 s (undocumented) */
  readonly alarmPoll: Millis;
  /** Until a hook that answered IN_PROGRESS is called again. @default 30 s (documented) */
  readonly hookCallBack: Millis;
  /** The longest a stage, or one step of the shift, may last. @default 24 h (documented) */
  readonly stageLimit: Millis;
  /** One failed attempt to start a task. @default 60 s (a guess) */
  readonly failedTask: Millis;
  /** The bake of a rolling deployment with alarms: AWS computes it from them. @default 5 min (documented as less than that) */
  readonly rollingBake: Millis;
  /** Taking traffic back. @default 10 s (a guess) */
  readonly rollback: Millis;
}

export const defaultEcsTimings: EcsTimings = {
  stage: 5_000,
  alarmPoll: 15_000,
  hookCallBack: 30_000,
  stageLimit: 24 * 3_600_000,
  failedTask: 60_000,
  rollingBake: 5 * 60_000,
  rollback: 10_000,
};

export function hasEnded(status: ServiceDeploymentStatus): boolean {
  return (
    status === 'SUCCESSFUL' || status === 'STOPPED' || status === 'ROLLBACK_SUCCESSFUL' || status === 'ROLLBACK_FAILED'
  );
}
