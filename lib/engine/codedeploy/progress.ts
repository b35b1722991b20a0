import type { DeploymentOf } from './deployment';
import { statusOf, unchanged, withEvent } from './deployment-state';
import { end } from './ending';
import type { DecisionContext, DeploymentDecision, DeploymentEffect, Lifecycle } from './lifecycle';
import type { DeploymentError } from './messages';
import { shiftSchedule } from './routing';

/** A lifecycle event begins, or is waited for to be continued. */
export function enter<Event extends string, Revision>(
  lifecycle: Lifecycle<Event, Revision>,
  state: DeploymentOf<Event, Revision>,
  event: Event,
  context: DecisionContext,
  before: readonly DeploymentEffect<Event>[],
): DeploymentDecision<Event, Revision> {
  const wait = lifecycle.readyWait(event, state.revision);
  if (wait !== undefined && state.status !== 'Ready') {
    return {
      next: { ...state, status: 'Ready', waiting: 'READY_WAIT' },
      effects: [
        ...before,
        { type: 'report', event: 'deployment', status: 'Ready' },
        { type: 'schedule', after: wait, input: { type: 'readyTimeout' } },
      ],
      reason: `waits up to ${wait / 60_000} minutes to be continued`,
    };
  }
  const next = withEvent(state, event, { status: 'InProgress', startTime: context.at });
  const after = lifecycle.durationOf(event, state.revision, context.timings);
  return {
    next: { ...next, status: 'InProgress' },
    effects: [
      ...before,
      { type: 'report', event, status: 'InProgress' },
      ...(lifecycle.performs(event) ? [{ type: 'perform', event } as const] : []),
      { type: 'schedule', after, input: { type: 'entered', event } },
    ],
    reason: `${event} begins`,
  };
}

/** What CodeDeploy does by itself in an event is done: its hook runs, or traffic moves. */
export function entered<Event extends string, Revision>(
  lifecycle: Lifecycle<Event, Revision>,
  state: DeploymentOf<Event, Revision>,
  event: Event,
  context: DecisionContext,
): DeploymentDecision<Event, Revision> {
  if (statusOf(state, event) !== 'InProgress') return unchanged(state, `${event} is not in progress`);
  const failure = lifecycle.failureOf(event, state.revision);
  if (failure !== undefined) return end(lifecycle, state, 'Failed', failure, context, undefined);
  if (event === lifecycle.trafficEvent) return shift(lifecycle, state, 0, context);
  const functionName = lifecycle.hookOf(event, state.revision);
  if (functionName === undefined) return complete(lifecycle, state, event, context, []);
  const executionId = hookExecutionId(state.id, event);
  return {
    next: withEvent(state, event, { hookExecutionId: executionId }),
    effects: [
      { type: 'invokeHook', event, functionName, executionId },
      { type: 'schedule', after: context.timings.hookTimeout, input: { type: 'hookTimeout', executionId } },
    ],
    reason: `${event} waits for ${functionName}`,
  };
}

/** One step of the shift; the next follows after its interval. */
export function shift<Event extends string, Revision>(
  lifecycle: Lifecycle<Event, Revision>,
  state: DeploymentOf<Event, Revision>,
  step: number,
  context: DecisionContext,
): DeploymentDecision<Event, Revision> {
  const event = lifecycle.trafficEvent;
  if (statusOf(state, event) !== 'InProgress') return unchanged(state, `${event} is not in progress`);
  const schedule = shiftSchedule(state.group.routing);
  const current = schedule[step];
  if (current === undefined) return unchanged(state, `the shift has ${schedule.length} steps`);
  const { weight } = current;
  const detail = lifecycle.describeShift(weight, state.revision);
  const effects: DeploymentEffect<Event>[] = [
    { type: 'shift', weight },
    { type: 'report', event, status: 'InProgress', weight, detail },
  ];
  const next = { ...state, weight };
  const following = schedule[step + 1];
  if (following === undefined) return complete(lifecycle, next, event, context, effects);
  const wait = following.after - current.after;
  effects.push({ type: 'schedule', after: wait, input: { type: 'shift', step: step + 1 } });
  return {
    next,
    effects,
    reason: `step ${step + 1} of ${schedule.length}: ${detail}, then a wait of ${wait / 1000} s`,
  };
}

/** An event has succeeded: the next one begins, or the original environment waits to be terminated. */
function complete<Event extends string, Revision>(
  lifecycle: Lifecycle<Event, Revision>,
  state: DeploymentOf<Event, Revision>,
  event: Event,
  context: DecisionContext,
  before: readonly DeploymentEffect<Event>[],
): DeploymentDecision<Event, Revision> {
  const next = withEvent(state, event, { status: 'Succeeded', endTime: context.at });
  const effects: DeploymentEffect<Event>[] = [...before, { type: 'report', event, status: 'Succeeded' }];
  const { events } = lifecycle;
  const following = events[events.indexOf(event) + 1];
  if (following !== undefined) return enter(lifecycle, next, following, context, effects);
  const wait = lifecycle.terminationWait(state.revision);
  if (wait === 0) return finish(next, context, effects);
  return {
    next: { ...next, waiting: 'TERMINATION_WAIT' },
    effects: [...effects, { type: 'schedule', after: wait, input: { type: 'continue', wait: 'TERMINATION_WAIT' } }],
    reason: `every lifecycle event succeeded; the original environment stays for ${wait / 60_000} minutes`,
  };
}

/** A wait is over: by ContinueDeployment, or by its time. */
export function resume<Event extends string, Revision>(
  lifecycle: Lifecycle<Event, Revision>,
  state: DeploymentOf<Event, Revision>,
  wait: 'READY_WAIT' | 'TERMINATION_WAIT',
  context: DecisionContext,
): DeploymentDecision<Event, Revision> {
  if (state.waiting !== wait) return unchanged(state, `the deployment is not in its ${wait}`);
  const { waiting: _, ...going } = state;
  if (wait === 'TERMINATION_WAIT') return finish(going, context, []);
  const next = state.events.find((event) => event.status === 'Pending');
  return next === undefined ? finish(going, context, []) : enter(lifecycle, going, next.name, context, []);
}

/** Everything succeeded. */
export function finish<Event extends string, Revision>(
  { waiting: _, ...state }: DeploymentOf<Event, Revision>,
  { at }: DecisionContext,
  before: readonly DeploymentEffect<Event>[],
): DeploymentDecision<Event, Revision> {
  return {
    next: { ...state, status: 'Succeeded', completeTime: at },
    effects: [
      ...before,
      { type: 'perform', event: 'terminateOriginal' },
      { type: 'report', event: 'deployment', status: 'Succeeded' },
    ],
    reason: 'every lifecycle event succeeded',
  };
}

/** A hook called back, ran out of time or could not be invoked; `error`: why its event fails. */
export function hookEnded<Event extends string, Revision>(
  lifecycle: Lifecycle<Event, Revision>,
  state: DeploymentOf<Event, Revision>,
  executionId: string,
  error: DeploymentError | undefined,
  context: DecisionContext,
): DeploymentDecision<Event, Revision> {
  const event = state.events.find((e) => e.hookExecutionId === executionId && e.status === 'InProgress');
  if (event === undefined) return unchanged(state, 'the lifecycle event of this hook has already completed');
  return error === undefined
    ? complete(lifecycle, state, event.name, context, [])
    : end(lifecycle, state, 'Failed', error, context, undefined);
}

/** Opaque to hooks; in AWS it is base64 of an object with encrypted data, so it begins alike here. */
function hookExecutionId(deploymentId: string, event: string): string {
  return btoa(JSON.stringify({ encryptedData: `${deploymentId}/${event}`, ivParameterSpec: '', materialSetSerial: 1 }));
}
