import type { DeploymentGroup, DeploymentWait } from './deployment';
import { DeploymentDriver, type DriverPorts } from './driver';
import {
  type EcsDeployment,
  type EcsDeploymentEvent,
  type EcsHookEvent,
  type EcsLifecycleEvent,
  type EcsRevision,
  ecsRules,
} from './ecs';

type Which = 'blue' | 'green';

/** What CodeDeploy for ECS reads and does. None of it may take virtual time. */
export interface EcsCodeDeployPorts extends DriverPorts {
  /** Invokes a hook asynchronously: returns before the hook has run. */
  invokeHook(invocation: EcsHookInvocation): void;
  /** The green task set starts. */
  startTaskSet(service: EcsService, taskDefinition: string): void;
  /** The green task set has become healthy: Install is done. */
  taskSetIsUp?(service: EcsService): void;
  /** Green's share of the production listener, 0 to 1. */
  setWeight(service: EcsService, weight: number): void;
  /** Where the test listener leads. */
  setTestTraffic(service: EcsService, to: Which): void;
  /** A task set drains and goes: blue after a success, green after a rollback. */
  stopTaskSet(service: EcsService, which: Which): void;
  emit(event: EcsDeploymentEvent): void;
}

export interface EcsService {
  readonly cluster: string;
  readonly service: string;
}

export interface EcsHookInvocation {
  readonly functionName: string;
  readonly deploymentId: string;
  readonly lifecycleEventHookExecutionId: string;
  readonly event: EcsHookEvent;
  readonly application: string;
  readonly group: string;
}

/** CodeDeploy blue/green for ECS services of the deployment controller CODE_DEPLOY, on a virtual clock. */
export class EcsCodeDeploy {
  readonly #driver: DeploymentDriver<EcsLifecycleEvent, EcsRevision>;

  constructor(ports: EcsCodeDeployPorts) {
    this.#driver = new DeploymentDriver(ports, {
      rules: ecsRules,
      refusal: () => undefined,
      shift: ({ revision, creator }, weight) => {
        if (creator === 'user') {
          ports.setWeight(revision, weight);
          return;
        }
        // A rollback makes no task set: blue takes everything back, green drains.
        ports.setWeight(revision, 0);
        ports.setTestTraffic(revision, 'blue');
        ports.stopTaskSet(revision, 'green');
      },
      perform: ({ revision, creator }, event) => {
        if (creator !== 'user') return;
        if (event === 'Install') ports.startTaskSet(revision, revision.taskDefinition);
        if (event === 'AfterInstall') ports.taskSetIsUp?.(revision);
        if (event === 'AllowTestTraffic' && revision.testListener) ports.setTestTraffic(revision, 'green');
        if (event === 'terminateOriginal') ports.stopTaskSet(revision, 'blue');
      },
      invokeHook: ({ id, group }, { event, functionName, executionId }) =>
        ports.invokeHook({
          functionName,
          deploymentId: id,
          lifecycleEventHookExecutionId: executionId,
          event: event as EcsHookEvent,
          application: group.application,
          group: group.name,
        }),
      // Recorded: whatever the group's configuration is.
      rollbackConfig: 'CodeDeployDefault.ECSAllAtOnce',
      rollbackOf: (revision) => ({
        ...revision,
        taskDefinition: revision.currentTaskDefinition,
        currentTaskDefinition: revision.taskDefinition,
      }),
      emit: (event) => ports.emit(event),
    });
  }

  /** @throws CodeDeployError DeploymentLimitExceededException, InvalidTrafficRoutingConfigurationException */
  createDeployment(group: DeploymentGroup, revision: EcsRevision): string {
    return this.#driver.create(group, revision);
  }

  /** @throws CodeDeployError as for Lambda */
  putLifecycleEventHookExecutionStatus(call: {
    deploymentId: string;
    lifecycleEventHookExecutionId: string;
    status: string;
  }): string {
    return this.#driver.putHookStatus(call);
  }

  /** Ends a wait early. @throws CodeDeployError DeploymentIsNotInReadyStateException, DeploymentAlreadyCompletedException */
  continueDeployment(id: string, wait: DeploymentWait = 'READY_WAIT'): void {
    this.#driver.continue(id, wait);
  }

  /** @throws CodeDeployError DeploymentAlreadyCompletedException, DeploymentDoesNotExistException */
  stopDeployment(id: string, autoRollback?: boolean): 'Succeeded' {
    return this.#driver.stop(id, autoRollback);
  }

  /** @throws CodeDeployError DeploymentDoesNotExistException */
  getDeployment(id: string): EcsDeployment {
    return this.#driver.get(id);
  }

  listDeployments(): readonly EcsDeployment[] {
    return this.#driver.list();
  }

  /** Calls `listener` once, when the deployment ends or at once where it has ended. */
  onEnd(id: string, listener: (deployment: EcsDeployment) => void): void {
    this.#driver.onEnd(id, listener);
  }
}
