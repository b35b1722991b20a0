import type { AwsServices } from '../../endpoint';
import type { ResourceHandler } from '../../engine/cloudformation';
import type { EcsDeployments } from '../../engine/ecs';
import type { ReleaseDeployment } from '../report/release-deployment';
import type { StandIn } from '../scenario/scenario';
import { EcsServices } from '../services/ecs/ecs-service';
import { LifecycleHooks } from '../services/ecs/lifecycle-hooks';
import { ecsReleaseDeployment } from '../services/ecs/release-deployment';
import { ecsResources } from '../services/ecs/resources';
import { openServiceDeployments, serviceDeployment } from '../services/ecs/service-deployments';
import { standInFor } from '../services/lambda/stand-in';
import { Balancer } from '../services/loadbalancing/balancer';
import { LoadBalancing, type Route } from '../services/loadbalancing/load-balancing';
import { loadBalancingOperations } from '../services/loadbalancing/operations';
import { loadBalancingResources } from '../services/loadbalancing/resources';
import { balancedAddress, balancedRun } from '../services/loadbalancing/stand-in-canary';
import type { CanaryConfiguration, CanaryRunOutcome } from '../services/synthetics/canary';
import type { Compute } from './compute';
import type { Foundation } from './foundation';
import type { Messaging } from './messaging';

/** What serves behind load balancers: services of ECS, with stand-ins for their containers. */
export interface Serving {
  readonly balancer: Balancer;
  readonly services: EcsServices;
  readonly hooks: LifecycleHooks;
  readonly resources: Readonly<Record<string, ResourceHandler>>;
  /** Where users of a service come in; `undefined`: it stands behind no load balancer. */
  entrance(): Route | undefined;
  /** The deployments of ECS' own controller. */
  deployments(): readonly ReleaseDeployment[];
  /** What functions ask of Elastic Load Balancing. */
  readonly operations: Pick<AwsServices, 'elasticloadbalancing'>;
  /** A canary's run against a stand-in; `undefined`: it goes elsewhere, and runs for real. */
  canaryRun(configuration: CanaryConfiguration, startedAt: number): CanaryRunOutcome | undefined;
}

export interface ServingPorts {
  alarmState(name: string): 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | undefined;
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
  const services = new EcsServices(balancing);
  const hooks: LifecycleHooks = new LifecycleHooks({
    clock,
    work,
    timeline,
    invoker: compute.invoker,
    ecs: () => ecs,
    conditions: scenario.conditions.filter((condition) => 'hook' in condition),
    cannotRun: (functionName) => compute.functions.get(functionName)?.latest.cannotRun,
  });
  const ecs: EcsDeployments = openServiceDeployments({
    clock,
    timeline,
    events: messaging.events,
    services,
    pollInterval: scenario.assumptions.pollInterval,
    alarmState: ports.alarmState,
    invokeHook: (hook) => hooks.invoke(hook),
    shifted: () => compute.release.shifted(clock.now()),
    stoppedByAlarms: ports.stoppedByAlarms,
  });
  compute.release.join(services);
  const neverStart = scenario.candidate.some(({ fault, ...rest }) => fault === 'crash' && rest.rate === 1);
  return {
    balancer,
    services,
    hooks,
    entrance: () => {
      for (const { productionRoute, targetGroups } of services.all()) {
        const route =
          productionRoute === undefined
            ? targetGroups.map((group) => balancing.routeTo(group)).find((found) => found !== undefined)
            : balancing.routes.get(productionRoute);
        if (route !== undefined) return route;
      }
      return undefined;
    },
    deployments: () => ecs.list().map(ecsReleaseDeployment),
    operations: { elasticloadbalancing: loadBalancingOperations(balancing) },
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
      ...ecsResources({
        account,
        services,
        created: ({ logicalId }) => nameStandIn(logicalId, foundation),
        deploy: serviceDeployment(
          () => ecs,
          services,
          () => (neverStart ? 'unhealthy' : { healthyAfter }),
        ),
      }),
    },
  };
}

/** The report names what did not run here. */
function nameStandIn(logicalId: string, { notes, scenario }: Foundation): void {
  const inWords = ({ p50, p99, errorRate }: StandIn) => `p50 ${p50} ms, p99 ${p99} ms, ${100 * errorRate} % errors`;
  const { candidate } = standInFor(logicalId, scenario);
  const differs =
    candidate === undefined ? '' : `; its candidate ${inWords(standInFor(logicalId, scenario, 'candidate'))}`;
  notes.standIn(
    logicalId,
    `${inWords(standInFor(logicalId, scenario))}${differs}`,
    'Its containers do not run here; `standIns` in the scenario says otherwise.',
  );
  notes.assume({
    name: 'ECS',
    value: '5 s for a stage, 60 s until new tasks are healthy, 10 s to take traffic back',
    why: 'How long ECS takes is not documented, and depends on the service.',
  });
}
