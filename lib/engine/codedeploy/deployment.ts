import type { Instant, Millis } from '../clock';
import type { DeploymentError } from './messages';
import type { TrafficRouting } from './routing';

export type AutoRollbackEvent = 'DEPLOYMENT_FAILURE' | 'DEPLOYMENT_STOP_ON_ALARM' | 'DEPLOYMENT_STOP_ON_REQUEST';

/** A deployment group as the shift reads it: AWS::CodeDeploy::DeploymentGroup, resolved. */
export interface DeploymentGroup {
  readonly application: string;
  readonly name: string;
  readonly routing: TrafficRouting;
  /** Names, as in AlarmConfiguration. CodeDeploy does not check that they exist. */
  readonly alarms: readonly string[];
  /** false: the list is kept and not polled. */
  readonly alarmsEnabled: boolean;
  /** true: a deployment goes on when the alarms cannot be read. */
  readonly ignorePollAlarmFailure: boolean;
  /** Empty where AutoRollbackConfiguration is not enabled. */
  readonly autoRollback: readonly AutoRollbackEvent[];
  readonly configName?: string;
}

export type DeploymentStatus =
  | 'Created'
  | 'Queued'
  | 'InProgress'
  | 'Baking'
  | 'Succeeded'
  | 'Failed'
  | 'Stopped'
  | 'Ready';
export type LifecycleStatus = 'Pending' | 'InProgress' | 'Succeeded' | 'Failed' | 'Skipped' | 'Unknown';
export type DeploymentCreator = 'user' | 'codeDeployRollback';

export interface LifecycleEventState<Event extends string> {
  readonly name: Event;
  readonly status: LifecycleStatus;
  readonly startTime?: Instant;
  readonly endTime?: Instant;
  /** Present while and after a hook of this event was invoked. */
  readonly hookExecutionId?: string;
}

export interface RollbackInfo {
  readonly rollbackDeploymentId?: string;
  readonly rollbackTriggeringDeploymentId?: string;
  readonly rollbackMessage: string;
}

/** One deployment: what GetDeployment and GetDeploymentTarget tell of it. Values are replaced, never changed in place. */
export interface DeploymentOf<Event extends string, Revision> {
  readonly id: string;
  readonly group: DeploymentGroup;
  readonly revision: Revision;
  readonly creator: DeploymentCreator;
  readonly status: DeploymentStatus;
  readonly error?: DeploymentError;
  readonly createTime: Instant;
  readonly startTime?: Instant;
  readonly completeTime?: Instant;
  readonly events: readonly LifecycleEventState<Event>[];
  /** The candidate's share of traffic, 0 to 1. */
  readonly weight: number;
  /** What it waits for besides its lifecycle events, as ContinueDeployment names it. */
  readonly waiting?: DeploymentWait;
  readonly rollbackInfo?: RollbackInfo;
  /** The deployment that this one rolls back. */
  readonly rollbackOf?: string;
}

/** API_ContinueDeployment: before traffic is rerouted, or before the original environment is terminated. */
export type DeploymentWait = 'READY_WAIT' | 'TERMINATION_WAIT';

/** What a timeline shows of a deployment. `status` is AWS' word; `weight` is given on events of AllowTraffic. */
export interface DeploymentEventOf<Event extends string> {
  readonly at: Instant;
  readonly deploymentId: string;
  readonly application: string;
  readonly group: string;
  readonly event: 'deployment' | Event;
  readonly status: string;
  readonly detail?: string;
  readonly weight?: number;
  readonly error?: DeploymentError;
  readonly creator: DeploymentCreator;
  readonly rollbackOf?: string;
}

/** What AWS does not document, and what was measured: each with the value that recorded runs show. */
export interface CodeDeployTimings {
  /** From the start of a deployment to its first reading of alarms and alias. @default 700 ms (0.73 s in a recorded run) */
  readonly startCheck: Millis;
  /** Spent in each lifecycle event besides its hook or waits. @default 500 ms (2.3 s in all in a recorded run) */
  readonly lifecycleEvent: Millis;
  /** Between two readings of the alarms. @default 15 s (undocumented; recorded stops came within 16 to 29 s) */
  readonly pollInterval: Millis;
  /** A whole rollback deployment of an alias. @default 2 s (recorded) */
  readonly rollback: Millis;
  /** A whole rollback deployment of an ECS service. @default 20 s (23 s recorded, the poll before it included) */
  readonly ecsRollback: Millis;
  /** How long a hook may take to call back (documented). @default 3,600 s */
  readonly hookTimeout: Millis;
}

export const defaultTimings: CodeDeployTimings = {
  startCheck: 700,
  lifecycleEvent: 500,
  pollInterval: 15_000,
  rollback: 2_000,
  ecsRollback: 20_000,
  hookTimeout: 3_600_000,
};

/** Behaviour that AWS does not document; a report lists those it used. */
export interface CodeDeployAssumptions {
  /** What an alarm name that does not exist does to a deployment. @default 'ignored' */
  readonly unknownAlarm: 'ignored' | 'poll-failure';
  /** The error code of a hook that never called back. @default 'TIMEOUT' */
  readonly hookTimeoutCode: 'TIMEOUT' | 'HOOK_EXECUTION_FAILURE';
}

export const defaultAssumptions: CodeDeployAssumptions = { unknownAlarm: 'ignored', hookTimeoutCode: 'TIMEOUT' };

export function isTerminal(status: DeploymentStatus): boolean {
  return status === 'Succeeded' || status === 'Failed' || status === 'Stopped';
}
