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
  /** Whether the deployment's rollback brought all traffic back to the baseline. */
  readonly rolledBack: boolean;
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
  const { stack, deployments, requests, trigger } = evidence;
  // Servers are deployed without an update of the stack.
  if (stack === undefined && (evidence.refused !== undefined || deployments.length === 0)) {
    return {
      outcome: 'refused',
      stoppedBy: 'none',
      reason: `CloudFormation refuses the template: ${evidence.refused ?? ''}`,
    };
  }
  const stopped = deployments.find(({ status }) => status === 'Stopped' || status === 'Failed');
  if (stopped === undefined && (stack === undefined || stack.status === 'UPDATE_COMPLETE')) {
    const reason =
      deployments.length === 0
        ? 'the stack was updated, and no traffic moved: there was no deployment'
        : `all traffic reached the candidate: it served ${requests.candidate} requests, ${requests.candidateFailed} of which failed`;
    return { outcome: 'succeeded', stoppedBy: 'none', reason };
  }
  if (stopped === undefined) {
    return { outcome: 'failed', stoppedBy: 'none', reason: stack?.reason ?? `the stack ended as ${stack?.status}` };
  }
  const outcome = evidence.rolledBack ? 'rolled-back' : 'failed';
  const left = evidence.rolledBack ? '' : '; no rollback followed, and traffic still reaches the candidate';
  if (stopped.error?.code === 'ALARM_ACTIVE') {
    const first = trigger[0];
    const alarm = first === undefined ? stopped.error.message : `${first.alarm} was in ALARM: ${first.reason}`;
    // The check at the start comes before the first lifecycle event.
    const stoppedBy = stopped.events.some(({ startTime }) => startTime !== undefined) ? 'alarm' : 'start-check';
    const when = stoppedBy === 'start-check' ? 'before any traffic moved, ' : '';
    return { outcome, stoppedBy, reason: `${when}${left === '' ? alarm : alarm.replace(/\.$/, '')}${left}` };
  }
  if (stopped.error?.code === 'HOOK_EXECUTION_FAILURE' || stopped.error?.code === 'TIMEOUT') {
    const event = stopped.events.find(({ status }) => status === 'Failed')?.name ?? 'hook';
    const why = evidence.hookReason ?? stopped.error.message;
    return { outcome, stoppedBy: 'hook', reason: `the ${event} hook failed: ${why}${left}` };
  }
  return { outcome, stoppedBy: 'none', reason: `${stopped.error?.message ?? 'the deployment ended'}${left}` };
}
