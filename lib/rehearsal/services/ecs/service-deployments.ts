import type { VirtualClock } from '../../../engine/clock';
import type { ResourceHandler } from '../../../engine/cloudformation';
import {
  type EcsDeploymentConfiguration,
  EcsDeployments,
  type EcsPorts,
  ecsConfigurationOf,
  type ServiceDeployment,
  type ServiceDeploymentEvent,
} from '../../../engine/ecs';
import type { Timeline } from '../../report/timeline';
import type { EventBus } from '../events/event-bus';
import type { LoadBalancing } from '../loadbalancing/load-balancing';
import type { EcsService, EcsServices } from './ecs-service';

export interface ServiceDeploymentsPorts {
  readonly clock: VirtualClock;
  readonly timeline: Timeline;
  readonly events: EventBus;
  readonly services: EcsServices;
  readonly pollInterval: number;
  readonly alarmState: EcsPorts['alarmState'];
  readonly invokeHook: EcsPorts['invokeHook'];
  readonly paused: NonNullable<EcsPorts['paused']>;
  /** Traffic begins to reach a target revision, or returns from one. */
  shifted(): void;
  /** Alarms were red when a deployment began: ECS watches none in it. */
  unwatched(sentence: string): void;
  /** A deployment is about to be rolled back because of alarms, just now. */
  stoppedByAlarms(deploymentId: string, alarms: readonly string[]): void;
}

/** ECS' own deployments over the account's services: what happens is told on the timeline and on the event bus. */
export function openServiceDeployments(ports: ServiceDeploymentsPorts): EcsDeployments {
  const { clock, services } = ports;
  const serviceOf = (arn: string): EcsService => {
    const service = services.get(arn);
    if (service === undefined) throw new Error(`There is no service ${arn}.`);
    return service;
  };
  const ecs: EcsDeployments = new EcsDeployments({
    clock,
    timings: { alarmPoll: ports.pollInterval },
    alarmState: ports.alarmState,
    invokeHook: ports.invokeHook,
    paused: ports.paused,
    startTasks: ({ service, targetRevision }) => {
      serviceOf(service).target = targetRevision;
    },
    stopTasks: ({ service }, which) => {
      if (which === 'target') services.takeBack(serviceOf(service));
      else services.settle(serviceOf(service));
    },
    setProductionWeight: ({ service }, weight) => {
      services.setProductionWeight(serviceOf(service), weight);
      ports.shifted();
    },
    setTestWeight: ({ service }, weight) => services.setTestWeight(serviceOf(service), weight),
    emit: (event) => {
      if (event.event === 'SCALE_UP' && event.status === 'SUCCEEDED') serviceOf(event.service).isTargetUp = true;
      if (event.event === 'deployment') {
        const { status, triggeredAlarms } = ecs.get(event.deploymentId);
        if (event.status === 'IN_PROGRESS' && event.detail !== undefined)
          ports.unwatched(`${event.deploymentId} was not guarded by any alarm: ${event.detail}.`);
        const isStop = status === 'ROLLBACK_IN_PROGRESS' || status === 'STOPPED';
        if (isStop && triggeredAlarms.length > 0) ports.stoppedByAlarms(event.deploymentId, triggeredAlarms);
      }
      tell(event, ports.timeline);
      announce(event, ports.events);
    },
  });
  return ecs;
}

function tell(event: ServiceDeploymentEvent, timeline: Timeline): void {
  const { at, deploymentId, event: name, status, detail, weight } = event;
  timeline.record({
    at,
    actor: 'ecs',
    event: name,
    status,
    detail: [deploymentId, detail === undefined ? undefined : withoutArn(detail)]
      .filter((part) => part !== undefined)
      .join(' '),
    ...(weight === undefined ? {} : { weight }),
  });
}

/** A task definition by its family and revision: its ARN says nothing more to a person. */
export function withoutArn(detail: string): string {
  return detail.replaceAll(/arn:[^ ]*:task-definition\//g, '');
}

/** Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html */
const announced: Readonly<Record<string, readonly [eventType: string, eventName: string]>> = {
  IN_PROGRESS: ['INFO', 'SERVICE_DEPLOYMENT_IN_PROGRESS'],
  SUCCESSFUL: ['INFO', 'SERVICE_DEPLOYMENT_COMPLETED'],
  ROLLBACK_IN_PROGRESS: ['ERROR', 'SERVICE_DEPLOYMENT_FAILED'],
  ROLLBACK_SUCCESSFUL: ['INFO', 'SERVICE_DEPLOYMENT_COMPLETED'],
  STOPPED: ['ERROR', 'SERVICE_DEPLOYMENT_FAILED'],
};

function announce(
  { at, deploymentId, service, event, status, detail }: ServiceDeploymentEvent,
  events: EventBus,
): void {
  const [eventType, eventName] = announced[status] ?? [];
  if (event !== 'deployment' || eventName === undefined) return;
  events.put({
    source: 'aws.ecs',
    detailType: 'ECS Deployment State Change',
    resources: [service],
    detail: {
      eventType,
      eventName,
      deploymentId,
      updatedAt: new Date(at).toISOString(),
      reason: detail ?? `ECS deployment ${deploymentId} ${status.toLowerCase().replaceAll('_', ' ')}.`,
    },
  });
}

/** What CloudFormation does with a service whose task definition has changed: it waits for ECS' deployment. */
export function serviceDeployment(
  ecs: () => EcsDeployments,
  services: EcsServices,
  balancing: LoadBalancing,
  tasks: () => EcsDeploymentConfiguration['tasks'],
): NonNullable<ResourceHandler['deploy']> {
  return (request, previous) => {
    const source = String(previous.properties.TaskDefinition);
    const target = String(request.properties.TaskDefinition);
    const service = services.get(previous.physicalId);
    if (source === target || service === undefined) return undefined;
    const configuration = ecsConfigurationOf(request.properties, tasks());
    if (configuration === undefined) {
      throw new Error(
        'Unable to update task definition on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment.',
      );
    }
    refuseUnreached(configuration, service, balancing);
    const engine = ecs();
    const id = engine.start(service.arn, { source, target }, configuration);
    return {
      id,
      controller: 'ECS',
      onEnd: (listener) =>
        engine.onEnd(id, (end) => listener(end.status === 'SUCCESSFUL' ? {} : { failed: failedBy(end) })),
      stop: () => engine.stop(id, 'ROLLBACK'),
    };
  };
}

/** @throws in the words of the developer guide */
function refuseUnreached(
  { strategy }: EcsDeploymentConfiguration,
  { targetGroups }: EcsService,
  balancing: LoadBalancing,
): void {
  if (strategy === 'ROLLING' || targetGroups.every((group) => balancing.routeTo(group) !== undefined)) return;
  throw new Error(
    'Service deployment rolled back because of invalid networking configuration. Both targetGroup and alternateTargetGroup must be ' +
      'associated with the productionListenerRule or testListenerRule.',
  );
}

/** The resource type's own words for the circuit breaker, as real runs have them; else ECS' reason. */
function failedBy({ failure, status, configuration }: ServiceDeployment): string {
  if (failure?.cause === 'tasks' && configuration.circuitBreaker?.enable === true)
    return "Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'.";
  return failure?.reason ?? `The deployment ended as ${status}.`;
}
