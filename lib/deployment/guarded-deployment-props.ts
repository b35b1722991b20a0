import { Duration } from 'aws-cdk-lib';
import type { Alias, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Rule, RuleAlarms, Signal } from '../alarms';
import { shiftWindow } from '../engine/guard';
import type { ExistingCanary } from './existing-canary';
import type { GuardCanary } from './guard-canary';
import type { Payload } from './pinned-path';
import type { RollbackReportProps } from './rollback-report';
import type { TrafficShift } from './traffic-shift';

export interface GuardedDeploymentProps {
  /**
   * What is deployed: functions, which get an alias `live`, or aliases that exist, which keep their name and logical id.
   * All of one release, under one composite alarm. A function that a release leaves as it is has its alarm on the version
   * in production.
   */
  readonly functions: readonly (LambdaFunction | Alias)[];
  /** How traffic moves to a new version. */
  readonly shift: TrafficShift;
  /** What is measured of the new version, and when it is bad. */
  readonly signals: readonly Signal[];
  /** When the alarms together stop a release, such as `(alarms) => atLeast(2).of(...alarms.all)`. @default - any of them */
  readonly rule?: (alarms: RuleAlarms) => Rule;
  /** Requests that each function serves in a minute, in a quiet hour: whether a signal can speak at all follows from it. */
  readonly expectedRequestsPerMinute: number;
  /** Scripts that use the service as its users do. @default - none */
  readonly canaries?: readonly GuardCanary[];
  /** Canaries that the guard did not make, for signals to measure. @default - none */
  readonly existingCanaries?: readonly ExistingCanary[];
  /**
   * The form of the events that the functions read. With `1.0`, of REST APIs and of HTTP APIs that are told so, pinned
   * canaries reach the candidate by a second API, since a function URL sends 2.0. @default '2.0'
   */
  readonly payload?: Payload;
  /** How long the guard goes on watching when the candidate has all traffic: 0 to 55 minutes. @default Duration.minutes(0) */
  readonly bake?: Duration;
  /**
   * How long CloudFormation goes on watching after the deployment: 1 to 180 minutes. The stack then has an output
   * `…RollbackConfiguration`, which is set once, after the first deployment: see `rollbackConfiguration`.
   * @default - CloudFormation does not watch
   */
  readonly longBake?: Duration;
  /** What alarms, canaries and schedules are named after: letters, digits, `-`, `_`. @default - the stack's name and the id */
  readonly guardName?: string;
  /** Where the runbooks are published. @default - the context `aviary:runbooks`, else the guard's dashboard, which shows them */
  readonly runbooks?: string;
  /** Whom to tell why a release did not get through; `false`: nobody. @default - a topic of its own: `guard.report.topic` */
  readonly report?: RollbackReportProps | false;
  /** Where CodeDeploy itself publishes what happens to each deployment, good or bad. @default - nowhere */
  readonly deploymentEvents?: ITopic;
  /** How many releases a month synth reckons with when it says what the canaries cost. @default 20 */
  readonly releasesAMonth?: number;
  /** Whether the guard has a dashboard, named after it: three dollars a month beyond an account's third. @default true */
  readonly dashboard?: boolean;
}

/** The hook has an hour, and needs the end of it for its answer. */
const MAX_BAKE_MINUTES = 55;

/** @throws where it is no count of requests. */
export function requestsPerMinuteOf({ expectedRequestsPerMinute }: GuardedDeploymentProps): number {
  if (expectedRequestsPerMinute > 0 && Number.isFinite(expectedRequestsPerMinute)) return expectedRequestsPerMinute;
  throw new Error(
    `expectedRequestsPerMinute is ${expectedRequestsPerMinute}; it is the count of requests in a quiet minute, above 0.`,
  );
}

/** @throws where the hook cannot bake for so long. */
export function bakeOf({ bake = Duration.minutes(0) }: GuardedDeploymentProps): Duration {
  const minutes = bake.toMinutes({ integral: false });
  if (!Number.isInteger(minutes) || minutes < 0 || minutes > MAX_BAKE_MINUTES) {
    throw new Error(
      `bake is ${bake.toSeconds()} seconds; the AfterAllowTraffic hook bakes 0 to ${MAX_BAKE_MINUTES} whole minutes. ` +
        'For longer, use longBake or the pipeline.',
    );
  }
  return bake;
}

/** How long a deployment takes when all goes well: a few minutes for the hooks. */
export function usualDeployment(props: GuardedDeploymentProps): Duration {
  const { total } = shiftWindow(props.shift.shift, bakeOf(props).toSeconds());
  return Duration.minutes(Math.ceil(total / 60) + 3);
}

/** The longest that a deployment takes: the hooks before and after have up to an hour each. */
export function longestDeployment(props: GuardedDeploymentProps): Duration {
  return usualDeployment(props).plus(Duration.minutes(117));
}
