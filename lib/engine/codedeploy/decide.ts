import { type DeploymentOf, isTerminal } from './deployment';
import { unchanged } from './deployment-state';
import { end, rolledBack } from './ending';
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
import { enter, entered, finish, hookEnded, resume, shift } from './progress';

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
        return entered(this.lifecycle, state, input.event, context);
      case 'shift':
        return shift(this.lifecycle, state, input.step, context);
      case 'hookStatus':
        return hookEnded(
          this.lifecycle,
          state,
          input.executionId,
          input.status === 'Succeeded' ? undefined : hookFailed,
          context,
        );
      case 'hookTimeout':
        return hookEnded(
          this.lifecycle,
          state,
          input.executionId,
          hookTimedOut(context.assumptions.hookTimeoutCode),
          context,
        );
      case 'hookNotInvoked':
        return hookEnded(this.lifecycle, state, input.executionId, input.error, context);
      case 'continue':
        return resume(this.lifecycle, state, input.wait, context);
      case 'readyTimeout':
        return state.waiting === 'READY_WAIT'
          ? end(this.lifecycle, state, 'Stopped', notContinued, context, undefined)
          : unchanged(state, 'the deployment was continued in time');
      case 'stop':
        return end(this.lifecycle, state, 'Stopped', manualStop, context, input.autoRollback);
      case 'rollbackDone':
        return rolledBack(state, context);
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
    if (refusal !== undefined) return end(this.lifecycle, state, 'Failed', refusal, context, false);
    const [first] = this.lifecycle.events;
    return first === undefined ? finish(state, context, []) : enter(this.lifecycle, state, first, context, []);
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
      return end(this.lifecycle, state, 'Stopped', alarmsUnreadable(reading.failure), context, undefined);
    }
    if (reading.inAlarm.length === 0) return undefined;
    return end(this.lifecycle, state, 'Stopped', alarmActive(reading.inAlarm), context, undefined);
  }
}
