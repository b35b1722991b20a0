import type { AssemblyStack } from '../../assembly';
import type { AwsServices } from '../../endpoint';
import type { ResourceHandler } from '../../engine/cloudformation';
import type { DeploymentGroup, EcsCodeDeploy, EcsCodeDeployPorts, EcsRevision } from '../../engine/codedeploy';
import type { EcsDeployments, EcsPorts, ServiceDeployment } from '../../engine/ecs';
import type { ReleaseDeployment } from '../report/release-deployment';
import type { OtherDeployment } from '../services/codedeploy/operations';
import type { DeploymentGroups } from '../services/codedeploy/resources';
import { taskSetResources } from '../services/ecs/blue-green-hook';
import { deployNewestRevision, ecsDeploymentResource, openBlueGreen } from '../services/ecs/codedeploy';
import { EcsServices } from '../services/ecs/ecs-service';
import { LifecycleHooks } from '../services/ecs/lifecycle-hooks';
import { ecsOperations } from '../services/ecs/operations';
import { ecsReleaseDeployment } from '../services/ecs/release-deployment';
import { ecsResources } from '../services/ecs/resources';
import { openServiceDeployments, serviceDeployment } from '../services/ecs/service-deployments';
import { TaskDefinitions } from '../services/ecs/task-definitions';
import { parseReference } from '../services/lambda/functions';
import { Balancer } from '../services/loadbalancing/balancer';
import { entrancesOf } from '../services/loadbalancing/entrances';
import { type FunctionRoute, LoadBalancing, type Route } from '../services/loadbalancing/load-balancing';
import { loadBalancingOperations } from '../services/loadbalancing/operations';
import { loadBalancingResources } from '../services/loadbalancing/resources';
import { balancedAddress, balancedRun } from '../services/loadbalancing/stand-in-canary';
import { Fleets } from '../services/server/fleet';
import { serverResources } from '../services/server/resources';
import { ServerDeployments, serverReleaseDeployment } from '../services/server/server-deployments';
import type { CanaryConfiguration, CanaryRunOutcome } from '../services/synthetics/canary';
import type { Compute } from './compute';
import type { Foundation } from './foundation';
import type { Messaging } from './messaging';
import { nameStandIn } from './name-stand-in';
import type { ReleasedAlias } from './release';

/** What serves behind load balancers: services of ECS and servers, with stand-ins for what they run. */
export interface Serving {
  readonly balancer: Balancer;
  readonly services: EcsServices;
  readonly hooks: LifecycleHooks;
  readonly resources: Readonly<Record<string, ResourceHandler>>;
  /**
   * Where users come in: a route of a load balancer for each service, or for the servers.
   * @param released logical ids; none that serves: every service
   */
  entrances(released: readonly string[]): readonly Route[];
  /** The load balancer that leads to an alias; `undefined`: none does. */
  routeToAlias(alias: ReleasedAlias): FunctionRoute | undefined;
  /** Whether only a deadline is awaited: of a hook that will not answer, or of tasks that never become healthy. */
  isPaused(): boolean;
  /** CodeDeploy's blue/green deployments: they have hooks. */
  readonly blueGreen: EcsCodeDeploy;
  /** The logical ids of what serves. */
  names(): readonly string[];
  /** The alarms that ECS' own deployments had: one entry a service. */
  watched(): readonly { readonly logicalId: string; readonly alarms: readonly string[] }[];
  /** Whether every one of them has ended, rollbacks included. */
  isBlueGreenOver(): boolean;
  /** Deploys the newest task definition of a group's service, as a pipeline does. Returns whether there was one to deploy. */
  deployNewestRevision(group: DeploymentGroup): boolean;
  readonly servers: ServerDeployments;
  /** CodeDeploy's deployments to services and servers. */
  codedeploy(): readonly OtherDeployment[];
  /** The deployments of services and servers, whoever carries them out. */
  deployments(): readonly ReleaseDeployment[];
  /** What functions ask of Elastic Load Balancing. */
  readonly operations: Pick<AwsServices, 'ecs' | 'elasticloadbalancing'>;
  /** A canary's run against a stand-in; `undefined`: it goes elsewhere, and runs for real. */
  canaryRun(configuration: CanaryConfiguration, startedAt: number): CanaryRunOutcome | undefined;
}

export interface ServingPorts {
  readonly groups: DeploymentGroups;
  /** The assembly that is being deployed. */
  stacks(): readonly AssemblyStack[];
  readonly invokeHook: EcsCodeDeployPorts['invokeHook'];
  /** As CodeDeploy reads it, by the role of a deployment group. */
  readonly alarmState: EcsCodeDeployPorts['alarmState'];
  /** As ECS reads it for itself. */
  readonly ecsAlarmState: EcsPorts['alarmState'];
  stoppedByAlarms(deploymentId: string, alarms: readonly string[]): void;
}

/** Until new tasks pass their health checks: an input, for it depends on the service. */
export const healthyAfter = 60_000;

export function openServing(
  foundation: Foundation,
  compute: Compute,
  messaging: Messaging,
  ports: ServingPorts,
): Serving {
  const { account, clock, faults, metrics, notes, scenario, timeline, work } = foundation;
  const balancing = new LoadBalancing();
  const balancer = new Balancer(balancing, faults, scenario, metrics.batches);
  const neverStart = scenario.candidate.some(
    (fault) => fault.fault === 'crash' && fault.at === 'start' && fault.rate === 1 && fault.requests === undefined,
  );
  const services = new EcsServices(balancing, neverStart);
  const taskDefinitions = new TaskDefinitions(account);
  const replacement = (): EcsRevision['replacement'] => (neverStart ? 'unhealthy' : { healthyAfter });
  const hooks: LifecycleHooks = new LifecycleHooks({
    clock,
    work,
    timeline,
    invoker: compute.invoker,
    ecs: () => ecs,
    permissions: foundation.permissions,
    account,
    conditions: scenario.conditions.filter((condition) => 'hook' in condition),
    notes,
    cannotRun: (functionName) => {
      const known = compute.functions.get(functionName);
      if (known !== undefined) return known.latest.cannotRun;
      const why = 'no function of the assembly has this name';
      notes.standIn(`hook ${functionName}`, 'it succeeds', `It cannot run here, since ${why}.`);
      return why;
    },
  });
  const ecs: EcsDeployments = openServiceDeployments({
    clock,
    timeline,
    events: messaging.events,
    services,
    pollInterval: scenario.assumptions.pollInterval,
    alarmState: ports.ecsAlarmState,
    invokeHook: (hook) => hooks.invoke(hook),
    paused: (pause) => hooks.paused(pause),
    shifted: () => compute.release.shifted(clock.now()),
    unwatched: (sentence) => notes.find(sentence),
    stoppedByAlarms: ports.stoppedByAlarms,
  });
  const fleets = new Fleets(balancing);
  const codedeploy = {
    clock,
    account,
    timeline,
    events: messaging.events,
    pollInterval: scenario.assumptions.pollInterval,
    seed: scenario.seed,
    alarmState: ports.alarmState,
    shifted: () => compute.release.shifted(clock.now()),
    stoppedByAlarms: (id: string, message: string) => {
      ports.stoppedByAlarms(
        id,
        [...message.matchAll(/<([^>]+)>/g)].map(([, name = '']) => name),
      );
    },
  };
  const blueGreen = openBlueGreen({ ...codedeploy, notes, services, invokeHook: ports.invokeHook });
  const servers = new ServerDeployments({ ...codedeploy, fleets, groups: ports.groups, candidateStarts: !neverStart });
  const isPaused = () => hooks.isSilent() || ecs.list().some(isStuck);
  clock.every(60_000, clock.now() + 30_000, () => {
    if (!isPaused()) balancer.recordHealth(clock.now());
  });
  compute.release.join(services);
  compute.release.join(fleets);
  return {
    balancer,
    services,
    hooks,
    isPaused,
    blueGreen,
    names: () => [...services.all(), ...fleets.all()].map(({ logicalId }) => logicalId),
    watched: () =>
      ecs.list().map(({ service, configuration: { alarms } }) => ({
        logicalId: services.get(service)?.logicalId ?? service,
        alarms: alarms?.enable === true ? alarms.names : [],
      })),
    isBlueGreenOver: () =>
      blueGreen.listDeployments().every(({ status }) => ['Succeeded', 'Failed', 'Stopped'].includes(status)),
    deployNewestRevision: (group) =>
      deployNewestRevision(blueGreen, group, {
        groups: ports.groups,
        services,
        balancing,
        taskDefinitions,
        replacement: replacement(),
      }),
    servers,
    routeToAlias: ({ functionName, alias }) =>
      balancing.routeToFunction((reference) => {
        const named = parseReference(reference);
        return named.functionName === functionName && named.qualifier === alias;
      }),
    entrances: (released) => entrancesOf(services.all(), balancing, released),
    codedeploy: () => [
      ...blueGreen.listDeployments().map((one) => ({ ...one, computePlatform: 'ECS' as const })),
      ...servers.engine.listDeployments().map((one) => ({ ...one, computePlatform: 'Server' as const })),
    ],
    deployments: () => [
      ...ecs.list().map(ecsReleaseDeployment),
      ...blueGreen.listDeployments(),
      ...servers.engine.listDeployments().map(serverReleaseDeployment),
    ],
    operations: {
      elasticloadbalancing: loadBalancingOperations(balancing),
      ecs: ecsOperations({ ecs: () => ecs, services, account }),
    },
    canaryRun: (configuration, startedAt) => {
      const url = balancedAddress(configuration, balancing);
      if (url === undefined) return undefined;
      notes.standIn(
        `canary ${configuration.name}`,
        'one GET of its address; a status below 400 passes',
        'What stands behind the load balancer does not run here, so its script would find nothing to look at.',
      );
      return balancedRun(configuration, url, startedAt, balancing, balancer);
    },
    resources: {
      ...loadBalancingResources(balancing, account),
      ...serverResources(fleets, account, ({ logicalId }) => nameStandIn(logicalId, 'Its servers', foundation)),
      'Custom::EcsDeployment': ecsDeploymentResource(() => blueGreen, ports.groups, services, balancing, replacement),
      ...taskSetResources({
        engine: () => blueGreen,
        services,
        balancing,
        notes,
        replacement,
        stacks: ports.stacks,
        functionNamed: (logicalId) =>
          [...compute.functions.all()].find(({ latest }) => latest.logicalId === logicalId)?.latest.functionName,
      }),
      ...ecsResources({
        account,
        services,
        taskDefinitions,
        created: ({ logicalId }) => {
          nameStandIn(logicalId, 'Its containers', foundation);
          notes.assume({
            name: 'ECS',
            value: '5 s for a stage, 60 s until new tasks are healthy, 10 s to take traffic back',
            why: 'How long ECS takes is not documented, and depends on the service.',
          });
        },
        deploy: serviceDeployment(
          () => ecs,
          services,
          balancing,
          () => (neverStart ? 'unhealthy' : { healthyAfter }),
        ),
      }),
    },
  };
}

/** New tasks never become healthy, and there is no circuit breaker: ECS tries for a day. */
function isStuck({ status, stage, configuration }: ServiceDeployment): boolean {
  const { tasks, circuitBreaker } = configuration;
  return status === 'IN_PROGRESS' && stage === 'SCALE_UP' && tasks === 'unhealthy' && circuitBreaker?.enable !== true;
}
