import type { EcsContext, EcsDecision, HookAnswer } from './decision';
import { rollBack, unchanged } from './ending';
import { hookAnsweredFailed, hookAnswerUnreadable, hookThrew, hookTimedOut } from './failure';
import { planOf } from './plan';
import { wait } from './progress';
import type { LifecycleHook, LifecycleStage, ServiceDeployment } from './service-deployment';

/** What a hook returned: anything but a known hookStatus rolls back. */
export function hookAnswered(
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

/** A hook did not succeed in its time. */
export function hookRanOut(state: ServiceDeployment, hookId: string, context: EcsContext): EcsDecision {
  const hook = hookNamed(state, hookId);
  if (hook?.timeout?.action === 'CONTINUE') return hookDone(state, hookId, context);
  const after = hook?.timeout?.after ?? context.timings.stageLimit;
  return rollBack(state, hookTimedOut(stageOf(state), targetOf(hook), after / 60_000), context);
}

/** A hook has succeeded: the step goes on when all have. */
export function hookDone(state: ServiceDeployment, hookId: string, context: EcsContext): EcsDecision {
  const openHooks = state.openHooks.filter((id) => id !== hookId);
  const next = { ...state, openHooks };
  if (openHooks.length > 0) return unchanged(next, `${openHooks.join(', ')} still open`);
  const step = planOf(state.configuration, context.timings)[state.step];
  return step === undefined ? unchanged(next, 'the plan has ended') : wait(next, step, context, []);
}

function hookNamed({ configuration }: ServiceDeployment, hookId: string): LifecycleHook | undefined {
  return configuration.hooks?.find(({ id }) => id === hookId);
}

const targetOf = (hook: LifecycleHook | undefined) => hook?.hookTargetArn ?? hook?.id ?? '';

/** Hooks are asked in a stage alone. */
export const stageOf = ({ stage }: ServiceDeployment): LifecycleStage => stage ?? 'PRE_SCALE_UP';

/** Whether a hook is still waited for. */
export function isOpen(state: ServiceDeployment, step: number, hookId: string): boolean {
  return state.step === step && state.openHooks.includes(hookId);
}
