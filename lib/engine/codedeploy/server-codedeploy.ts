import { type CodeDeployTimings, type DeploymentCreator, defaultTimings, isTerminal } from './deployment';
import { deploymentId } from './deployment-id';
import { CodeDeployError } from './errors';
import {
  alarmActive,
  alarmsUnreadable,
  type DeploymentError,
  manualStop,
  rollbackMessageOnRollback,
  rollbackMessageOnStopped,
} from './messages';
import { decideFleet, type InstanceHealth, type InstanceStatus, startFleet, withStatus } from './server';
import type {
  ServerCodeDeployPorts,
  ServerDeployment,
  ServerDeploymentEvent,
  ServerGroup,
  ServerRevision,
} from './server-deployment';

/** CodeDeploy in place for EC2 and on-premises instances, on a virtual clock. Alarms stop it: the rest is not deployed. */
export class ServerCodeDeploy {
  readonly #deployments = new Map<string, ServerDeployment>();
  readonly #monitored = new Map<string, Set<string>>();
  readonly #listeners = new Map<string, ((deployment: ServerDeployment) => void)[]>();
  /** Ended deployments whose rollback waits for the instances that had begun. */
  readonly #rollingBack = new Set<string>();
  readonly #timings: CodeDeployTimings;

  constructor(private readonly ports: ServerCodeDeployPorts) {
    this.#timings = { ...defaultTimings, ...ports.timings };
  }

  /** @throws CodeDeployError DeploymentLimitExceededException while the group has one in progress */
  createDeployment(group: ServerGroup, revision: ServerRevision): string {
    const running = this.listDeployments().find((d) => d.group.name === group.name && !isTerminal(d.status));
    if (running !== undefined) {
      throw new CodeDeployError(
        'DeploymentLimitExceededException',
        `The deployment group ${group.name} already has the deployment ${running.id} in progress: a group runs one at a time.`,
      );
    }
    return this.#create(group, revision, 'user').id;
  }

  /** @throws CodeDeployError DeploymentAlreadyCompletedException, DeploymentDoesNotExistException */
  stopDeployment(id: string, autoRollback?: boolean): 'Succeeded' {
    const { status } = this.getDeployment(id);
    if (isTerminal(status)) {
      throw new CodeDeployError(
        'DeploymentAlreadyCompletedException',
        `The deployment ${id} has already ended: ${status}.`,
      );
    }
    this.#end(id, 'Stopped', manualStop, autoRollback);
    return 'Succeeded';
  }

  /** @throws CodeDeployError DeploymentDoesNotExistException */
  getDeployment(id: string): ServerDeployment {
    const deployment = this.#deployments.get(id);
    if (deployment !== undefined) return deployment;
    throw new CodeDeployError('DeploymentDoesNotExistException', `The deployment ${id} could not be found.`);
  }

  listDeployments(): readonly ServerDeployment[] {
    return [...this.#deployments.values()];
  }

  /** Whether nothing goes on: every deployment has ended, so have the instances that had begun, and no rollback is owed. */
  get isIdle(): boolean {
    return this.listDeployments().every(
      ({ id, status, fleet }) =>
        isTerminal(status) && !this.#rollingBack.has(id) && fleet.instances.every((i) => i.status !== 'InProgress'),
    );
  }

  /** Calls `listener` once, when the deployment ends or at once where it has ended. */
  onEnd(id: string, listener: (deployment: ServerDeployment) => void): void {
    const deployment = this.getDeployment(id);
    if (isTerminal(deployment.status)) listener(deployment);
    else this.#listeners.set(id, [...(this.#listeners.get(id) ?? []), listener]);
  }

  #create(
    group: ServerGroup,
    revision: ServerRevision,
    creator: DeploymentCreator,
    rollsBack?: ServerDeployment,
  ): ServerDeployment {
    const { clock, seed } = this.ports;
    const id = deploymentId(seed ?? 0, this.#deployments.size);
    const deployment: ServerDeployment = {
      id,
      group,
      revision,
      creator,
      status: 'Created',
      createTime: clock.now(),
      fleet: startFleet(revision.instances, revision.minimumHealthyHosts, revision.zonal),
      ...(rollsBack && {
        rollbackOf: rollsBack.id,
        rollbackInfo: {
          rollbackTriggeringDeploymentId: rollsBack.id,
          rollbackMessage: rollbackMessageOnRollback(rollsBack.id, id),
        },
      }),
    };
    this.#deployments.set(id, deployment);
    this.#monitored.set(id, new Set());
    this.#emit(deployment, { event: 'deployment', status: 'Created' });
    clock.after(this.#timings.startCheck, () => {
      if (isTerminal(this.getDeployment(id).status)) return;
      this.#change(id, { status: 'InProgress' });
      this.#emit(deployment, { event: 'deployment', status: 'InProgress' });
      if (!this.#stoppedByAlarm(id)) this.#advance(id);
    });
    if (creator === 'user' && group.alarmsEnabled && group.alarms.length > 0) {
      const { pollInterval } = this.#timings;
      this.onEnd(
        id,
        clock.every(pollInterval, clock.now() + pollInterval, () => void this.#stoppedByAlarm(id)),
      );
    }
    return deployment;
  }

  #advance(id: string): void {
    const { clock } = this.ports;
    const deployment = this.getDeployment(id);
    if (isTerminal(deployment.status)) return;
    const decision = decideFleet(deployment.fleet, this.#monitored.get(id));
    switch (decision.type) {
      case 'succeeded':
        this.#finish(id, { status: 'Succeeded' });
        return;
      case 'failed':
        this.#end(id, 'Failed', decision.error, undefined, decision.reason);
        return;
      case 'monitor':
        this.#monitored.get(id)?.add(decision.zone);
        this.#emit(deployment, {
          event: 'zone',
          subject: decision.zone,
          status: 'Monitoring',
          detail: decision.reason,
        });
        clock.after(decision.duration, () => this.#advance(id));
        return;
      case 'deploy':
        this.#setStatus(id, decision.instances, 'InProgress');
        for (const instance of decision.instances) this.#deployTo(id, instance);
        return;
    }
  }

  #deployTo(id: string, instanceId: string): void {
    const { clock } = this.ports;
    const { revision, fleet } = this.getDeployment(id);
    const instance = fleet.instances.find((i) => i.id === instanceId);
    if (instance === undefined) return;
    const { duration, succeeds } = this.ports.outcomeOf(instance, revision.revision);
    this.ports.setInService(instance, undefined);
    clock.after(duration, () => {
      // A deployment that was stopped lets the instances finish that had begun.
      this.#setStatus(id, [instanceId], succeeds ? 'Succeeded' : 'Failed');
      if (succeeds) this.ports.setInService(instance, revision.revision);
      if (isTerminal(this.getDeployment(id).status)) this.#settle(id);
      else this.#advance(id);
    });
  }

  #stoppedByAlarm(id: string): boolean {
    const { group, creator, status } = this.getDeployment(id);
    if (isTerminal(status) || creator === 'codeDeployRollback' || !group.alarmsEnabled) return false;
    try {
      const active = group.alarms.filter((name) => this.ports.alarmState(name, group) === 'ALARM');
      if (active.length === 0) return false;
      this.#end(id, 'Stopped', alarmActive(active), undefined);
    } catch (error) {
      if (group.ignorePollAlarmFailure) return false;
      this.#end(id, 'Stopped', alarmsUnreadable(error instanceof Error ? error.message : String(error)), undefined);
    }
    return true;
  }

  #end(
    id: string,
    status: 'Failed' | 'Stopped',
    error: DeploymentError,
    rollBack: boolean | undefined,
    because?: string,
  ): void {
    const { fleet, group, creator } = this.getDeployment(id);
    const waiting = fleet.instances.filter((i) => i.status === 'Pending').map((i) => i.id);
    this.#setStatus(id, waiting, 'Skipped');
    const event =
      status === 'Failed'
        ? 'DEPLOYMENT_FAILURE'
        : error.code === 'ALARM_ACTIVE'
          ? 'DEPLOYMENT_STOP_ON_ALARM'
          : 'DEPLOYMENT_STOP_ON_REQUEST';
    const wanted = creator === 'user' && (rollBack ?? group.autoRollback.includes(event));
    this.#change(id, { status, error, completeTime: this.ports.clock.now(), ...(because && { because }) });
    this.#emit(this.getDeployment(id), { event: 'deployment', status, error, ...(because && { detail: because }) });
    if (wanted) this.#rollingBack.add(id);
    this.#settle(id);
  }

  /** After the last instance that had begun: the rollback begins, and listeners hear of the end. */
  #settle(id: string): void {
    const deployment = this.getDeployment(id);
    if (deployment.fleet.instances.some((i) => i.status === 'InProgress')) return;
    if (this.#rollingBack.delete(id)) {
      const { group, revision, fleet } = deployment;
      const back = {
        ...revision,
        revision: revision.currentRevision,
        currentRevision: revision.revision,
        instances: fleet.instances.map(({ id: instanceId, zone, status }) => ({
          id: instanceId,
          zone,
          health: healthAfter(status),
        })),
      };
      const rollback = this.#create(group, back, 'codeDeployRollback', deployment);
      this.#change(id, {
        rollbackInfo: {
          rollbackDeploymentId: rollback.id,
          rollbackMessage: rollbackMessageOnStopped(id, rollback.id),
        },
      });
    }
    this.#tell(id);
  }

  #finish(id: string, change: Pick<ServerDeployment, 'status'>): void {
    this.#change(id, { ...change, completeTime: this.ports.clock.now() });
    this.#emit(this.getDeployment(id), { event: 'deployment', status: change.status });
    this.#tell(id);
  }

  #tell(id: string): void {
    const listeners = this.#listeners.get(id) ?? [];
    this.#listeners.delete(id);
    for (const listener of listeners) listener(this.getDeployment(id));
  }

  #change(id: string, change: Partial<ServerDeployment>): void {
    this.#deployments.set(id, { ...this.getDeployment(id), ...change });
  }

  #setStatus(id: string, instances: readonly string[], status: InstanceStatus): void {
    const deployment = this.getDeployment(id);
    this.#change(id, { fleet: withStatus(deployment.fleet, instances, status) });
    for (const subject of instances) this.#emit(deployment, { event: 'instance', subject, status });
  }

  #emit(
    { id, group, creator }: ServerDeployment,
    event: Pick<ServerDeploymentEvent, 'event' | 'status' | 'subject' | 'detail' | 'error'>,
  ): void {
    const { clock, emit } = this.ports;
    emit({ at: clock.now(), deploymentId: id, application: group.application, group: group.name, creator, ...event });
  }
}

/** What a rollback finds: servers that failed, that have what is taken back, and that still have what it deploys. */
function healthAfter(status: InstanceStatus): InstanceHealth {
  if (status === 'Failed') return 'unhealthy';
  return status === 'Succeeded' ? 'old revision' : 'current revision';
}
