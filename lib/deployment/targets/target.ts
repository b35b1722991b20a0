import type { Duration } from 'aws-cdk-lib';
import type { IDependable } from 'constructs';
import type { Candidate, CandidateCanary, CandidateFunction, GuardAlarms } from '../../alarms';
import type { GuardRunbookNames, RunbookTarget } from '../../runbooks';
import type { Deployments } from '../deployments';
import type { GuardCanary } from '../guard-canary';
import type { GuardFunction } from '../guard-function';
import type { PinnedCanaries } from '../pinned-canaries';
import type { PinnedPath } from '../pinned-path';
import type { Review } from '../review-conditions';
import type { Waits } from '../waits';

/** What a guard deploys to: each platform shifts traffic, asks hooks and goes back in its own way. */
export interface Target<P extends Protection = Protection> {
  /** Which of the runbooks' sections and names are its own. */
  readonly platform: RunbookTarget;
  /** How traffic moves, in words. */
  readonly shift: string;
  /** How long a deployment takes when all goes well, and the longest that it can take. */
  readonly usual: Duration;
  readonly longest: Duration;
  /** Whether the hooks go on reading alarms when the candidate has all traffic. */
  readonly bakes: boolean;
  /** Where a canary runs while a release is deployed. @throws where there is no such address */
  pathOf(canary: GuardCanary): PinnedPath;
  /** Which function it is that runs behind that address; `undefined`: it is the release as a whole. */
  servedBy(canary: GuardCanary): CandidateFunction | undefined;
  /** What the signals see. */
  candidate(canaries: readonly CandidateCanary[]): Candidate;
  /** Has the platform ask the canaries, read the alarms and go back. */
  protect(alarms: GuardAlarms, pinned: PinnedCanaries): P;
  /** Whether each condition can stop a bad release at all. */
  review(alarms: GuardAlarms): Review;
}

export interface GuardNames {
  readonly guard: string;
  readonly dashboard: string;
  readonly stack: string;
  readonly canary: readonly string[];
}

/** What the guard goes on with once the platform is told of it. */
export interface Protection {
  readonly deployments: Deployments;
  readonly waits: Waits;
  /** Where the candidate logs, by name. */
  readonly logGroups: readonly string[];
  /** What the commands of the runbooks name: what every guard has, and what this platform has. */
  names(everyGuards: GuardNames): GuardRunbookNames;
  /** Further outputs of the stack. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Has the platform ask these canaries as well, when all traffic has moved. */
  runAfterwards(liveCanaries: readonly string[]): void;
  /** Has the report look at a deployment when it should long be over: every event of it may be lost. */
  reportLater(report: GuardFunction, after: Duration): void;
  /** No deployment begins before these exist. */
  waitFor(...dependencies: readonly IDependable[]): void;
}
