import type { VirtualClock } from '../clock';
import { decideEcs } from './decide';
import type { EcsEffect, EcsInput, HookAnswer } from './decision';
import {
  defaultEcsTimings,
  type EcsDeploymentConfiguration,
  type EcsTimings,
  hasEnded,
  type LifecycleHook,
  type LifecycleStage,
  type ServiceDeployment,
  type ServiceDeploymentEvent,
} from './service-deployment';
import { ecsConfigurationError } from './validation';

/** What ECS reads and does. None of it may take virtual time. */
export interface EcsPorts {
  readonly clock: VirtualClock;
  /** `undefined`: no such alarm. Throwing means DescribeAlarms failed: ECS then misses the alarm silently. */
  alarmState(name: string): 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | undefined;
  /** Calls a hook's function. Its answer comes by `answerHook`, in a clock task after the time that it took. */
  invokeHook(invocation: EcsLifecycleHookInvocation): void;
  /** A deployment waits at a PAUSE hook for ContinueServiceDeployment. @default nobody is told */
  paused?(pause: { deploymentId: string; hookId: string; stage: LifecycleStage }): void;
  startTasks(deployment: ServiceDeployment): void;
  stopTasks(deployment: ServiceDeployment, which: 'source' | 'target'): void;
  /** The target revision's share of production traffic, 0 to 1. */
  setProductionWeight(deployment: ServiceDeployment, weight: number): void;
  setTestWeight(deployment: ServiceDeployment, weight: number): void;
  emit(event: ServiceDeploymentEvent): void;
  readonly timings?: Partial<EcsTimings>;
}

/** What a hook's function is called with, and by which its answer is given. */
export interface EcsLifecycleHookInvocation {
  readonly functionArn: string;
  /** The role by which ECS invokes it. */
  readonly roleArn?: string;
  readonly deploymentId: string;
  readonly hookId: string;
  readonly step: number;
  /** The event as the function gets it. Source: deployment lifecycle hooks of the ECS developer guide. */
  readonly payload: {
    readonly executionDetails: {
      readonly serviceArn: string;
      readonly targetServiceRevisionArn: string;
      readonly testTrafficWeights: Readonly<Record<string, number>>;
      readonly productionTrafficWeights: Readonly<Record<string, number>>;
    };
    readonly lifecycleStage: LifecycleStage;
    readonly hookDetails?: unknown;
  };
}

/** ECS' own deployments (deployment controller ECS) on a virtual clock: carries out what `decideEcs` decides. */
export class EcsDeployments {
  readonly #deployments = new Map<string, ServiceDeployment>();
  readonly #listeners = new Map<string, ((deployment: ServiceDeployment) => void)[]>();
  readonly #timings: EcsTimings;

  constructor(private readonly ports: EcsPorts) {
    this.#timings = { ...defaultEcsTimings, ...ports.timings };
  }

  /**
   * Starts a service deployment and returns its id.
   * @throws Error in one sentence where ECS would refuse the configuration, or a deployment of the service is in progress
   */
  start(
    service: string,
    revisions: { source: string; target: string },
    configuration: EcsDeploymentConfiguration,
  ): string {
    const refused = ecsConfigurationError(configuration);
    if (refused !== undefined) throw new Error(refused);
    const running = this.list().find((d) => d.service === service && !hasEnded(d.status));
    if (running !== undefined) {
      throw new Error(`The service ${service} already has the deployment ${running.id} in progress.`);
    }
    const { clock } = this.ports;
    const id = `ecs-svc/${String(this.#deployments.size + 1).padStart(19, '0')}`;
    this.#deployments.set(id, {
      id,
      service,
      sourceRevision: revisions.source,
      targetRevision: revisions.target,
      configuration,
      status: 'PENDING',
      step: -1,
      openHooks: [],
      stageSince: clock.now(),
      productionWeight: 0,
      testWeight: 0,
      alarms: 'DISABLED',
      triggeredAlarms: [],
      createdAt: clock.now(),
    });
    clock.at(clock.now(), () => this.#apply(id, { type: 'start', inAlarm: this.#inAlarm(configuration) }));
    const { alarmPoll } = this.#timings;
    if (configuration.alarms?.enable === true) {
      const poll = () => this.#apply(id, { type: 'alarms', inAlarm: this.#inAlarm(configuration) });
      this.onEnd(id, clock.every(alarmPoll, clock.now() + alarmPoll, poll));
    }
    return id;
  }

  /** What a hook's function returned; `{ error }` where it threw, timed out or returned something else. */
  answerHook(
    { deploymentId, hookId, step }: Pick<EcsLifecycleHookInvocation, 'deploymentId' | 'hookId' | 'step'>,
    answer: HookAnswer | { readonly error: string },
  ): void {
    this.#apply(deploymentId, { type: 'hookAnswer', hookId, step, answer });
  }

  /** ContinueServiceDeployment. */
  continue(id: string, hookId: string, action: 'CONTINUE' | 'ROLLBACK'): void {
    this.#apply(id, { type: 'continue', hookId, action });
  }

  /** StopServiceDeployment. */
  stop(id: string, stopType: 'ABORT' | 'ROLLBACK'): void {
    this.#apply(id, { type: 'stop', stopType });
  }

  /** @throws Error where there is no such deployment */
  get(id: string): ServiceDeployment {
    const deployment = this.#deployments.get(id);
    if (deployment === undefined) throw new Error(`There is no service deployment ${id}.`);
    return deployment;
  }

  list(): readonly ServiceDeployment[] {
    return [...this.#deployments.values()];
  }

  /** Calls `listener` once, when the deployment ends or at once where it has ended. */
  onEnd(id: string, listener: (deployment: ServiceDeployment) => void): void {
    const deployment = this.get(id);
    if (hasEnded(deployment.status)) listener(deployment);
    else this.#listeners.set(id, [...(this.#listeners.get(id) ?? []), listener]);
  }

  #apply(id: string, input: EcsInput): void {
    const before = this.get(id);
    const { next, effects } = decideEcs(before, input, { at: this.ports.clock.now(), timings: this.#timings });
    this.#deployments.set(id, next);
    for (const effect of effects) this.#carryOut(id, effect);
    if (hasEnded(before.status) || !hasEnded(next.status)) return;
    const listeners = this.#listeners.get(id) ?? [];
    this.#listeners.delete(id);
    for (const listener of listeners) listener(next);
  }

  #carryOut(id: string, effect: EcsEffect): void {
    const { clock } = this.ports;
    const deployment = this.get(id);
    switch (effect.type) {
      case 'report': {
        const { type: _, ...report } = effect;
        this.ports.emit({ at: clock.now(), deploymentId: id, service: deployment.service, ...report });
        return;
      }
      case 'setProductionWeight':
        this.ports.setProductionWeight(deployment, effect.weight);
        return;
      case 'setTestWeight':
        this.ports.setTestWeight(deployment, effect.weight);
        return;
      case 'startTasks':
        this.ports.startTasks(deployment);
        return;
      case 'stopTasks':
        this.ports.stopTasks(deployment, effect.which);
        return;
      case 'schedule':
        clock.after(effect.after, () => this.#apply(id, effect.input));
        return;
      case 'pause':
        this.ports.paused?.({ deploymentId: id, hookId: effect.hookId, stage: effect.stage });
        return;
      case 'invokeHook':
        this.#invoke(id, effect);
        return;
      case 'invokeHookAgain':
        clock.after(effect.after, () => this.#invoke(id, effect));
        return;
    }
  }

  #invoke(id: string, { hook, step, stage }: { hook: LifecycleHook; step: number; stage: LifecycleStage }): void {
    const deployment = this.get(id);
    if (deployment.step !== step || !deployment.openHooks.includes(hook.id)) return;
    const { sourceRevision, targetRevision, productionWeight, testWeight, service } = deployment;
    const weights = (weight: number) => ({
      [targetRevision]: Math.round(weight * 1000) / 10,
      [sourceRevision]: Math.round((1 - weight) * 1000) / 10,
    });
    this.ports.invokeHook({
      functionArn: hook.hookTargetArn ?? '',
      ...(hook.roleArn !== undefined && { roleArn: hook.roleArn }),
      deploymentId: id,
      hookId: hook.id,
      step,
      payload: {
        executionDetails: {
          serviceArn: service,
          targetServiceRevisionArn: targetRevision,
          testTrafficWeights: weights(testWeight),
          productionTrafficWeights: weights(productionWeight),
        },
        lifecycleStage: stage,
        ...(hook.hookDetails !== undefined && { hookDetails: hook.hookDetails }),
      },
    });
  }

  #inAlarm({ alarms }: EcsDeploymentConfiguration): readonly string[] {
    try {
      return (alarms?.enable === true ? alarms.names : []).filter((name) => this.ports.alarmState(name) === 'ALARM');
    } catch {
      return [];
    }
  }
}
