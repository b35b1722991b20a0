import type { AutoRollbackEvent, DeploymentOf } from './deployment';
import type { DecisionContext, DeploymentDecision, Lifecycle } from './lifecycle';
import type { DeploymentError } from './messages';

/**
 * The deployment ends before its time: the event in progress has failed, those after it are skipped, and a rollback follows where
 * the group, or who stops it, wants one and the platform can.
 */
export function end<Event extends string, Revision>(
  lifecycle: Lifecycle<Event, Revision>,
  { waiting: _, ...state }: DeploymentOf<Event, Revision>,
  status: 'Failed' | 'Stopped',
  error: DeploymentError,
  { at }: DecisionContext,
  rollBack: boolean | undefined,
): DeploymentDecision<Event, Revision> {
  const running = state.events.find((e) => e.status === 'InProgress')?.name;
  const events = state.events.map((event) => {
    if (event.status === 'InProgress') return { ...event, status: 'Failed' as const, endTime: at };
    return event.status === 'Pending' ? { ...event, status: 'Skipped' as const } : event;
  });
  const reports = events
    .filter((e) => e.status === 'Skipped' || e.name === running)
    .map((e) => ({ type: 'report' as const, event: e.name, status: e.status }));
  const wanted = rollBack ?? state.group.autoRollback.includes(rollbackEventOf(status, error));
  const follows = wanted && lifecycle.canRollBack(running);
  return {
    next: { ...state, status, error, events, completeTime: at },
    effects: [
      ...reports,
      { type: 'report', event: 'deployment', status },
      ...(follows ? [{ type: 'rollBack' } as const] : []),
    ],
    reason: `${error.code}: ${error.message}`,
  };
}

/** A rollback deployment has ended: it has neither hooks nor steps. */
export function rolledBack<Event extends string, Revision>(
  state: DeploymentOf<Event, Revision>,
  { at }: DecisionContext,
): DeploymentDecision<Event, Revision> {
  const events = state.events.map((event) => ({
    ...event,
    status: 'Succeeded' as const,
    startTime: at,
    endTime: at,
  }));
  return {
    next: { ...state, status: 'Succeeded', events, weight: 1, completeTime: at },
    effects: [
      { type: 'shift', weight: 1 },
      ...events.map(({ name }) => ({ type: 'report' as const, event: name, status: 'Succeeded' as const })),
      { type: 'report', event: 'deployment', status: 'Succeeded' },
    ],
    reason: 'the last good revision has all traffic',
  };
}

function rollbackEventOf(status: 'Failed' | 'Stopped', error: DeploymentError): AutoRollbackEvent {
  if (status === 'Failed') return 'DEPLOYMENT_FAILURE';
  return error.code === 'ALARM_ACTIVE' ? 'DEPLOYMENT_STOP_ON_ALARM' : 'DEPLOYMENT_STOP_ON_REQUEST';
}
