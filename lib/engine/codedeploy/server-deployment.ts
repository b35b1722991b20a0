import type { Instant, Millis } from '../clock';
import type { DeploymentCreator, DeploymentGroup, DeploymentStatus, RollbackInfo } from './deployment';
import type { DriverPorts } from './driver';
import type { DeploymentError } from './messages';
import type { FleetState, Instance, MinimumHealthyHosts, ZonalConfig } from './server';

export interface ServerRevision {
  readonly revision: string;
  /** What serves now: what a rollback deploys. */
  readonly currentRevision: string;
  readonly instances: readonly Instance[];
  readonly minimumHealthyHosts: MinimumHealthyHosts;
  readonly zonal?: ZonalConfig;
}

export interface ServerDeployment {
  readonly id: string;
  readonly group: ServerGroup;
  readonly revision: ServerRevision;
  readonly creator: DeploymentCreator;
  readonly status: DeploymentStatus;
  readonly error?: DeploymentError;
  /** What the error says in numbers, which AWS does not: how many instances are healthy, and how many must stay so. */
  readonly because?: string;
  readonly createTime: Instant;
  readonly completeTime?: Instant;
  readonly fleet: FleetState;
  readonly rollbackInfo?: RollbackInfo;
  readonly rollbackOf?: string;
}

/** A deployment group of servers: traffic is not weighted, so it has no routing. */
export type ServerGroup = Omit<DeploymentGroup, 'routing'>;

export interface ServerDeploymentEvent {
  readonly at: Instant;
  readonly deploymentId: string;
  readonly application: string;
  readonly group: string;
  /** The deployment as a whole, or one instance. */
  readonly event: 'deployment' | 'instance' | 'zone';
  readonly subject?: string;
  readonly status: string;
  readonly detail?: string;
  readonly error?: DeploymentError;
  readonly creator: DeploymentCreator;
}

/** What CodeDeploy for servers reads and does. None of it may take virtual time. */
export interface ServerCodeDeployPorts extends DriverPorts {
  /** How long the deployment of a revision to an instance takes, its hooks included, and whether it succeeds. */
  outcomeOf(instance: Instance, revision: string): { readonly duration: Millis; readonly succeeds: boolean };
  /** The instance leaves service, or is back in it with a revision. A failed one stays out. */
  setInService(instance: Instance, revision: string | undefined): void;
  emit(event: ServerDeploymentEvent): void;
}
