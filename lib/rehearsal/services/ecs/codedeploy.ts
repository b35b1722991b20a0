import { z } from 'zod';
import type { VirtualClock } from '../../../engine/clock';
import type { ResourceHandler } from '../../../engine/cloudformation';
import {
  type DeploymentGroup,
  EcsCodeDeploy,
  type EcsCodeDeployPorts,
  type EcsDeployment,
  type EcsRevision,
} from '../../../engine/codedeploy';
import type { Timeline } from '../../report/timeline';
import type { Account } from '../../world/account';
import type { Notes } from '../../world/notes';
import { announce } from '../codedeploy/announce';
import { tell } from '../codedeploy/deployments';
import type { DeploymentGroups } from '../codedeploy/resources';
import type { EventBus } from '../events/event-bus';
import type { LoadBalancing } from '../loadbalancing/load-balancing';
import type { EcsService, EcsServices } from './ecs-service';
import { withoutArn } from './service-deployments';
import type { TaskDefinitions } from './task-definitions';

/** How long a person takes to continue a deployment that waits to be. */
const personTakes = 60_000;

export interface BlueGreenPorts {
  readonly clock: VirtualClock;
  readonly account: Account;
  readonly timeline: Timeline;
  readonly notes: Notes;
  readonly events: EventBus;
  readonly services: EcsServices;
  readonly pollInterval: number;
  readonly seed: number;
  readonly alarmState: EcsCodeDeployPorts['alarmState'];
  readonly invokeHook: EcsCodeDeployPorts['invokeHook'];
  stoppedByAlarms(deploymentId: string, message: string): void;
  shifted(): void;
}

/** CodeDeploy blue/green over the account's services of the deployment controller CODE_DEPLOY. */
export function openBlueGreen(ports: BlueGreenPorts): EcsCodeDeploy {
  const { clock, services, notes, timeline } = ports;
  const continued = (id: string) => {
    notes.assume({
      name: 'ContinueDeployment',
      value: `after ${personTakes / 1_000} s`,
      why: 'The group waits for a person before it reroutes traffic (DeploymentReadyOption): one is taken to continue it.',
    });
    clock.after(personTakes, () => {
      if (engine.getDeployment(id).waiting !== 'READY_WAIT') return;
      timeline.record({ at: clock.now(), actor: 'scenario', event: 'ContinueDeployment', detail: `${id} by a person` });
      engine.continueDeployment(id);
    });
  };
  const serviceOf = ({ cluster, service }: { cluster: string; service: string }): EcsService => {
    const found = services.named(cluster, service);
    if (found === undefined) throw new Error(`There is no service ${service} in the cluster ${cluster}.`);
    return found;
  };
  const engine: EcsCodeDeploy = new EcsCodeDeploy({
    clock,
    timings: { pollInterval: ports.pollInterval },
    // Ids follow from the seed: those of other platforms must not repeat.
    seed: ports.seed + 1_000_003,
    alarmState: ports.alarmState,
    invokeHook: ports.invokeHook,
    startTaskSet: (of, taskDefinition) => {
      serviceOf(of).target = taskDefinition;
    },
    taskSetIsUp: (of) => {
      serviceOf(of).isTargetUp = true;
    },
    setWeight: (of, weight) => {
      services.setProductionWeight(serviceOf(of), weight);
      ports.shifted();
    },
    setTestTraffic: (of, to) => services.setTestWeight(serviceOf(of), to === 'green' ? 1 : 0),
    stopTaskSet: (of, which) => {
      if (which === 'green') services.takeBack(serviceOf(of));
      else services.settle(serviceOf(of));
    },
    emit: (event) => {
      const { deploymentId, error } = event;
      if (event.event === 'deployment' && event.status === 'Ready') continued(deploymentId);
      if (event.event === 'deployment' && error?.code === 'ALARM_ACTIVE')
        ports.stoppedByAlarms(deploymentId, error.message);
      const { detail } = event;
      tell(detail === undefined ? event : { ...event, detail: withoutArn(detail) }, ports.timeline);
      announce(event, ports.account, ports.events);
    },
  });
  return engine;
}

const hookName = z.union([z.string(), z.unknown()]);
const appSpec = z.looseObject({
  Resources: z
    .array(
      z.looseObject({
        TargetService: z.looseObject({ Properties: z.looseObject({ TaskDefinition: z.string() }) }),
      }),
    )
    .min(1),
  Hooks: z.array(z.record(z.string(), hookName)).default([]),
});

const deploymentProperties = z.looseObject({
  applicationName: z.string(),
  deploymentGroupName: z.string(),
  revisionAppSpecContent: z.string(),
});

/**
 * `Custom::EcsDeployment` of @cdklabs/cdk-ecs-codedeploy: starts a deployment when its AppSpec has changed, and waits for it and
 * for its rollback. Its functions do not run here: CodeDeploy is asked as they would.
 */
export function ecsDeploymentResource(
  engine: () => EcsCodeDeploy,
  groups: DeploymentGroups,
  services: EcsServices,
  balancing: LoadBalancing,
  replacement: () => EcsRevision['replacement'],
): ResourceHandler {
  const created = { physicalId: 'ecs-deployment', attributes: { deploymentId: '' } };
  return {
    create: (request) => {
      const properties = deploymentProperties.parse(request.properties);
      pair(groups.get(properties.applicationName, properties.deploymentGroupName), groups, services, balancing);
      return created;
    },
    update: (_, previous) => ({ physicalId: previous.physicalId, attributes: previous.attributes }),
    delete: () => {},
    deploy: (request, previous) => {
      const properties = deploymentProperties.parse(request.properties);
      if (properties.revisionAppSpecContent === previous.properties.revisionAppSpecContent) return undefined;
      const group = groups.get(properties.applicationName, properties.deploymentGroupName);
      const service = pair(group, groups, services, balancing);
      const { Resources, Hooks } = appSpec.parse(JSON.parse(properties.revisionAppSpecContent));
      const codedeploy = engine();
      const id = codedeploy.createDeployment(group, {
        ...revisionOf(group, groups, service, replacement()),
        taskDefinition: Resources[0]?.TargetService.Properties.TaskDefinition ?? '',
        hooks: Object.fromEntries(
          Hooks.flatMap((hook) => Object.entries(hook).map(([event, name]) => [event, String(name)])),
        ),
      });
      return {
        id,
        controller: 'ECS',
        onEnd: (listener) => whenOver(codedeploy, id, (end) => listener(endOf(end))),
        stop: () => void codedeploy.stopDeployment(id, true),
      };
    },
  };
}

/** What a group's settings, and the service as it stands, say of a deployment. */
function revisionOf(
  group: DeploymentGroup,
  groups: DeploymentGroups,
  service: EcsService,
  replacement: EcsRevision['replacement'],
): Omit<EcsRevision, 'taskDefinition'> {
  const { DeploymentReadyOption: ready, TerminateBlueInstancesOnDeploymentSuccess: terminate } =
    groups.settingsOf(group).BlueGreenDeploymentConfiguration ?? {};
  const wait = terminate?.TerminationWaitTimeInMinutes;
  return {
    cluster: service.cluster,
    service: service.name,
    currentTaskDefinition: service.current,
    testListener: service.testRoute !== undefined,
    replacement,
    ...(wait === undefined ? {} : { terminationWait: wait * 60_000 }),
    ...(ready?.ActionOnTimeout === 'STOP_DEPLOYMENT' ? { readyWait: ready.WaitTimeInMinutes * 60_000 } : {}),
  };
}

/**
 * Deploys the newest revision of a group's service, as a pipeline does with a stack that has registered it. Returns whether
 * there was a newer one. Hooks lie in the pipeline's AppSpec: none is known.
 */
export function deployNewestRevision(
  codedeploy: EcsCodeDeploy,
  group: DeploymentGroup,
  ports: {
    readonly groups: DeploymentGroups;
    readonly services: EcsServices;
    readonly balancing: LoadBalancing;
    readonly taskDefinitions: TaskDefinitions;
    readonly replacement: EcsRevision['replacement'];
  },
): boolean {
  const service = pair(group, ports.groups, ports.services, ports.balancing);
  const taskDefinition = ports.taskDefinitions.newestOf(service.current);
  if (taskDefinition === undefined || taskDefinition === service.current) return false;
  codedeploy.createDeployment(group, {
    ...revisionOf(group, ports.groups, service, ports.replacement),
    taskDefinition,
  });
  return true;
}

/** The provider waits for a rollback as well before it fails. */
function whenOver(codedeploy: EcsCodeDeploy, id: string, listener: (end: EcsDeployment) => void): void {
  codedeploy.onEnd(id, (end) => {
    const rollback = end.rollbackInfo?.rollbackDeploymentId;
    if (rollback === undefined) listener(end);
    else codedeploy.onEnd(rollback, () => listener(end));
  });
}

function endOf({ status, error }: EcsDeployment): { readonly failed?: string } {
  if (status === 'Succeeded') return {};
  // In the words of the provider's function.
  return { failed: `Error: Deployment ${status}: [${error?.code}] ${error?.message}` };
}

/** The service of a group, with the target groups and listeners that the group moves. */
function pair(
  group: DeploymentGroup,
  groups: DeploymentGroups,
  services: EcsServices,
  balancing: LoadBalancing,
): EcsService {
  const { ECSServices, LoadBalancerInfo } = groups.settingsOf(group);
  const [named] = ECSServices;
  const service = services.named(named?.ClusterName ?? '', named?.ServiceName ?? '');
  if (service === undefined)
    throw new Error(`There is no service ${named?.ServiceName} in the cluster ${named?.ClusterName}.`);
  const [info] = LoadBalancerInfo?.TargetGroupPairInfoList ?? [];
  const isNetwork = (arn: string | undefined) => arn?.includes(':listener/net/') === true;
  if (group.routing.type !== 'AllAtOnce' && (info?.ProdTrafficRoute?.ListenerArns ?? []).some(isNetwork))
    throw new Error(
      'Only Application Load Balancers support gradual traffic routing, use AllAtOnce Deployment configuration instead.',
    );
  const targetGroups = (info?.TargetGroups ?? []).flatMap(
    ({ Name }) => balancing.targetGroupNamed(Name ?? '')?.arn ?? [],
  );
  const [productionRoute] = info?.ProdTrafficRoute?.ListenerArns ?? [];
  const [testRoute] = info?.TestTrafficRoute?.ListenerArns ?? [];
  if (targetGroups.length === 2 && service.targetGroups.length < 2) {
    services.pair(service, {
      targetGroups,
      ...(productionRoute === undefined ? {} : { productionRoute }),
      ...(testRoute === undefined ? {} : { testRoute }),
    });
  }
  return service;
}
