import type { Instant, Millis } from '../clock';
import type {
  CodeDeployAssumptions,
  CodeDeployTimings,
  DeploymentOf,
  DeploymentStatus,
  DeploymentWait,
  LifecycleStatus,
} from './deployment';
import type { DeploymentError } from './messages';

/** What differs between the compute platforms of CodeDeploy. `Event` names their lifecycle events. */
export interface Lifecycle<Event extends string, Revision> {
  /** In the order in which they run. */
  readonly events: readonly Event[];
  /** The event in which traffic moves by the group's schedule. */
  readonly trafficEvent: Event;
  /** The function that validates an event; `undefined`: none. */
  hookOf(event: Event, revision: Revision): string | undefined;
  /** Spent in an event besides its hook or its shifts. */
  durationOf(event: Event, revision: Revision, timings: CodeDeployTimings): Millis;
  /** Why an event fails by itself; `undefined`: it does not. */
  failureOf(event: Event, revision: Revision): DeploymentError | undefined;
  /** Whether something must be done outside when this event begins, such as starting tasks. */
  performs(event: Event): boolean;
  /** Where the deployment waits for ContinueDeployment before an event, how long; `undefined`: it goes on. */
  readyWait(event: Event, revision: Revision): Millis | undefined;
  /** How long the original environment stays after the last event. */
  terminationWait(revision: Revision): Millis;
  /** Whether a failure in this event can be rolled back. */
  canRollBack(event: Event | undefined): boolean;
  rollbackDuration(timings: CodeDeployTimings): Millis;
  /** What a shift did, for people. */
  describeShift(weight: number, revision: Revision): string;
}

/** What DescribeAlarms said of the group's alarms: those in ALARM, in the group's order, or why it could not say. */
export type AlarmReading = { readonly inAlarm: readonly string[] } | { readonly failure: string };

/** What happens to a deployment. Inputs that come too late for the state they were meant for change nothing. */
export type DeploymentInput<Event extends string> =
  | { readonly type: 'start' }
  /** `refusal`: what is wrong with the revision, or with what it is to replace. */
  | { readonly type: 'startCheck'; readonly refusal?: DeploymentError; readonly alarms: AlarmReading }
  | { readonly type: 'alarms'; readonly alarms: AlarmReading }
  /** The event has been entered, and what CodeDeploy does by itself in it is done. */
  | { readonly type: 'entered'; readonly event: Event }
  | { readonly type: 'shift'; readonly step: number }
  | { readonly type: 'hookStatus'; readonly executionId: string; readonly status: 'Succeeded' | 'Failed' }
  | { readonly type: 'hookTimeout'; readonly executionId: string }
  | { readonly type: 'hookNotInvoked'; readonly executionId: string; readonly error: DeploymentError }
  /** ContinueDeployment, or the end of a termination wait. */
  | { readonly type: 'continue'; readonly wait: DeploymentWait }
  | { readonly type: 'readyTimeout' }
  | { readonly type: 'stop'; readonly autoRollback?: boolean }
  | { readonly type: 'rollbackDone' };

/** What follows from an input, for the driver to carry out in this order. */
export type DeploymentEffect<Event extends string> =
  | Report<Event>
  /** Give the candidate this share of traffic; 1 means all, for good. */
  | { readonly type: 'shift'; readonly weight: number }
  | { readonly type: 'invokeHook'; readonly event: Event; readonly functionName: string; readonly executionId: string }
  /** Do what an event stands for outside: start tasks, route test traffic, terminate the original environment. */
  | { readonly type: 'perform'; readonly event: Event | 'terminateOriginal' }
  | { readonly type: 'schedule'; readonly after: Millis; readonly input: DeploymentInput<Event> }
  /** Check the revision and read the alarms after this time, and give both as `startCheck`. */
  | { readonly type: 'scheduleStartCheck'; readonly after: Millis }
  /** Start a deployment of the last good revision. */
  | { readonly type: 'rollBack' };

export interface Report<Event extends string> {
  readonly type: 'report';
  readonly event: 'deployment' | Event;
  readonly status: DeploymentStatus | LifecycleStatus;
  readonly detail?: string;
  readonly weight?: number;
}

export interface DeploymentDecision<Event extends string, Revision> {
  readonly next: DeploymentOf<Event, Revision>;
  readonly effects: readonly DeploymentEffect<Event>[];
  readonly reason: string;
}

/** What a decision may depend on besides state and input. */
export interface DecisionContext {
  readonly at: Instant;
  readonly timings: CodeDeployTimings;
  readonly assumptions: CodeDeployAssumptions;
}
