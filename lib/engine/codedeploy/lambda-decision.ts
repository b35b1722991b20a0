import type { Instant, Millis } from '../clock';
import type {
  AliasRouting,
  CodeDeployAssumptions,
  CodeDeployTimings,
  Deployment,
  DeploymentStatus,
  LambdaLifecycleEvent,
  LifecycleStatus,
} from './deployment';

/** What DescribeAlarms said of the group's alarms: those in ALARM, in the group's order, or why it could not say. */
export type AlarmReading = { readonly inAlarm: readonly string[] } | { readonly failure: string };

/** What happens to a deployment. Inputs that come too late for the state they were meant for change nothing. */
export type LambdaInput =
  | { readonly type: 'start' }
  | { readonly type: 'startCheck'; readonly alias: AliasRouting | undefined; readonly alarms: AlarmReading }
  | { readonly type: 'alarms'; readonly alarms: AlarmReading }
  /** The event has been entered, and what CodeDeploy does by itself in it is done. */
  | { readonly type: 'entered'; readonly event: LambdaLifecycleEvent }
  | { readonly type: 'shift'; readonly step: number }
  | { readonly type: 'hookStatus'; readonly executionId: string; readonly status: 'Succeeded' | 'Failed' }
  | { readonly type: 'hookTimeout'; readonly executionId: string }
  | { readonly type: 'hookNotInvoked'; readonly executionId: string; readonly message: string }
  | { readonly type: 'stop'; readonly autoRollback?: boolean }
  | { readonly type: 'rollbackDone' };

/** What follows from an input, for the driver to carry out in this order. */
export type LambdaEffect =
  | {
      readonly type: 'report';
      readonly event: 'deployment' | LambdaLifecycleEvent;
      readonly status: DeploymentStatus | LifecycleStatus;
      readonly detail?: string;
      readonly weight?: number;
    }
  | { readonly type: 'setAlias'; readonly alias: AliasRouting }
  | {
      readonly type: 'invokeHook';
      readonly event: LambdaLifecycleEvent;
      readonly functionName: string;
      readonly executionId: string;
    }
  | { readonly type: 'schedule'; readonly after: Millis; readonly input: LambdaInput }
  /** Read alias and alarms after this time, and give them as `startCheck`. */
  | { readonly type: 'scheduleStartCheck'; readonly after: Millis }
  /** Start a deployment of the last good revision. */
  | { readonly type: 'rollBack' };

export interface LambdaDecision {
  readonly next: Deployment;
  readonly effects: readonly LambdaEffect[];
  readonly reason: string;
}

/** What a decision may depend on besides state and input. */
export interface LambdaContext {
  readonly at: Instant;
  readonly timings: CodeDeployTimings;
  readonly assumptions: CodeDeployAssumptions;
}
