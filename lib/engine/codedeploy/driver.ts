import type { VirtualClock } from '../clock';
import type { DeploymentRules } from './decide';
import {
  type CodeDeployAssumptions,
  type CodeDeployTimings,
  type DeploymentCreator,
  type DeploymentEventOf,
  type DeploymentGroup,
  type DeploymentOf,
  type DeploymentWait,
  defaultAssumptions,
  defaultTimings,
  isTerminal,
} from './deployment';
import { deploymentId } from './deployment-id';
import { CodeDeployError, DeploymentRefusedError } from './errors';
import type { AlarmReading, DeploymentEffect, DeploymentInput, Report } from './lifecycle';
import { type DeploymentError, hookFailed, rollbackMessageOnRollback, rollbackMessageOnStopped } from './messages';
import { routingError } from './routing';

/** What every platform's CodeDeploy reads and does. None of it may take virtual time. */
export interface DriverPorts {
  readonly clock: VirtualClock;
  /** The state of an alarm, metric or composite, as the group asks for it; `undefined`: no such alarm. Throwing means DescribeAlarms failed. */
  alarmState(
    name: string,
    group: Pick<DeploymentGroup, 'application' | 'name'>,
  ): 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | undefined;
  readonly timings?: Partial<CodeDeployTimings>;
  readonly assumptions?: Partial<CodeDeployAssumptions>;
  /** Deployment ids follow from it. @default 0 */
  readonly seed?: number;
}

/** What one platform does of it. */
export interface DriverPlatform<Event extends string, Revision> {
  readonly rules: DeploymentRules<Event, Revision>;
  /** What is wrong with the revision when the deployment starts. */
  refusal(revision: Revision, group: DeploymentGroup): DeploymentError | undefined;
  shift(deployment: DeploymentOf<Event, Revision>, weight: number): void;
  perform(deployment: DeploymentOf<Event, Revision>, event: Event | 'terminateOriginal'): void;
  invokeHook(
    deployment: DeploymentOf<Event, Revision>,
    hook: { event: Event; functionName: string; executionId: string },
  ): void;
  /** The revision that a rollback deploys. */
  rollbackOf(revision: Revision): Revision;
  /** The configuration that a rollback has instead of the group's. @default the group's */
  readonly rollbackConfig?: string;
  emit(event: DeploymentEventOf<Event>): void;
}

/**
 * Deployments on a virtual clock: carries out what the rules decide. Everything happens inside clock tasks; `onEnd`
 * listeners are called in the task in which a deployment ends, after its rollback deployment was created.
 */
export class DeploymentDriver<Event extends string, Revision> {
  readonly #deployments = new Map<string, DeploymentOf<Event, Revision>>();
  readonly #listeners = new Map<string, ((deployment: DeploymentOf<Event, Revision>) => void)[]>();
  readonly #timings: CodeDeployTimings;
  readonly #assumptions: CodeDeployAssumptions;
  #created = 0;

  constructor(
    private readonly ports: DriverPorts,
    private readonly platform: DriverPlatform<Event, Revision>,
  ) {
    this.#timings = { ...defaultTimings, ...ports.timings };
    this.#assumptions = { ...defaultAssumptions, ...ports.assumptions };
  }

  create(group: DeploymentGroup, revision: Revision): string {
    const refused = routingError(group.routing);
    if (refused !== undefined) throw new CodeDeployError('InvalidTrafficRoutingConfigurationException', refused);
    const running = this.list().find(
      (d) => d.group.application === group.application && d.group.name === group.name && !isTerminal(d.status),
    );
    if (running !== undefined) {
      throw new CodeDeployError(
        'DeploymentLimitExceededException',
        `The deployment group ${group.name} already has the deployment ${running.id} in progress: a group runs one at a time.`,
      );
    }
    return this.#create(group, revision, 'user').id;
  }

  putHookStatus(call: { deploymentId: string; lifecycleEventHookExecutionId: string; status: string }): string {
    const deployment = this.get(call.deploymentId);
    const executionId = call.lifecycleEventHookExecutionId;
    if (call.status !== 'Succeeded' && call.status !== 'Failed') {
      throw new CodeDeployError(
        'InvalidLifecycleEventHookExecutionStatusException',
        `The lifecycle event hook execution status ${call.status} is not valid: only Succeeded and Failed are accepted.`,
      );
    }
    const event = deployment.events.find((e) => e.hookExecutionId === executionId);
    if (event === undefined) {
      throw new CodeDeployError(
        'InvalidLifecycleEventHookExecutionIdException',
        `The lifecycle event hook execution id is not one of deployment ${deployment.id}.`,
      );
    }
    if (event.status !== 'InProgress') {
      throw new CodeDeployError(
        'LifecycleEventAlreadyCompletedException',
        `The lifecycle event ${event.name} of deployment ${deployment.id} has already completed: ${event.status}.`,
      );
    }
    this.#apply(deployment.id, { type: 'hookStatus', executionId, status: call.status });
    return executionId;
  }

  continue(id: string, wait: DeploymentWait): void {
    const { status, waiting } = this.#running(id);
    if (waiting !== wait) {
      throw new CodeDeployError(
        'DeploymentIsNotInReadyStateException',
        `The deployment ${id} is ${status} and does not wait for ${wait}.`,
      );
    }
    this.#apply(id, { type: 'continue', wait });
  }

  stop(id: string, autoRollback?: boolean): 'Succeeded' {
    this.#running(id);
    this.#apply(id, { type: 'stop', ...(autoRollback !== undefined && { autoRollback }) });
    return 'Succeeded';
  }

  get(id: string): DeploymentOf<Event, Revision> {
    const deployment = this.#deployments.get(id);
    if (deployment === undefined) {
      throw new CodeDeployError('DeploymentDoesNotExistException', `The deployment ${id} could not be found.`);
    }
    return deployment;
  }

  list(): readonly DeploymentOf<Event, Revision>[] {
    return [...this.#deployments.values()];
  }

  onEnd(id: string, listener: (deployment: DeploymentOf<Event, Revision>) => void): void {
    const deployment = this.get(id);
    if (isTerminal(deployment.status)) listener(deployment);
    else this.#listeners.set(id, [...(this.#listeners.get(id) ?? []), listener]);
  }

  #running(id: string): DeploymentOf<Event, Revision> {
    const deployment = this.get(id);
    if (!isTerminal(deployment.status)) return deployment;
    throw new CodeDeployError(
      'DeploymentAlreadyCompletedException',
      `The deployment ${id} has already ended: ${deployment.status}.`,
    );
  }

  #create(
    group: DeploymentGroup,
    revision: Revision,
    creator: DeploymentCreator,
    rollsBack?: DeploymentOf<Event, Revision>,
  ): DeploymentOf<Event, Revision> {
    const { clock } = this.ports;
    const id = deploymentId(this.ports.seed ?? 0, this.#created++);
    const deployment: DeploymentOf<Event, Revision> = {
      id,
      group,
      revision,
      creator,
      status: 'Created',
      createTime: clock.now(),
      events: this.platform.rules.pending,
      weight: 0,
      ...(rollsBack && {
        rollbackOf: rollsBack.id,
        rollbackInfo: {
          rollbackTriggeringDeploymentId: rollsBack.id,
          rollbackMessage: rollbackMessageOnRollback(rollsBack.id, id),
        },
      }),
    };
    this.#deployments.set(id, deployment);
    this.#report(deployment, { type: 'report', event: 'deployment', status: 'Created' });
    clock.at(clock.now(), () => this.#apply(id, { type: 'start' }));
    if (creator === 'user' && group.alarmsEnabled && group.alarms.length > 0) this.#pollAlarms(id);
    return deployment;
  }

  #pollAlarms(id: string): void {
    const { clock } = this.ports;
    const { pollInterval } = this.#timings;
    const cancel = clock.every(pollInterval, clock.now() + pollInterval, () => {
      this.#apply(id, { type: 'alarms', alarms: this.#readAlarms(this.get(id).group) });
    });
    this.onEnd(id, cancel);
  }

  #apply(id: string, input: DeploymentInput<Event>): void {
    const before = this.get(id);
    const { next, effects } = this.platform.rules.decide(before, input, {
      at: this.ports.clock.now(),
      timings: this.#timings,
      assumptions: this.#assumptions,
    });
    this.#deployments.set(id, next);
    for (const effect of effects) this.#carryOut(id, effect);
    if (!isTerminal(before.status) && isTerminal(next.status)) this.#ended(id);
  }

  #carryOut(id: string, effect: DeploymentEffect<Event>): void {
    const { clock } = this.ports;
    const deployment = this.get(id);
    switch (effect.type) {
      case 'report':
        this.#report(deployment, effect);
        return;
      case 'shift':
        this.platform.shift(deployment, effect.weight);
        return;
      case 'perform':
        this.platform.perform(deployment, effect.event);
        return;
      case 'schedule':
        clock.after(effect.after, () => this.#apply(id, effect.input));
        return;
      case 'scheduleStartCheck':
        clock.after(effect.after, () => {
          const refusal = this.platform.refusal(deployment.revision, deployment.group);
          const alarms = this.#readAlarms(deployment.group);
          this.#apply(id, { type: 'startCheck', alarms, ...(refusal && { refusal }) });
        });
        return;
      case 'invokeHook':
        this.#invokeHook(deployment, effect);
        return;
      case 'rollBack':
        this.#rollBack(deployment);
        return;
    }
  }

  #invokeHook(
    deployment: DeploymentOf<Event, Revision>,
    hook: Extract<DeploymentEffect<Event>, { type: 'invokeHook' }>,
  ): void {
    try {
      this.platform.invokeHook(deployment, hook);
    } catch (error) {
      const failed = { ...hookFailed, message: error instanceof Error ? error.message : String(error) };
      const refusal = error instanceof DeploymentRefusedError ? error.refusal : failed;
      this.#apply(deployment.id, { type: 'hookNotInvoked', executionId: hook.executionId, error: refusal });
    }
  }

  #rollBack(failed: DeploymentOf<Event, Revision>): void {
    const revision = this.platform.rollbackOf(failed.revision);
    const { rollbackConfig: configName } = this.platform;
    const group = configName === undefined ? failed.group : { ...failed.group, configName };
    const rollback = this.#create(group, revision, 'codeDeployRollback', failed);
    this.#deployments.set(failed.id, {
      ...failed,
      rollbackInfo: {
        rollbackDeploymentId: rollback.id,
        rollbackMessage: rollbackMessageOnStopped(failed.id, rollback.id),
      },
    });
  }

  #ended(id: string): void {
    const listeners = this.#listeners.get(id) ?? [];
    this.#listeners.delete(id);
    for (const listener of listeners) listener(this.get(id));
  }

  #readAlarms(group: DeploymentGroup): AlarmReading {
    try {
      const states = group.alarms.map((name) => ({ name, state: this.ports.alarmState(name, group) }));
      const unknown = states.filter((s) => s.state === undefined).map((s) => s.name);
      if (unknown.length > 0 && this.#assumptions.unknownAlarm === 'poll-failure') {
        return { failure: `the alarms ${unknown.join(', ')} do not exist` };
      }
      return { inAlarm: states.filter((s) => s.state === 'ALARM').map((s) => s.name) };
    } catch (error) {
      return { failure: error instanceof Error ? error.message : String(error) };
    }
  }

  #report(deployment: DeploymentOf<Event, Revision>, report: Report<Event>): void {
    this.platform.emit({
      at: this.ports.clock.now(),
      deploymentId: deployment.id,
      application: deployment.group.application,
      group: deployment.group.name,
      event: report.event,
      status: report.status,
      ...(report.detail !== undefined && { detail: report.detail }),
      ...(report.weight !== undefined && { weight: report.weight }),
      ...(report.event === 'deployment' && deployment.error && { error: deployment.error }),
      creator: deployment.creator,
      ...(deployment.rollbackOf !== undefined && { rollbackOf: deployment.rollbackOf }),
    });
  }
}
