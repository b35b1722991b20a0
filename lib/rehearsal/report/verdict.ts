import type { StackResult } from '../../engine/cloudformation';
import type { Outcome, StoppedBy } from '../scenario';
import type { RequestCounts, TrippedAlarm } from './rehearsal';
import type { ReleaseDeployment } from './release-deployment';

/** What a verdict rests on. */
export interface Evidence {
  /** How the update of the stack ended; undefined where CloudFormation refused the template. */
  readonly stack: StackResult | undefined;
  /** Why CloudFormation refused the template. */
  readonly refused?: string;
  /** The release's deployments, rollbacks left out, in the order of their creation. */
  readonly deployments: readonly ReleaseDeployment[];
  /** Whether all traffic reaches the baseline. */
  readonly isAtBaseline: boolean;
  /** The rollback of the deployment that was stopped, where there was one. */
  readonly rollback?: ReleaseDeployment;
  /** What CloudFormation said of the resources that failed. */
  readonly failures: readonly string[];
  readonly trigger: readonly TrippedAlarm[];
  readonly requests: RequestCounts;
  /** What a hook said for itself, in its log. */
  readonly hookReason?: string;
}

export interface Verdict {
  readonly outcome: Outcome;
  readonly stoppedBy: StoppedBy;
  readonly reason: string;
}

/** The outcome, who brought it about, and why in one sentence with its numbers. */
export function verdictOf(evidence: Evidence): Verdict {
  const { stack, deployments, requests } = evidence;
  // Servers are deployed without an update of the stack.
  if (stack === undefined && (evidence.refused !== undefined || deployments.length === 0)) {
    return {
      outcome: 'refused',
      stoppedBy: 'none',
      reason: `CloudFormation refuses the template: ${evidence.refused ?? ''}`,
    };
  }
  const stopped = firstStopped(deployments);
  if (stopped === undefined && (stack === undefined || stack.status === 'UPDATE_COMPLETE')) {
    const reason =
      deployments.length === 0
        ? 'the stack was updated, and no traffic moved: there was no deployment'
        : requests.candidate === 0
          ? 'all traffic was given to the candidate, and no request met it'
          : `all traffic reached the candidate: it served ${requests.candidate} requests, ${requests.candidateFailed} of which failed`;
    return { outcome: 'succeeded', stoppedBy: 'none', reason };
  }
  if (stopped === undefined) {
    const stackReason = stack?.reason?.trim() || `the stack ended as ${stack?.status}`;
    return { outcome: 'failed', stoppedBy: 'none', reason: [stackReason, ...evidence.failures].join(' ') };
  }
  return verdictOfStop(stopped, evidence);
}

/** The deployment that ended the release: those that CloudFormation stops for its sake end after it. */
export function firstStopped(deployments: readonly ReleaseDeployment[]): ReleaseDeployment | undefined {
  const stopped = deployments.filter(({ status }) => status === 'Stopped' || status === 'Failed');
  const endOf = ({ completeTime = Number.POSITIVE_INFINITY }: ReleaseDeployment) => completeTime;
  return stopped.sort((a, b) => endOf(a) - endOf(b))[0];
}

/** A deployment that did not get through: who stopped it, and whether it was taken back. */
function verdictOfStop(stopped: ReleaseDeployment, evidence: Evidence): Verdict {
  const { isAtBaseline, rollback, trigger } = evidence;
  const isBack = isAtBaseline && rollback?.status !== 'Failed';
  const outcome = isBack ? 'rolled-back' : 'failed';
  const reason = (why: string) => (isBack ? why : `${why.replace(/\.$/, '')}${leftBehind(isAtBaseline, rollback)}`);
  const { error } = stopped;
  if (error?.code === 'ALARM_ACTIVE') {
    const first = trigger[0];
    const alarm = first === undefined ? error.message : `${first.alarm} was in ALARM: ${first.reason}`;
    // The check at the start comes before the first lifecycle event.
    const stoppedBy = stopped.events.some(({ startTime }) => startTime !== undefined) ? 'alarm' : 'start-check';
    const when = stoppedBy === 'start-check' ? 'before any traffic moved, ' : '';
    return { outcome, stoppedBy, reason: reason(when + alarm) };
  }
  if (error?.code === 'HOOK_EXECUTION_FAILURE' || error?.code === 'TIMEOUT') {
    const event = stopped.events.find(({ status }) => status === 'Failed')?.name ?? 'hook';
    const why = evidence.hookReason ?? error.message;
    return { outcome, stoppedBy: 'hook', reason: reason(`the ${event} hook failed: ${why}`) };
  }
  const numbers = stopped.because === undefined ? '' : ` ${stopped.because}.`;
  return { outcome, stoppedBy: 'none', reason: reason(`${error?.message ?? 'the deployment ended'}${numbers}`) };
}

function leftBehind(isAtBaseline: boolean, rollback: ReleaseDeployment | undefined): string {
  const traffic = isAtBaseline ? 'no traffic reaches the candidate' : 'traffic still reaches the candidate';
  return rollback === undefined
    ? `; no rollback followed, and ${traffic}`
    : `; its rollback ${rollback.id} failed as well, and ${traffic}`;
}
