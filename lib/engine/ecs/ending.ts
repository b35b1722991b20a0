import type { EcsContext, EcsDecision, EcsEffect } from './decision';
import type { DeploymentFailure } from './failure';
import type { ServiceDeployment, ServiceDeploymentStatus } from './service-deployment';

/** Traffic goes back at once; the deployment has ended when the new tasks are gone. */
export function rollBack(state: ServiceDeployment, failure: DeploymentFailure, context: EcsContext): EcsDecision {
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

/** All is as before. */
export function rolledBack(state: ServiceDeployment, context: EcsContext): EcsDecision {
  return end(state, 'ROLLBACK_SUCCESSFUL', state.failure, context, [{ type: 'stopTasks', which: 'target' }]);
}

/** The deployment is over, one way or another. */
export function end(
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

/** An input that comes too late, or changes nothing. */
export function unchanged(state: ServiceDeployment, reason: string): EcsDecision {
  return { next: state, effects: [], reason };
}
