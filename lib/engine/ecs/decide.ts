import type { EcsContext, EcsDecision, EcsInput } from './decision';
import { end, rollBack, rolledBack, unchanged } from './ending';
import { alarmsTriggered, pauseAnsweredRollback, stoppedOnRequest } from './failure';
import { hookAnswered, hookDone, hookRanOut, isOpen, stageOf } from './hooks';
import { enter, tasksFailed, workDone } from './progress';
import { hasEnded, type ServiceDeployment } from './service-deployment';

/**
 * A service deployment of ECS' own controller as a state machine: the stages of its strategy, hooks that answer by what
 * they return, alarms. An alarm that is in ALARM at the start is not watched for the whole deployment, the opposite of
 * CodeDeploy, which stops at once.
 */
export function decideEcs(state: ServiceDeployment, input: EcsInput, context: EcsContext): EcsDecision {
  if (hasEnded(state.status)) return unchanged(state, `the deployment has ended: ${state.status}`);
  if (input.type === 'rollbackDone') return rolledBack(state, context);
  if (state.status === 'ROLLBACK_IN_PROGRESS') return unchanged(state, 'the deployment is being rolled back');
  switch (input.type) {
    case 'start':
      return start(state, input.inAlarm, context);
    case 'alarms':
      return readAlarms(state, input.inAlarm, context);
    case 'workDone':
      return state.step === input.step ? workDone(state, context) : unchanged(state, 'the step has passed');
    case 'waitDone':
      return state.step === input.step
        ? enter(state, state.step + 1, context)
        : unchanged(state, 'the step has passed');
    case 'hookAnswer':
      return isOpen(state, input.step, input.hookId)
        ? hookAnswered(state, input.hookId, input.answer, context)
        : unchanged(state, 'the hook is no longer waited for');
    case 'hookTimeout':
      return isOpen(state, input.step, input.hookId)
        ? hookRanOut(state, input.hookId, context)
        : unchanged(state, 'the hook has answered');
    case 'tasksFailed':
      return state.step === input.step ? tasksFailed(state, context) : unchanged(state, 'the step has passed');
    case 'continue':
      if (!state.openHooks.includes(input.hookId)) return unchanged(state, 'no such hook is waited for');
      return input.action === 'CONTINUE'
        ? hookDone(state, input.hookId, context)
        : rollBack(state, pauseAnsweredRollback(stageOf(state)), context);
    case 'stop':
      return input.stopType === 'ROLLBACK'
        ? rollBack(state, stoppedOnRequest, context)
        : end(state, 'STOPPED', stoppedOnRequest, context, []);
  }
}

function start(state: ServiceDeployment, inAlarm: readonly string[], context: EcsContext): EcsDecision {
  const { alarms } = state.configuration;
  const wanted = alarms?.enable === true && alarms.names.length > 0;
  const red = wanted && inAlarm.length > 0;
  const next: ServiceDeployment = {
    ...state,
    status: 'IN_PROGRESS',
    alarms: wanted && !red ? 'MONITORING' : 'DISABLED',
    step: -1,
  };
  const detail = red
    ? `alarms are not watched during this deployment: ${inAlarm.join(', ')} was in ALARM at its beginning`
    : undefined;
  const entered = enter(next, 0, context);
  return {
    ...entered,
    effects: [
      { type: 'report', event: 'deployment', status: 'IN_PROGRESS', ...(detail !== undefined && { detail }) },
      ...entered.effects,
    ],
  };
}

function readAlarms(state: ServiceDeployment, inAlarm: readonly string[], context: EcsContext): EcsDecision {
  if (state.alarms !== 'MONITORING') return unchanged(state, `alarms are not watched: ${state.alarms}`);
  if (inAlarm.length === 0) return unchanged(state, 'no alarm is in ALARM');
  const triggered: ServiceDeployment = { ...state, alarms: 'TRIGGERED', triggeredAlarms: inAlarm };
  const failure = alarmsTriggered(inAlarm);
  return state.configuration.alarms?.rollback === true
    ? rollBack(triggered, failure, context)
    : end(triggered, 'STOPPED', failure, context, []);
}
