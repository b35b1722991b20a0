import type { Millis, VirtualClock } from '../../../engine/clock';
import type { ResourceHandler, StartedDeployment } from '../../../engine/cloudformation';
import {
  type DeploymentGroup,
  ServerCodeDeploy,
  type ServerCodeDeployPorts,
  type ServerDeployment,
  type ServerDeploymentEvent,
} from '../../../engine/codedeploy';
import type { ReleaseDeployment } from '../../report/release-deployment';
import type { Timeline } from '../../report/timeline';
import type { Account } from '../../world/account';
import { announce } from '../codedeploy/announce';
import type { DeploymentGroups } from '../codedeploy/resources';
import type { EventBus } from '../events/event-bus';
import { baselineRevision, candidateRevision, type FleetInstance, type Fleets, shareOfCandidate } from './fleet';

/** The deployment of a revision to one server: an input, for it depends on the service. */
export const instanceDuration: Millis = 60_000;

export interface ServerDeploymentsPorts {
  readonly clock: VirtualClock;
  readonly account: Account;
  readonly timeline: Timeline;
  readonly events: EventBus;
  readonly fleets: Fleets;
  readonly groups: DeploymentGroups;
  readonly pollInterval: number;
  readonly seed: number;
  readonly alarmState: ServerCodeDeployPorts['alarmState'];
  stoppedByAlarms(deploymentId: string, message: string): void;
  shifted(): void;
  /** Whether the candidate starts on a server at all. */
  readonly candidateStarts: boolean;
}

/** CodeDeploy in place over the account's Auto Scaling groups. */
export class ServerDeployments {
  readonly engine: ServerCodeDeploy;

  constructor(private readonly ports: ServerDeploymentsPorts) {
    this.engine = new ServerCodeDeploy({
      clock: ports.clock,
      timings: { pollInterval: ports.pollInterval },
      // Ids follow from the seed: those of other platforms must not repeat.
      seed: ports.seed + 2_000_003,
      alarmState: ports.alarmState,
      outcomeOf: (_, revision) => ({
        duration: instanceDuration,
        succeeds: revision !== candidateRevision || ports.candidateStarts,
      }),
      setInService: ({ id }, revision) => this.#setInService(id, revision),
      emit: (event) => this.#tell(event),
    });
  }

  /** Starts a deployment of the candidate to a group's servers, as a pipeline does. */
  start(group: DeploymentGroup): string {
    const instances = this.#instancesOf(group);
    return this.engine.createDeployment(group, {
      revision: candidateRevision,
      currentRevision: baselineRevision,
      instances: instances.map(({ id, zone }) => ({ id, zone, health: 'old revision' as const })),
      ...this.ports.groups.serverConfig(group),
    });
  }

  /** Whether every deployment has ended, rollbacks included. */
  get isOver(): boolean {
    return this.engine.isIdle;
  }

  /** CloudFormation deploys a group's `Deployment` itself when its revision changes. */
  readonly deploy: NonNullable<ResourceHandler['deploy']> = (request, previous): StartedDeployment | undefined => {
    const { ApplicationName, AutoScalingGroups, Deployment } = request.properties;
    const isSame = JSON.stringify(Deployment) === JSON.stringify(previous.properties.Deployment);
    if (Deployment === undefined || isSame || !Array.isArray(AutoScalingGroups)) return undefined;
    const id = this.start(this.ports.groups.get(String(ApplicationName), previous.physicalId));
    return {
      id,
      onEnd: (listener) =>
        this.engine.onEnd(id, ({ status, error, rollbackInfo }) => {
          const rollbackId = rollbackInfo?.rollbackDeploymentId;
          listener({
            ...(status === 'Succeeded' ? {} : { failed: error?.message ?? `The deployment ended as ${status}.` }),
            ...(rollbackId === undefined ? {} : { rollbackId }),
          });
        }),
      stop: () => void this.engine.stopDeployment(id, true),
    };
  };

  #instancesOf(group: DeploymentGroup): readonly FleetInstance[] {
    const { AutoScalingGroups } = this.ports.groups.settingsOf(group);
    return AutoScalingGroups.flatMap((name) => this.ports.fleets.get(name)?.instances ?? []);
  }

  #setInService(id: string, revision: string | undefined): void {
    const { clock, fleets, timeline } = this.ports;
    for (const fleet of fleets.all()) {
      const instance = fleet.instances.find((one) => one.id === id);
      if (instance === undefined) continue;
      instance.inService = revision !== undefined;
      if (revision === undefined) continue;
      instance.revision = revision;
      const weight = shareOfCandidate(fleet);
      const on = fleet.instances.filter((one) => one.revision === candidateRevision).length;
      const detail = `${id} in ${instance.zone}: ${on} of ${fleet.instances.length} servers have ${candidateRevision}`;
      timeline.record({ at: clock.now(), actor: 'codedeploy', event: 'instance', status: 'InService', detail, weight });
      this.ports.shifted();
    }
  }

  #tell(event: ServerDeploymentEvent): void {
    const { timeline, account, events } = this.ports;
    const { at, deploymentId, status, subject, detail, error } = event;
    if (event.event === 'deployment' && error?.code === 'ALARM_ACTIVE')
      this.ports.stoppedByAlarms(deploymentId, error.message);
    const isRollback = event.creator === 'codeDeployRollback';
    const said = error === undefined ? detail : [`${error.code}: ${error.message}`, detail].filter(Boolean).join(' ');
    timeline.record({
      at,
      actor: 'codedeploy',
      event: event.event === 'deployment' && isRollback ? 'rollback deployment' : event.event,
      status,
      detail: [deploymentId, subject, said].filter((part) => part !== undefined).join(' '),
    });
    announce(event, account, events);
  }
}

/** A deployment to servers in the words that a verdict is made of: it has begun where a server was taken. */
export function serverReleaseDeployment(deployment: ServerDeployment): ReleaseDeployment {
  const { id, status, error, because, creator, createTime, completeTime, fleet, rollbackOf } = deployment;
  const taken = fleet.instances.filter((instance) => instance.status !== 'Pending' && instance.status !== 'Skipped');
  return {
    id,
    status,
    creator,
    createTime,
    events: taken.map((instance) => ({ name: instance.id, status: instance.status, startTime: createTime })),
    ...(completeTime === undefined ? {} : { completeTime }),
    ...(error === undefined ? {} : { error }),
    ...(because === undefined ? {} : { because }),
    ...(rollbackOf === undefined ? {} : { rollbackOf }),
  };
}
