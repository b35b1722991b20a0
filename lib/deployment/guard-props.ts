import { Duration } from 'aws-cdk-lib';
import type { Rule, RuleAlarms, Signal } from '../alarms';
import type { ExistingCanary } from './existing-canary';
import type { GuardCanary } from './guard-canary';
import type { RollbackReportProps } from './rollback-report';

/** What a guard is told whatever it deploys to. */
export interface GuardProps {
  /** What is measured of the new version, and when it is bad. */
  readonly signals: readonly Signal[];
  /** When the alarms together stop a release, such as `(alarms) => atLeast(2).of(...alarms.all)`. @default - any of them */
  readonly rule?: (alarms: RuleAlarms) => Rule;
  /** Requests that are served in a minute, in a quiet hour: whether a signal can speak at all follows from it. */
  readonly expectedRequestsPerMinute: number;
  /** Scripts that use the service as its users do. @default - none */
  readonly canaries?: readonly GuardCanary[];
  /** Canaries that the guard did not make, for signals to measure. @default - none */
  readonly existingCanaries?: readonly ExistingCanary[];
  /** What alarms, canaries and schedules are named after: letters, digits, `-`, `_`. @default - the stack's name and the id */
  readonly guardName?: string;
  /** Where the runbooks are published. @default - the context `aviary:runbooks`, else the guard's dashboard, which shows them */
  readonly runbooks?: string;
  /** Whom to tell why a release did not get through; `false`: nobody. @default - a topic of its own: `guard.report.topic` */
  readonly report?: RollbackReportProps | false;
  /** How many releases a month synth reckons with when it says what the canaries cost. @default 20 */
  readonly releasesAMonth?: number;
  /** Whether the guard has a dashboard, named after it: three dollars a month beyond an account's third. @default true */
  readonly dashboard?: boolean;
}

/** What a guard is told whose deployments CloudFormation starts and waits for. */
export interface StackGuardProps extends GuardProps {
  /**
   * How long CloudFormation goes on watching after the deployment: 1 to 180 minutes. The stack then has an output
   * `…RollbackConfiguration`, which is set once, after the first deployment: see `rollbackConfiguration`.
   * @default - CloudFormation does not watch
   */
  readonly longBake?: Duration;
}

/** The hook has an hour, and needs the end of it for its answer. */
const MAX_BAKE_MINUTES = 55;

/** @throws where it is no count of requests. */
export function requestsPerMinuteOf({ expectedRequestsPerMinute }: GuardProps): number {
  if (expectedRequestsPerMinute > 0 && Number.isFinite(expectedRequestsPerMinute)) return expectedRequestsPerMinute;
  throw new Error(
    `expectedRequestsPerMinute is ${expectedRequestsPerMinute}; it is the count of requests in a quiet minute, above 0.`,
  );
}

/** The bake of the AfterAllowTraffic hook. @throws where it cannot bake for so long */
export function bakeOf({ bake = Duration.minutes(0) }: { readonly bake?: Duration }): Duration {
  const minutes = bake.toMinutes({ integral: false });
  if (!Number.isInteger(minutes) || minutes < 0 || minutes > MAX_BAKE_MINUTES) {
    throw new Error(
      `bake is ${bake.toSeconds()} seconds; the AfterAllowTraffic hook bakes 0 to ${MAX_BAKE_MINUTES} whole minutes. ` +
        'For longer, use longBake or the pipeline.',
    );
  }
  return bake;
}
