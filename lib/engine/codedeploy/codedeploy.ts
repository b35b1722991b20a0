import type { CodeDeployPorts } from './codedeploy-ports';
import {
  type CodeDeployAssumptions,
  type CodeDeployTimings,
  type Deployment,
  type DeploymentCreator,
  type DeploymentGroup,
  defaultAssumptions,
  defaultTimings,
  isTerminal,
  type LambdaRevision,
} from './deployment';
import { deploymentId } from './deployment-id';
import { CodeDeployError } from './errors';
import { decideLambda, pendingEvents } from './lambda';
import type { AlarmReading, LambdaEffect, LambdaInput } from './lambda-decision';
import { rollbackMessageOnRollback, rollbackMessageOnStopped } from './messages';
import { routingError } from './routing';

/**
 * CodeDeploy for Lambda on a virtual clock: carries out what `decideLambda` decides. Everything happens inside clock
 * tasks; `onEnd` listeners are called in the task in which a deployment ends, after its rollback deployment was created.
 */
export class CodeDeploy {
  readonly #deployments = new Map<string, Deployment>();
  readonly #listeners = new Map<string, ((deployment: Deployment) => void)[]>();
  readonly #timings: CodeDeployTimings;
  readonly #assumptions: CodeDeployAssumptions;
  #created = 0;

  constructor(private readonly ports: CodeDeployPorts) {
    this.#timings = { ...defaultTimings, ...ports.timings };
    this.#assumptions = { ...defaultAssumptions, ...ports.assumptions };
  }

  /**
   * Starts a deployment and returns its id, `d-` and nine characters.
   * @throws CodeDeployError DeploymentLimitExceededException while the group has one in progress;
   * InvalidTrafficRoutingConfigurationException where CodeDeploy would refuse the routing.
   */
  createDeployment(group: DeploymentGroup, revision: LambdaRevision): string {
    const refused = routingError(group.routing);
    if (refused !== undefined) throw new CodeDeployError('InvalidTrafficRoutingConfigurationException', refused);
    const running = this.listDeployments().find(
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

  /**
   * The hook's callback. Returns the id it was given, as AWS does.
   * @throws CodeDeployError InvalidLifecycleEventHookExecutionStatusException for a status other than Succeeded and
   * Failed, InvalidLifecycleEventHookExecutionIdException, LifecycleEventAlreadyCompletedException.
   */
  putLifecycleEventHookExecutionStatus(call: {
    deploymentId: string;
    lifecycleEventHookExecutionId: string;
    status: string;
  }): string {
    const deployment = this.getDeployment(call.deploymentId);
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

  /**
   * StopDeployment: the alias stays as it is unless the group rolls back stopped deployments or `autoRollback` asks for it.
   * @throws CodeDeployError DeploymentAlreadyCompletedException, DeploymentDoesNotExistException.
   */
  stopDeployment(id: string, autoRollback?: boolean): 'Succeeded' {
    const { status } = this.getDeployment(id);
    if (isTerminal(status)) {
      throw new CodeDeployError(
        'DeploymentAlreadyCompletedException',
        `The deployment ${id} has already ended: ${status}.`,
      );
    }
    this.#apply(id, { type: 'stop', ...(autoRollback !== undefined && { autoRollback }) });
    return 'Succeeded';
  }

  /** @throws CodeDeployError DeploymentDoesNotExistException */
  getDeployment(id: string): Deployment {
    const deployment = this.#deployments.get(id);
    if (deployment === undefined) {
      throw new CodeDeployError('DeploymentDoesNotExistException', `The deployment ${id} could not be found.`);
    }
    return deployment;
  }

  /** In the order of creation. */
  listDeployments(): readonly Deployment[] {
    return [...this.#deployments.values()];
  }

  /** Calls `listener` once, when the deployment ends or at once where it has ended. */
  onEnd(id: string, listener: (deployment: Deployment) => void): void {
    const deployment = this.getDeployment(id);
    if (isTerminal(deployment.status)) listener(deployment);
    else this.#listeners.set(id, [...(this.#listeners.get(id) ?? []), listener]);
  }

  #create(
    group: DeploymentGroup,
    revision: LambdaRevision,
    creator: DeploymentCreator,
    rollsBack?: Deployment,
  ): Deployment {
    const { clock } = this.ports;
    const id = deploymentId(this.ports.seed ?? 0, this.#created++);
    const deployment: Deployment = {
      id,
      group,
      revision,
      creator,
      status: 'Created',
      createTime: clock.now(),
      events: pendingEvents,
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
      this.#apply(id, { type: 'alarms', alarms: this.#readAlarms(this.getDeployment(id)) });
    });
    this.onEnd(id, cancel);
  }

  #apply(id: string, input: LambdaInput): void {
    const { clock } = this.ports;
    const before = this.getDeployment(id);
    const { next, effects } = decideLambda(before, input, {
      at: clock.now(),
      timings: this.#timings,
      assumptions: this.#assumptions,
    });
    this.#deployments.set(id, next);
    for (const effect of effects) this.#carryOut(id, effect);
    if (!isTerminal(before.status) && isTerminal(next.status)) this.#ended(id);
  }

  #carryOut(id: string, effect: LambdaEffect): void {
    const { clock } = this.ports;
    const deployment = this.getDeployment(id);
    const { functionName, alias } = deployment.revision;
    switch (effect.type) {
      case 'report':
        this.#report(deployment, effect);
        return;
      case 'setAlias':
        this.ports.setAlias({ functionName, alias, ...effect.alias });
        return;
      case 'schedule':
        clock.after(effect.after, () => this.#apply(id, effect.input));
        return;
      case 'scheduleStartCheck':
        clock.after(effect.after, () =>
          this.#apply(id, {
            type: 'startCheck',
            alias: this.ports.aliasOf(functionName, alias),
            alarms: this.#readAlarms(deployment),
          }),
        );
        return;
      case 'invokeHook':
        this.#invokeHook(deployment, effect);
        return;
      case 'rollBack':
        this.#rollBack(deployment);
        return;
    }
  }

  #invokeHook(deployment: Deployment, hook: Extract<LambdaEffect, { type: 'invokeHook' }>): void {
    if (hook.event === 'AllowTraffic') return;
    try {
      this.ports.invokeHook({
        functionName: hook.functionName,
        deploymentId: deployment.id,
        lifecycleEventHookExecutionId: hook.executionId,
        event: hook.event,
        application: deployment.group.application,
        group: deployment.group.name,
      });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#apply(deployment.id, { type: 'hookNotInvoked', executionId: hook.executionId, message });
    }
  }

  #rollBack(failed: Deployment): void {
    const { functionName, alias, currentVersion, targetVersion } = failed.revision;
    const rollback = this.#create(
      failed.group,
      { functionName, alias, currentVersion: targetVersion, targetVersion: currentVersion },
      'codeDeployRollback',
      failed,
    );
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
    for (const listener of listeners) listener(this.getDeployment(id));
  }

  #readAlarms({ group }: Deployment): AlarmReading {
    try {
      const states = group.alarms.map((name) => ({ name, state: this.ports.alarmState(name) }));
      const unknown = states.filter((s) => s.state === undefined).map((s) => s.name);
      if (unknown.length > 0 && this.#assumptions.unknownAlarm === 'poll-failure') {
        return { failure: `the alarms ${unknown.join(', ')} do not exist` };
      }
      return { inAlarm: states.filter((s) => s.state === 'ALARM').map((s) => s.name) };
    } catch (error) {
      return { failure: error instanceof Error ? error.message : String(error) };
    }
  }

  #report(deployment: Deployment, report: Extract<LambdaEffect, { type: 'report' }>): void {
    this.ports.emit({
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
