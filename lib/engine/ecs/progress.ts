import type { EcsContext, EcsDecision, EcsEffect } from './decision';
import { end, rollBack, unchanged } from './ending';
import { breakerOpened, tasksNeverHealthy } from './failure';
import { circuitBreakerThreshold, planOf, type Step } from './plan';
import type { LifecycleHook, LifecycleStage, ServiceDeployment } from './service-deployment';

/** A step begins: what it does at once, then its work, its hooks, its wait. */
export function enter(state: ServiceDeployment, index: number, context: EcsContext): EcsDecision {
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

/** What a step takes by itself is over: its hooks are asked, or its wait begins. */
export function workDone(state: ServiceDeployment, context: EcsContext): EcsDecision {
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

function hooksOf({ configuration }: ServiceDeployment, stage: LifecycleStage): readonly LifecycleHook[] {
  return (configuration.hooks ?? []).filter((hook) =>
    (hook.lifecycleStages as readonly LifecycleStage[]).includes(stage),
  );
}

/** The hooks have answered: the wait of the step, then the next one. */
export function wait(
  state: ServiceDeployment,
  step: Step,
  context: EcsContext,
  before: readonly EcsEffect[],
): EcsDecision {
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

/** The circuit breaker has opened. */
export function tasksFailed(state: ServiceDeployment, context: EcsContext): EcsDecision {
  return state.configuration.circuitBreaker?.rollback === true
    ? rollBack(state, breakerOpened, context)
    : end(state, 'STOPPED', breakerOpened, context, []);
}
