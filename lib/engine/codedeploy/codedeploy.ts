import type { DeploymentGroup } from './deployment';
import { DeploymentDriver, type DriverPorts } from './driver';
import {
  type AliasRouting,
  aliasAt,
  aliasRefusal,
  type Deployment,
  type DeploymentEvent,
  type LambdaLifecycleEvent,
  type LambdaRevision,
  lambdaRules,
} from './lambda';
import type { DeploymentError } from './messages';

/** What CodeDeploy for Lambda reads and does. None of it may take virtual time. */
export interface CodeDeployPorts extends DriverPorts {
  /** Invokes a hook asynchronously: returns before the hook has run. Throwing fails the deployment with the error's message. */
  invokeHook(invocation: HookInvocation): void;
  /** Where the alias points now; `undefined`: no such alias. */
  aliasOf(functionName: string, alias: string): AliasRouting | undefined;
  /** Why the group may not move the alias, by its service role @default nothing */
  aliasForbidden?(group: DeploymentGroup, revision: LambdaRevision): DeploymentError | undefined;
  setAlias(change: { functionName: string; alias: string } & AliasRouting): void;
  emit(event: DeploymentEvent): void;
}

/** The payload AWS sends is `DeploymentId` and `LifecycleEventHookExecutionId`; the rest says where it came from. */
export interface HookInvocation {
  readonly functionName: string;
  readonly deploymentId: string;
  readonly lifecycleEventHookExecutionId: string;
  readonly event: 'BeforeAllowTraffic' | 'AfterAllowTraffic';
  readonly application: string;
  readonly group: string;
}

/** CodeDeploy for Lambda on a virtual clock. */
export class CodeDeploy {
  readonly #driver: DeploymentDriver<LambdaLifecycleEvent, LambdaRevision>;

  constructor(ports: CodeDeployPorts) {
    this.#driver = new DeploymentDriver(ports, {
      rules: lambdaRules,
      refusal: (revision, group) =>
        ports.aliasForbidden?.(group, revision) ??
        aliasRefusal(revision, ports.aliasOf(revision.functionName, revision.alias)),
      shift: ({ revision }, weight) => {
        const { functionName, alias } = revision;
        ports.setAlias({ functionName, alias, ...aliasAt(weight, revision) });
      },
      perform: () => {},
      invokeHook: ({ id, group }, { event, functionName, executionId }) => {
        if (event === 'AllowTraffic') return;
        ports.invokeHook({
          functionName,
          deploymentId: id,
          lifecycleEventHookExecutionId: executionId,
          event,
          application: group.application,
          group: group.name,
        });
      },
      rollbackOf: ({ functionName, alias, currentVersion, targetVersion }) => ({
        functionName,
        alias,
        currentVersion: targetVersion,
        targetVersion: currentVersion,
      }),
      emit: (event) => ports.emit(event),
    });
  }

  /**
   * Starts a deployment and returns its id, `d-` and nine characters.
   * @throws CodeDeployError DeploymentLimitExceededException while the group has one in progress;
   * InvalidTrafficRoutingConfigurationException where CodeDeploy would refuse the routing.
   */
  createDeployment(group: DeploymentGroup, revision: LambdaRevision): string {
    return this.#driver.create(group, revision);
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
    return this.#driver.putHookStatus(call);
  }

  /**
   * StopDeployment: the alias stays as it is unless the group rolls back stopped deployments or `autoRollback` asks for it.
   * @throws CodeDeployError DeploymentAlreadyCompletedException, DeploymentDoesNotExistException.
   */
  stopDeployment(id: string, autoRollback?: boolean): 'Succeeded' {
    return this.#driver.stop(id, autoRollback);
  }

  /** @throws CodeDeployError DeploymentDoesNotExistException */
  getDeployment(id: string): Deployment {
    return this.#driver.get(id);
  }

  /** In the order of creation. */
  listDeployments(): readonly Deployment[] {
    return this.#driver.list();
  }

  /** Calls `listener` once, when the deployment ends or at once where it has ended. */
  onEnd(id: string, listener: (deployment: Deployment) => void): void {
    this.#driver.onEnd(id, listener);
  }
}
