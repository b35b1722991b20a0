import type { EcsContext, EcsDecision, EcsEffect, EcsInput, HookAnswer } from './decision';
import {
  alarmsTriggered,
  breakerOpened,
  type DeploymentFailure,
  hookAnsweredFailed,
  hookAnswerUnreadable,
  hookThrew,
  hookTimedOut,
  pauseAnsweredRollback,
  stoppedOnRequest,
  tasksNeverHealthy,
} from './failure';
import { circuitBreakerThreshold, planOf, type Step } from './plan';
import {
  hasEnded,
  type LifecycleHook,
  type LifecycleStage,
  type ServiceDeployment,
  type ServiceDeploymentStatus,
} from './service-deployment';

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

function enter(state: ServiceDeployment, index: number, context: EcsContext): EcsDecision {
  const plan = planOf(state.configuration, context.timings);
  const step = plan[index];
  const before = plan[index - 1];
  const left: EcsEffect[] =
    before !== undefined && before.stage !== step?.stage
      ? [{ type: 'report', event: before.stage, status: 'SUCCEEDED' }]
      : [];
  if (step === undefined) {
    const monitored = state.alarms === 'MONITORING' ? { ...state, alarms: 'MONITORING_COMPLETE' as const } : state;
    return end(monitored, 'SUCCESSFUL', undefined, context, left);
  }
  const newStage = step.stage !== state.stage;
  const effects: EcsEffect[] = [...left];
  if (newStage) effects.push({ type: 'report', event: step.stage, status: 'IN_PROGRESS' });
  effects.push(...actions(step));
  if (step.weight !== undefined) effects.push(...weightEffects(step.weight, step.stage, state.targetRevision));
  effects.push({ type: 'schedule', after: step.work, input: { type: 'workDone', step: index } });
  if (step.action === 'startTasks') effects.push(...breaker(state, index, context));
  return {
    next: {
      ...state,
      step: index,
      stage: step.stage,
      stageSince: newStage ? context.at : state.stageSince,
      openHooks: [],
      productionWeight: step.weight ?? state.productionWeight,
      testWeight: step.action === 'shiftTestTraffic' ? 1 : state.testWeight,
    },
    effects,
    reason: `${step.stage} begins`,
  };
}

function actions({ action }: Step): readonly EcsEffect[] {
  switch (action) {
    case 'startTasks':
      return [{ type: 'startTasks' }];
    case 'shiftTestTraffic':
      return [{ type: 'setTestWeight', weight: 1 }];
    case 'stopOldTasks':
      return [{ type: 'stopTasks', which: 'source' }];
    default:
      return [];
  }
}

function weightEffects(weight: number, event: LifecycleStage, revision: string): readonly EcsEffect[] {
  const detail = `${Math.round(weight * 1e4) / 100} % of production traffic to ${revision}`;
  return [
    { type: 'setProductionWeight', weight },
    { type: 'report', event, status: 'IN_PROGRESS', weight, detail },
  ];
}

/** Where tasks never become healthy, the circuit breaker ends the wait after its threshold of failures. */
function breaker({ configuration }: ServiceDeployment, step: number, { timings }: EcsContext): readonly EcsEffect[] {
  if (configuration.tasks !== 'unhealthy' || configuration.circuitBreaker?.enable !== true) return [];
  const after = circuitBreakerThreshold(configuration.desiredCount) * timings.failedTask;
  return [{ type: 'schedule', after, input: { type: 'tasksFailed', step } }];
}

function workDone(state: ServiceDeployment, context: EcsContext): EcsDecision {
  const step = planOf(state.configuration, context.timings)[state.step];
  if (step === undefined) return unchanged(state, 'the plan has ended');
  if (step.stage === 'SCALE_UP' && state.configuration.tasks === 'unhealthy') {
    return rollBack(state, tasksNeverHealthy, context);
  }
  const hooks = step.hooks ? hooksOf(state, step.stage) : [];
  const weight = step.weightAfter;
  const effects = weight === undefined ? [] : weightEffects(weight, step.stage, state.targetRevision);
  const next = { ...state, productionWeight: weight ?? state.productionWeight };
  if (hooks.length === 0) return wait(next, step, context, effects);
  return {
    next: { ...next, openHooks: hooks.map((hook) => hook.id) },
    effects: [
      ...effects,
      ...hooks.flatMap((hook): EcsEffect[] => [
        ...(hook.targetType === 'PAUSE'
          ? [
              { type: 'report' as const, event: step.stage, status: 'AWAITING_ACTION', detail: `hook ${hook.id}` },
              { type: 'pause' as const, hookId: hook.id, stage: step.stage },
            ]
          : [{ type: 'invokeHook' as const, hook, step: state.step, stage: step.stage }]),
        {
          type: 'schedule',
          after: hook.timeout?.after ?? context.timings.stageLimit,
          input: { type: 'hookTimeout', step: state.step, hookId: hook.id },
        },
      ]),
    ],
    reason: `${step.stage} waits for ${hooks.map((hook) => hook.id).join(', ')}`,
  };
}

function hookAnswered(
  state: ServiceDeployment,
  hookId: string,
  answer: HookAnswer | { readonly error: string },
  context: EcsContext,
): EcsDecision {
  const hook = hookNamed(state, hookId);
  const target = targetOf(hook);
  const stage = stageOf(state);
  if ('error' in answer) return rollBack(state, hookThrew(stage, target, answer.error), context);
  switch (answer.hookStatus) {
    case 'SUCCEEDED':
      return hookDone(state, hookId, context);
    case 'FAILED':
      return rollBack(state, hookAnsweredFailed(stage, target), context);
    case 'IN_PROGRESS': {
      if (hook === undefined || state.stage === undefined) return unchanged(state, 'no such hook');
      const after = answer.callBackDelay === undefined ? context.timings.hookCallBack : answer.callBackDelay * 1000;
      return {
        next: state,
        effects: [{ type: 'invokeHookAgain', after, hook, step: state.step, stage: state.stage }],
        reason: `hook ${hookId} is asked again in ${after / 1000} s`,
      };
    }
    default:
      return rollBack(state, hookAnswerUnreadable(stage, target), context);
  }
}

function hookRanOut(state: ServiceDeployment, hookId: string, context: EcsContext): EcsDecision {
  const hook = hookNamed(state, hookId);
  if (hook?.timeout?.action === 'CONTINUE') return hookDone(state, hookId, context);
  const after = hook?.timeout?.after ?? context.timings.stageLimit;
  return rollBack(state, hookTimedOut(stageOf(state), targetOf(hook), after / 60_000), context);
}

function hookDone(state: ServiceDeployment, hookId: string, context: EcsContext): EcsDecision {
  const openHooks = state.openHooks.filter((id) => id !== hookId);
  const next = { ...state, openHooks };
  if (openHooks.length > 0) return unchanged(next, `${openHooks.join(', ')} still open`);
  const step = planOf(state.configuration, context.timings)[state.step];
  return step === undefined ? unchanged(next, 'the plan has ended') : wait(next, step, context, []);
}

function wait(state: ServiceDeployment, step: Step, context: EcsContext, before: readonly EcsEffect[]): EcsDecision {
  if (step.wait === 0) {
    const entered = enter(state, state.step + 1, context);
    return { ...entered, effects: [...before, ...entered.effects] };
  }
  return {
    next: state,
    effects: [...before, { type: 'schedule', after: step.wait, input: { type: 'waitDone', step: state.step } }],
    reason: `${step.stage} bakes for ${step.wait / 60_000} minutes`,
  };
}

function tasksFailed(state: ServiceDeployment, context: EcsContext): EcsDecision {
  return state.configuration.circuitBreaker?.rollback === true
    ? rollBack(state, breakerOpened, context)
    : end(state, 'STOPPED', breakerOpened, context, []);
}

function rollBack(state: ServiceDeployment, failure: DeploymentFailure, context: EcsContext): EcsDecision {
  const { reason } = failure;
  const failed: EcsEffect[] =
    state.stage === undefined ? [] : [{ type: 'report', event: state.stage, status: 'FAILED' }];
  return {
    next: {
      ...state,
      status: 'ROLLBACK_IN_PROGRESS',
      failure,
      openHooks: [],
      productionWeight: 0,
      testWeight: 0,
    },
    effects: [
      ...failed,
      { type: 'report', event: 'deployment', status: 'ROLLBACK_IN_PROGRESS', detail: reason },
      { type: 'setProductionWeight', weight: 0 },
      { type: 'setTestWeight', weight: 0 },
      { type: 'schedule', after: context.timings.rollback, input: { type: 'rollbackDone' } },
    ],
    reason,
  };
}

function rolledBack(state: ServiceDeployment, context: EcsContext): EcsDecision {
  return end(state, 'ROLLBACK_SUCCESSFUL', state.failure, context, [{ type: 'stopTasks', which: 'target' }]);
}

function end(
  state: ServiceDeployment,
  status: ServiceDeploymentStatus,
  failure: DeploymentFailure | undefined,
  { at }: EcsContext,
  before: readonly EcsEffect[],
): EcsDecision {
  const reason = failure?.reason;
  return {
    next: { ...state, status, ...(failure && { failure }), openHooks: [], finishedAt: at },
    effects: [
      ...before,
      { type: 'report', event: 'deployment', status, ...(reason !== undefined && { detail: reason }) },
    ],
    reason: reason ?? 'every stage succeeded',
  };
}

function hooksOf({ configuration }: ServiceDeployment, stage: LifecycleStage): readonly LifecycleHook[] {
  return (configuration.hooks ?? []).filter((hook) =>
    (hook.lifecycleStages as readonly LifecycleStage[]).includes(stage),
  );
}

function hookNamed({ configuration }: ServiceDeployment, hookId: string): LifecycleHook | undefined {
  return configuration.hooks?.find(({ id }) => id === hookId);
}

const targetOf = (hook: LifecycleHook | undefined) => hook?.hookTargetArn ?? hook?.id ?? '';

/** Hooks are asked in a stage alone. */
const stageOf = ({ stage }: ServiceDeployment): LifecycleStage => stage ?? 'PRE_SCALE_UP';

function isOpen(state: ServiceDeployment, step: number, hookId: string): boolean {
  return state.step === step && state.openHooks.includes(hookId);
}

function unchanged(state: ServiceDeployment, reason: string): EcsDecision {
  return { next: state, effects: [], reason };
}
