import type { Millis } from '../clock';
import type { EcsDeploymentConfiguration, EcsTimings, LifecycleStage } from './service-deployment';

/** One step of a deployment: what is done at once, how long that takes, then the stage's hooks, then a wait. */
export interface Step {
  readonly stage: LifecycleStage;
  readonly action?: 'startTasks' | 'shiftTestTraffic' | 'stopOldTasks';
  /** The target revision's share of production traffic from the beginning of this step on. */
  readonly weight?: number;
  /** The same, from the end of this step's work on: tasks serve once they are healthy. */
  readonly weightAfter?: number;
  readonly work: Millis;
  readonly hooks: boolean;
  /** After the hooks, before the next step. */
  readonly wait: Millis;
}

/** The steps of a deployment by its strategy. A later step of one stage is a further shift in it. */
export function planOf(configuration: EcsDeploymentConfiguration, timings: EcsTimings): readonly Step[] {
  const { strategy, bakeTime = 0, alarms } = configuration;
  const healthyAfter = configuration.tasks === 'unhealthy' ? timings.stageLimit : configuration.tasks.healthyAfter;
  const stage = (name: LifecycleStage, more: Partial<Step> = {}): Step => ({
    stage: name,
    work: timings.stage,
    hooks: true,
    wait: 0,
    ...more,
  });
  if (strategy === 'ROLLING') {
    const watched = alarms?.enable === true && alarms.names.length > 0;
    const batches = rollingWeights(configuration);
    return [
      ...batches.map((weightAfter, index) =>
        stage('SCALE_UP', {
          work: healthyAfter,
          weightAfter,
          hooks: false,
          ...(index === 0 && { action: 'startTasks' as const }),
        }),
      ),
      stage('BAKE_TIME', { work: 0, hooks: false, wait: watched ? Math.max(bakeTime, timings.rollingBake) : bakeTime }),
      stage('CLEAN_UP', { action: 'stopOldTasks', hooks: false }),
    ];
  }
  return [
    stage('PRE_SCALE_UP'),
    stage('SCALE_UP', { action: 'startTasks', work: healthyAfter, hooks: false }),
    stage('POST_SCALE_UP'),
    stage('TEST_TRAFFIC_SHIFT', { action: 'shiftTestTraffic' }),
    stage('POST_TEST_TRAFFIC_SHIFT'),
    stage('PRE_PRODUCTION_TRAFFIC_SHIFT'),
    ...shifts(configuration).map(({ weight, wait }) => stage('PRODUCTION_TRAFFIC_SHIFT', { weight, wait, work: 0 })),
    stage('POST_PRODUCTION_TRAFFIC_SHIFT'),
    stage('BAKE_TIME', { work: 0, hooks: false, wait: bakeTime }),
    stage('CLEAN_UP', { action: 'stopOldTasks', hooks: false }),
  ];
}

/**
 * The shifts of production traffic with the bake after each: a step's bake "is not applied after reaching 100 percent".
 * Source: LinearConfiguration, CanaryConfiguration of the ECS API.
 */
export function shifts({
  strategy,
  linear,
  canary,
}: Pick<EcsDeploymentConfiguration, 'strategy' | 'linear' | 'canary'>): readonly { weight: number; wait: Millis }[] {
  if (strategy === 'CANARY') {
    const { canaryPercent, canaryBakeTime } = canary ?? { canaryPercent: 5, canaryBakeTime: 10 * 60_000 };
    const all = { weight: 1, wait: 0 };
    return canaryPercent >= 100 ? [all] : [{ weight: canaryPercent / 100, wait: canaryBakeTime }, all];
  }
  if (strategy !== 'LINEAR') return [{ weight: 1, wait: 0 }];
  const { stepPercent, stepBakeTime } = linear ?? { stepPercent: 10, stepBakeTime: 6 * 60_000 };
  // Tenths of a percent are whole numbers: the sum reaches 100 exactly.
  const tenths = Math.round(stepPercent * 10);
  const count = Math.ceil(1000 / tenths);
  return Array.from({ length: count }, (_, index) => {
    const weight = Math.min(1000, (index + 1) * tenths) / 1000;
    return { weight, wait: weight === 1 ? 0 : stepBakeTime };
  });
}

/** After each batch of a rolling deployment: the share of tasks that run the target revision. */
export function rollingWeights({
  desiredCount,
  minimumHealthyPercent = 100,
  maximumPercent = 200,
}: Pick<EcsDeploymentConfiguration, 'desiredCount' | 'minimumHealthyPercent' | 'maximumPercent'>): readonly number[] {
  if (desiredCount === 0) return [1];
  const above = Math.floor((desiredCount * maximumPercent) / 100) - desiredCount;
  const below = desiredCount - Math.ceil((desiredCount * minimumHealthyPercent) / 100);
  const batch = Math.max(1, above + below);
  const count = Math.ceil(desiredCount / batch);
  return Array.from({ length: count }, (_, index) => Math.min(desiredCount, (index + 1) * batch) / desiredCount);
}

/** Failed tasks at which the circuit breaker opens: half of the desired ones, at least 3 and at most 200. */
export function circuitBreakerThreshold(desiredCount: number): number {
  return Math.min(200, Math.max(3, Math.ceil(desiredCount * 0.5)));
}
