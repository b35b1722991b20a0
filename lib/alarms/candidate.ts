import type { Duration } from 'aws-cdk-lib';
import type { Condition } from './signal';

/** A function of the release, as its metrics know it. */
export interface CandidateFunction {
  /** Tells the functions of one guard apart in alarm names; empty where there is only one. */
  readonly label: string;
  readonly functionName: string;
  /** The alias that takes production traffic, by name: a reference to it would wait for the shift that the alarm guards. */
  readonly aliasName: string;
  /** The version being deployed. */
  readonly version: string;
}

/** A canary whose runs say something about the candidate. */
export interface CandidateCanary {
  /** Names the canary in alarm names, such as `storefront-page`. */
  readonly label: string;
  /** By name, never by reference: see `CandidateFunction.aliasName`. */
  readonly canaryName: string;
  /** The time between two runs while it runs. */
  readonly interval: Duration;
  /** The longest that one run takes. */
  readonly timeout: Duration;
  /** Whether it also runs when nothing is deployed: then silence is a fault. */
  readonly alwaysRuns: boolean;
  /** Whether its every request reaches the candidate. */
  readonly pinned: boolean;
  /** The function that serves its requests. @default - not known: it watches the release as a whole */
  readonly serves?: CandidateFunction;
}

/** A target group of a load balancer in front of the release. */
export interface CandidateTargetGroup {
  /** Tells them apart in alarm names; empty where there is only one. */
  readonly label: string;
  /** As CloudWatch names it: `targetgroup/name/id`. */
  readonly targetGroup: string;
  /** The one that the baseline stands behind: to be seen beside it. @default - there is none */
  readonly baseline?: string;
  /** Seconds since 1970: earlier minutes are about another release. @default - all count */
  readonly since?: string;
  /** As CloudWatch names it: `app/name/id`. */
  readonly loadBalancer: string;
  /** Whether it serves both versions at once, as that of servers does which are updated in place. @default false */
  readonly mixed?: boolean;
}

/** What a guard watches: the functions of one release and the canaries that are pinned to it. */
export interface Candidate {
  readonly guardName: string;
  readonly functions: readonly CandidateFunction[];
  /** What stands behind a load balancer: services of ECS, servers. @default - none */
  readonly targetGroups?: readonly CandidateTargetGroup[];
  readonly canaries: readonly CandidateCanary[];
  /** What a service or servers call the new version, as its log lines and metrics may: `12`. @default - they are functions */
  readonly revision?: string;
  /** Names the release in alarm names, such as `v12`: each release gets new alarms, born without a state of their past. */
  readonly release: string;
}

/**
 * The dimensions of the requests that the candidate served through the live alias, and of no other.
 * FunctionName alone mixes all versions; Resource=fn:12 never sees traffic that came through an alias.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-view.html
 */
export function executedVersion(of: CandidateFunction): Record<string, string> {
  return {
    FunctionName: of.functionName,
    Resource: `${of.functionName}:${of.aliasName}`,
    ExecutedVersion: of.version,
  };
}

/** What a condition on one function says of itself: another function's new version is no release of this one. */
export function ofFunction(fn: CandidateFunction): Pick<Condition, 'release' | 'fn'> {
  return { release: `v${fn.version}`, fn };
}

/** @throws where the guard has no function that the signal could measure. */
export function functionsOf(signal: string, { functions, guardName }: Candidate): readonly CandidateFunction[] {
  if (functions.length > 0) return functions;
  throw new Error(
    `${signal} measures Lambda functions, and ${guardName} has none; behind a load balancer use TargetGroupErrors and ` +
      'TargetGroupLatency.',
  );
}

/** @throws where the guard has no target group that the signal could measure. */
export function targetGroupsOf(
  signal: string,
  { targetGroups = [], guardName }: Candidate,
): readonly CandidateTargetGroup[] {
  if (targetGroups.length > 0) return targetGroups;
  throw new Error(
    `${signal} measures the target groups of a load balancer, and ${guardName} has none; of Lambda functions use ErrorRate and Latency.`,
  );
}
