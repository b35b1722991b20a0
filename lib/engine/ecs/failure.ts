import type { LifecycleStage } from './service-deployment';

/** Why a service deployment did not get through: what stopped it, and ECS' sentence, its `statusReason`. */
export interface DeploymentFailure {
  readonly cause: 'alarms' | 'hook' | 'tasks' | 'request';
  readonly reason: string;
}

/** The form is that of ECS' other reasons; the sentence for alarms is not recorded. */
export function alarmsTriggered(alarms: readonly string[]): DeploymentFailure {
  return {
    cause: 'alarms',
    reason: `Service deployment rolled back because of alarms in ALARM state: ${alarms.join(', ')}.`,
  };
}

/** Form seen in real runs. */
export function hookAnsweredFailed(stage: LifecycleStage, target: string): DeploymentFailure {
  return hookFailure(stage, `Lifecycle hook target ${target} returned FAILED status.`);
}

/** Form seen in real runs. */
export function hookAnswerUnreadable(stage: LifecycleStage, target: string): DeploymentFailure {
  return hookFailure(
    stage,
    `ECS was unable to parse the response from ${target} due to: HookStatus must not be null or unknown.`,
  );
}

export function hookThrew(stage: LifecycleStage, target: string, error: string): DeploymentFailure {
  return hookFailure(stage, `Lifecycle hook target ${target} did not answer: ${error}`);
}

export function hookTimedOut(stage: LifecycleStage, target: string, minutes: number): DeploymentFailure {
  return hookFailure(stage, `Lifecycle hook target ${target} did not succeed within ${minutes} minutes.`);
}

export function pauseAnsweredRollback(stage: LifecycleStage): DeploymentFailure {
  return hookFailure(stage, 'ContinueServiceDeployment was called with ROLLBACK.');
}

function hookFailure(stage: LifecycleStage, why: string): DeploymentFailure {
  return { cause: 'hook', reason: `Service deployment rolled back because ${stage} lifecycle hook(s) failed. ${why}` };
}

/** Sentence of real runs. */
export const breakerOpened: DeploymentFailure = {
  cause: 'tasks',
  reason: 'Service deployment rolled back because the circuit breaker threshold was exceeded.',
};

export const tasksNeverHealthy: DeploymentFailure = {
  cause: 'tasks',
  reason: 'Service deployment rolled back because its tasks did not become healthy within 24 hours.',
};

export const stoppedOnRequest: DeploymentFailure = {
  cause: 'request',
  reason: 'The deployment was stopped on request.',
};
