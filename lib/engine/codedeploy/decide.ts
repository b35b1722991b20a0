import { type AutoRollbackEvent, type DeploymentOf, isTerminal, type LifecycleStatus } from './deployment';
import type {
  AlarmReading,
  DecisionContext,
  DeploymentDecision,
  DeploymentEffect,
  DeploymentInput,
  Lifecycle,
} from './lifecycle';
import {
  alarmActive,
  alarmsUnreadable,
  type DeploymentError,
  hookFailed,
  hookTimedOut,
  manualStop,
  notContinued,
} from './messages';
import { shiftSchedule } from './routing';

/**
 * The rules of a CodeDeploy deployment, for every platform that shifts traffic: start check (alarms, then the revision),
 * the lifecycle events with their hooks, traffic by the schedule, the waits. Alarms stop it in any event. A rollback
 * deployment runs neither hooks nor alarms and ignores the group's routing.
 */
export class DeploymentRules<Event extends string, Revision> {
  constructor(private readonly lifecycle: Lifecycle<Event, Revision>) {}

  /** The lifecycle events before any of them began. */
  get pending(): DeploymentOf<Event, Revision>['events'] {
    return this.lifecycle.events.map((name) => ({ name, status: 'Pending' }));
  }

  decide(
    state: DeploymentOf<Event, Revision>,
    input: DeploymentInput<Event>,
    context: DecisionContext,
  ): DeploymentDecision<Event, Revision> {
    if (isTerminal(state.status)) return unchanged(state, `the deployment has ended: ${state.status}`);
    switch (input.type) {
      case 'start':
        return this.#start(state, context);
      case 'startCheck':
        return this.#checkStart(state, input.refusal, input.alarms, context);
      case 'alarms':
        return this.#readAlarms(state, input.alarms, context) ?? unchanged(state, 'no alarm of the group is in ALARM');
      case 'entered':
        return this.#entered(state, input.event, context);
      case 'shift':
        return this.#shift(state, input.step, context);
      case 'hookStatus':
        return this.#hookEnded(
          state,
          input.executionId,
          input.status === 'Succeeded' ? undefined : hookFailed,
          context,
        );
      case 'hookTimeout':
        return this.#hookEnded(state, input.executionId, hookTimedOut(context.assumptions.hookTimeoutCode), context);
      case 'hookNotInvoked':
        return this.#hookEnded(state, input.executionId, { ...hookFailed, message: input.message }, context);
      case 'continue':
        return this.#continue(state, input.wait, context);
      case 'readyTimeout':
        return state.waiting === 'READY_WAIT'
          ? this.#end(state, 'Stopped', notContinued, context, undefined)
          : unchanged(state, 'the deployment was continued in time');
      case 'stop':
        return this.#end(state, 'Stopped', manualStop, context, input.autoRollback);
      case 'rollbackDone':
        return this.#rolledBack(state, context);
    }
  }

  #start(state: DeploymentOf<Event, Revision>, { at, timings }: DecisionContext): DeploymentDecision<Event, Revision> {
    const follow: DeploymentEffect<Event> =
      state.creator === 'codeDeployRollback'
        ? { type: 'schedule', after: this.lifecycle.rollbackDuration(timings), input: { type: 'rollbackDone' } }
        : { type: 'scheduleStartCheck', after: timings.startCheck };
    return {
      next: { ...state, status: 'InProgress', startTime: at },
      effects: [{ type: 'report', event: 'deployment', status: 'InProgress' }, follow],
      reason: 'the deployment starts',
    };
  }

  #checkStart(
    state: DeploymentOf<Event, Revision>,
    refusal: DeploymentError | undefined,
    alarms: AlarmReading,
    context: DecisionContext,
  ): DeploymentDecision<Event, Revision> {
    const stopped = this.#readAlarms(state, alarms, context);
    if (stopped !== undefined) return stopped;
    // Nothing was touched yet, and what is there is not what a rollback would restore.
    if (refusal !== undefined) return this.#end(state, 'Failed', refusal, context, false);
    const [first] = this.lifecycle.events;
    return first === undefined ? this.#finish(state, context, []) : this.#enter(state, first, context, []);
  }

  #readAlarms(
    state: DeploymentOf<Event, Revision>,
    reading: AlarmReading,
    context: DecisionContext,
  ): DeploymentDecision<Event, Revision> | undefined {
    const { group, creator } = state;
    if (creator === 'codeDeployRollback' || !group.alarmsEnabled) return undefined;
    if ('failure' in reading) {
      if (group.ignorePollAlarmFailure) return undefined;
      return this.#end(state, 'Stopped', alarmsUnreadable(reading.failure), context, undefined);
    }
    if (reading.inAlarm.length === 0) return undefined;
    return this.#end(state, 'Stopped', alarmActive(reading.inAlarm), context, undefined);
  }

  #enter(
    state: DeploymentOf<Event, Revision>,
    event: Event,
    context: DecisionContext,
    before: readonly DeploymentEffect<Event>[],
  ): DeploymentDecision<Event, Revision> {
    const wait = this.lifecycle.readyWait(event, state.revision);
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
    const after = this.lifecycle.durationOf(event, state.revision, context.timings);
    return {
      next: { ...next, status: 'InProgress' },
      effects: [
        ...before,
        { type: 'report', event, status: 'InProgress' },
        ...(this.lifecycle.performs(event) ? [{ type: 'perform', event } as const] : []),
        { type: 'schedule', after, input: { type: 'entered', event } },
      ],
      reason: `${event} begins`,
    };
  }

  #entered(
    state: DeploymentOf<Event, Revision>,
    event: Event,
    context: DecisionContext,
  ): DeploymentDecision<Event, Revision> {
    if (statusOf(state, event) !== 'InProgress') return unchanged(state, `${event} is not in progress`);
    const failure = this.lifecycle.failureOf(event, state.revision);
    if (failure !== undefined) return this.#end(state, 'Failed', failure, context, undefined);
    if (event === this.lifecycle.trafficEvent) return this.#shift(state, 0, context);
    const functionName = this.lifecycle.hookOf(event, state.revision);
    if (functionName === undefined) return this.#complete(state, event, context, []);
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

  #shift(
    state: DeploymentOf<Event, Revision>,
    step: number,
    context: DecisionContext,
  ): DeploymentDecision<Event, Revision> {
    const event = this.lifecycle.trafficEvent;
    if (statusOf(state, event) !== 'InProgress') return unchanged(state, `${event} is not in progress`);
    const schedule = shiftSchedule(state.group.routing);
    const current = schedule[step];
    if (current === undefined) return unchanged(state, `the shift has ${schedule.length} steps`);
    const { weight } = current;
    const detail = this.lifecycle.describeShift(weight, state.revision);
    const effects: DeploymentEffect<Event>[] = [
      { type: 'shift', weight },
      { type: 'report', event, status: 'InProgress', weight, detail },
    ];
    const next = { ...state, weight };
    const following = schedule[step + 1];
    if (following === undefined) return this.#complete(next, event, context, effects);
    const wait = following.after - current.after;
    effects.push({ type: 'schedule', after: wait, input: { type: 'shift', step: step + 1 } });
    return {
      next,
      effects,
      reason: `step ${step + 1} of ${schedule.length}: ${detail}, then a wait of ${wait / 1000} s`,
    };
  }

  #complete(
    state: DeploymentOf<Event, Revision>,
    event: Event,
    context: DecisionContext,
    before: readonly DeploymentEffect<Event>[],
  ): DeploymentDecision<Event, Revision> {
    const next = withEvent(state, event, { status: 'Succeeded', endTime: context.at });
    const effects: DeploymentEffect<Event>[] = [...before, { type: 'report', event, status: 'Succeeded' }];
    const { events } = this.lifecycle;
    const following = events[events.indexOf(event) + 1];
    if (following !== undefined) return this.#enter(next, following, context, effects);
    const wait = this.lifecycle.terminationWait(state.revision);
    if (wait === 0) return this.#finish(next, context, effects);
    return {
      next: { ...next, waiting: 'TERMINATION_WAIT' },
      effects: [...effects, { type: 'schedule', after: wait, input: { type: 'continue', wait: 'TERMINATION_WAIT' } }],
      reason: `every lifecycle event succeeded; the original environment stays for ${wait / 60_000} minutes`,
    };
  }

  #continue(
    state: DeploymentOf<Event, Revision>,
    wait: 'READY_WAIT' | 'TERMINATION_WAIT',
    context: DecisionContext,
  ): DeploymentDecision<Event, Revision> {
    if (state.waiting !== wait) return unchanged(state, `the deployment is not in its ${wait}`);
    const { waiting: _, ...going } = state;
    if (wait === 'TERMINATION_WAIT') return this.#finish(going, context, []);
    const next = state.events.find((event) => event.status === 'Pending');
    return next === undefined ? this.#finish(going, context, []) : this.#enter(going, next.name, context, []);
  }

  #finish(
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

  #hookEnded(
    state: DeploymentOf<Event, Revision>,
    executionId: string,
    error: DeploymentError | undefined,
    context: DecisionContext,
  ): DeploymentDecision<Event, Revision> {
    const event = state.events.find((e) => e.hookExecutionId === executionId && e.status === 'InProgress');
    if (event === undefined) return unchanged(state, 'the lifecycle event of this hook has already completed');
    return error === undefined
      ? this.#complete(state, event.name, context, [])
      : this.#end(state, 'Failed', error, context, undefined);
  }

  #end(
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
    const follows = wanted && this.lifecycle.canRollBack(running);
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

  #rolledBack(state: DeploymentOf<Event, Revision>, { at }: DecisionContext): DeploymentDecision<Event, Revision> {
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
}

function unchanged<Event extends string, Revision>(
  state: DeploymentOf<Event, Revision>,
  reason: string,
): DeploymentDecision<Event, Revision> {
  return { next: state, effects: [], reason };
}

function rollbackEventOf(status: 'Failed' | 'Stopped', error: DeploymentError): AutoRollbackEvent {
  if (status === 'Failed') return 'DEPLOYMENT_FAILURE';
  return error.code === 'ALARM_ACTIVE' ? 'DEPLOYMENT_STOP_ON_ALARM' : 'DEPLOYMENT_STOP_ON_REQUEST';
}

function statusOf<Event extends string>(
  { events }: DeploymentOf<Event, unknown>,
  name: Event,
): LifecycleStatus | undefined {
  return events.find((event) => event.name === name)?.status;
}

function withEvent<Event extends string, Revision>(
  state: DeploymentOf<Event, Revision>,
  name: Event,
  change: Partial<DeploymentOf<Event, Revision>['events'][number]>,
): DeploymentOf<Event, Revision> {
  return { ...state, events: state.events.map((event) => (event.name === name ? { ...event, ...change } : event)) };
}

/** Opaque to hooks; in AWS it is base64 of an object with encrypted data, so it begins alike here. */
function hookExecutionId(deploymentId: string, event: string): string {
  return btoa(JSON.stringify({ encryptedData: `${deploymentId}/${event}`, ivParameterSpec: '', materialSetSerial: 1 }));
}
