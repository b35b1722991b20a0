import type { AliasRouting, AutoRollbackEvent, Deployment, LambdaLifecycleEvent, LifecycleStatus } from './deployment';
import { isTerminal } from './deployment';
import type { AlarmReading, LambdaContext, LambdaDecision, LambdaEffect, LambdaInput } from './lambda-decision';
import {
  alarmActive,
  alarmsUnreadable,
  aliasMismatch,
  type DeploymentError,
  hookFailed,
  hookTimedOut,
  manualStop,
  sameVersion,
} from './messages';
import { shiftSchedule } from './routing';

const order: readonly LambdaLifecycleEvent[] = ['BeforeAllowTraffic', 'AllowTraffic', 'AfterAllowTraffic'];

/** The three lifecycle events of a Lambda target, before any of them began. */
export const pendingEvents: Deployment['events'] = order.map((name) => ({ name, status: 'Pending' }));

/**
 * The CodeDeploy Lambda deployment as a state machine. Start check (alarms, then the alias' version), BeforeAllowTraffic,
 * AllowTraffic on the schedule, AfterAllowTraffic. Alarms stop it in any event. A rollback deployment runs neither
 * hooks nor alarms and ignores the group's routing.
 */
export function decideLambda(state: Deployment, input: LambdaInput, context: LambdaContext): LambdaDecision {
  if (isTerminal(state.status)) return unchanged(state, `the deployment has ended: ${state.status}`);
  switch (input.type) {
    case 'start':
      return start(state, context);
    case 'startCheck':
      return checkStart(state, input.alias, input.alarms, context);
    case 'alarms':
      return readAlarms(state, input.alarms, context) ?? unchanged(state, 'no alarm of the group is in ALARM');
    case 'entered':
      return entered(state, input.event, context);
    case 'shift':
      return shift(state, input.step, context);
    case 'hookStatus':
      return hookEnded(state, input.executionId, input.status === 'Succeeded' ? undefined : hookFailed, context);
    case 'hookTimeout':
      return hookEnded(state, input.executionId, hookTimedOut(context.assumptions.hookTimeoutCode), context);
    case 'hookNotInvoked':
      return hookEnded(state, input.executionId, { ...hookFailed, message: input.message }, context);
    case 'stop':
      return end(state, 'Stopped', manualStop, context, input.autoRollback);
    case 'rollbackDone':
      return rolledBack(state, context);
  }
}

function unchanged(state: Deployment, reason: string): LambdaDecision {
  return { next: state, effects: [], reason };
}

function start(state: Deployment, { at, timings }: LambdaContext): LambdaDecision {
  const next: Deployment = { ...state, status: 'InProgress', startTime: at };
  const follow: LambdaEffect =
    state.creator === 'codeDeployRollback'
      ? { type: 'schedule', after: timings.rollback, input: { type: 'rollbackDone' } }
      : { type: 'scheduleStartCheck', after: timings.startCheck };
  return {
    next,
    effects: [{ type: 'report', event: 'deployment', status: next.status }, follow],
    reason: 'the deployment starts',
  };
}

function checkStart(
  state: Deployment,
  alias: AliasRouting | undefined,
  alarms: AlarmReading,
  context: LambdaContext,
): LambdaDecision {
  const { currentVersion, targetVersion } = state.revision;
  const stopped = readAlarms(state, alarms, context);
  if (stopped) return stopped;
  if (currentVersion === targetVersion) return end(state, 'Failed', sameVersion, context, false);
  if (alias?.version !== currentVersion || alias.additional !== undefined) {
    return end(state, 'Failed', aliasMismatch, context, false);
  }
  return enter(state, 'BeforeAllowTraffic', context, []);
}

function readAlarms(state: Deployment, reading: AlarmReading, context: LambdaContext): LambdaDecision | undefined {
  const { group, creator } = state;
  if (creator === 'codeDeployRollback' || !group.alarmsEnabled) return undefined;
  if ('failure' in reading) {
    return group.ignorePollAlarmFailure
      ? undefined
      : end(state, 'Stopped', alarmsUnreadable(reading.failure), context, undefined);
  }
  return reading.inAlarm.length === 0
    ? undefined
    : end(state, 'Stopped', alarmActive(reading.inAlarm), context, undefined);
}

function enter(
  state: Deployment,
  event: LambdaLifecycleEvent,
  { at, timings }: LambdaContext,
  before: readonly LambdaEffect[],
): LambdaDecision {
  const next = withEvent(state, event, { status: 'InProgress', startTime: at });
  return {
    next,
    effects: [
      ...before,
      { type: 'report', event, status: 'InProgress' },
      { type: 'schedule', after: timings.lifecycleEvent, input: { type: 'entered', event } },
    ],
    reason: `${event} begins`,
  };
}

function entered(state: Deployment, event: LambdaLifecycleEvent, context: LambdaContext): LambdaDecision {
  if (statusOf(state, event) !== 'InProgress') return unchanged(state, `${event} is not in progress`);
  if (event === 'AllowTraffic') return shift(state, 0, context);
  const functionName = event === 'BeforeAllowTraffic' ? state.revision.beforeHook : state.revision.afterHook;
  if (functionName === undefined) return completeEvent(state, event, context, []);
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

function shift(state: Deployment, step: number, context: LambdaContext): LambdaDecision {
  if (statusOf(state, 'AllowTraffic') !== 'InProgress') return unchanged(state, 'AllowTraffic is not in progress');
  const schedule = shiftSchedule(state.group.routing);
  const current = schedule[step];
  if (current === undefined) return unchanged(state, `the shift has ${schedule.length} steps`);
  const { currentVersion, targetVersion } = state.revision;
  const { weight } = current;
  const percent = `${Math.round(weight * 1e4) / 100} %`;
  const effects: LambdaEffect[] = [
    {
      type: 'setAlias',
      alias:
        weight === 1
          ? { version: targetVersion }
          : { version: currentVersion, additional: { version: targetVersion, weight } },
    },
    {
      type: 'report',
      event: 'AllowTraffic',
      status: 'InProgress',
      weight,
      detail: `${percent} of traffic to version ${targetVersion}`,
    },
  ];
  const next: Deployment = { ...state, weight };
  const following = schedule[step + 1];
  if (following === undefined) return completeEvent(next, 'AllowTraffic', context, effects);
  const wait = following.after - current.after;
  effects.push({ type: 'schedule', after: wait, input: { type: 'shift', step: step + 1 } });
  return {
    next,
    effects,
    reason: `step ${step + 1} of ${schedule.length}: ${percent}, then a wait of ${wait / 1000} s`,
  };
}

function completeEvent(
  state: Deployment,
  event: LambdaLifecycleEvent,
  context: LambdaContext,
  before: readonly LambdaEffect[],
): LambdaDecision {
  const next = withEvent(state, event, { status: 'Succeeded', endTime: context.at });
  const effects: LambdaEffect[] = [...before, { type: 'report', event, status: 'Succeeded' }];
  const following = order[order.indexOf(event) + 1];
  if (following !== undefined) return enter(next, following, context, effects);
  return {
    next: { ...next, status: 'Succeeded', completeTime: context.at },
    effects: [...effects, { type: 'report', event: 'deployment', status: 'Succeeded' }],
    reason: 'every lifecycle event succeeded',
  };
}

function hookEnded(
  state: Deployment,
  executionId: string,
  error: DeploymentError | undefined,
  context: LambdaContext,
): LambdaDecision {
  const event = state.events.find((e) => e.hookExecutionId === executionId && e.status === 'InProgress');
  if (event === undefined) return unchanged(state, 'the lifecycle event of this hook has already completed');
  return error === undefined
    ? completeEvent(state, event.name, context, [])
    : end(state, 'Failed', error, context, undefined);
}

function end(
  state: Deployment,
  status: 'Failed' | 'Stopped',
  error: DeploymentError,
  { at }: LambdaContext,
  rollBack: boolean | undefined,
): LambdaDecision {
  const running = state.events.find((e) => e.status === 'InProgress')?.name;
  const events = state.events.map((event) => {
    if (event.status === 'InProgress') return { ...event, status: 'Failed' as const, endTime: at };
    return event.status === 'Pending' ? { ...event, status: 'Skipped' as const } : event;
  });
  const reports: LambdaEffect[] = events
    .filter((e) => e.status === 'Skipped' || e.name === running)
    .map((e) => ({ type: 'report', event: e.name, status: e.status }));
  const wanted = rollBack ?? state.group.autoRollback.includes(rollbackEventOf(status, error));
  return {
    next: { ...state, status, error, events, completeTime: at },
    effects: [
      ...reports,
      { type: 'report', event: 'deployment', status },
      ...(wanted ? [{ type: 'rollBack' } as const] : []),
    ],
    reason: `${error.code}: ${error.message}`,
  };
}

function rollbackEventOf(status: 'Failed' | 'Stopped', error: DeploymentError): AutoRollbackEvent {
  if (status === 'Failed') return 'DEPLOYMENT_FAILURE';
  return error.code === 'MANUAL_STOP' ? 'DEPLOYMENT_STOP_ON_REQUEST' : 'DEPLOYMENT_STOP_ON_ALARM';
}

function rolledBack(state: Deployment, { at }: LambdaContext): LambdaDecision {
  const events = state.events.map((event) => ({ ...event, status: 'Succeeded' as const, startTime: at, endTime: at }));
  return {
    next: { ...state, status: 'Succeeded', events, weight: 1, completeTime: at },
    effects: [
      { type: 'setAlias', alias: { version: state.revision.targetVersion } },
      ...order.map((event): LambdaEffect => ({ type: 'report', event, status: 'Succeeded' })),
      { type: 'report', event: 'deployment', status: 'Succeeded' },
    ],
    reason: `the alias is back on version ${state.revision.targetVersion}`,
  };
}

function statusOf(state: Deployment, event: LambdaLifecycleEvent): LifecycleStatus | undefined {
  return state.events.find((e) => e.name === event)?.status;
}

function withEvent(
  state: Deployment,
  name: LambdaLifecycleEvent,
  change: Partial<Deployment['events'][number]>,
): Deployment {
  return { ...state, events: state.events.map((e) => (e.name === name ? { ...e, ...change } : e)) };
}

/** Opaque to hooks; in AWS it is base64 of an object with encrypted data, so it begins alike here. */
function hookExecutionId(deploymentId: string, event: LambdaLifecycleEvent): string {
  return btoa(JSON.stringify({ encryptedData: `${deploymentId}/${event}`, ivParameterSpec: '', materialSetSerial: 1 }));
}
