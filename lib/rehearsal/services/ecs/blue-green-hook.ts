import { z } from 'zod';
import type { AssemblyStack } from '../../../assembly';
import type { ResourceHandler } from '../../../engine/cloudformation';
import type { EcsCodeDeploy, EcsDeployment, EcsRevision, TrafficRouting } from '../../../engine/codedeploy';
import type { Notes } from '../../world/notes';
import type { LoadBalancing } from '../loadbalancing/load-balancing';
import { numeric, resourceType } from '../resource-type';
import type { EcsService, EcsServices } from './ecs-service';

/** "A time-based canary deployment with a 15% step percentage and a five minute bake time" where it says nothing else. */
const step = z.looseObject({ StepPercentage: numeric.default(15), BakeTimeMins: numeric.default(5) });
const resource = z.looseObject({ LogicalID: z.string() });

const hookProperties = z.looseObject({
  TrafficRoutingConfig: z
    .looseObject({
      Type: z.enum(['TimeBasedCanary', 'TimeBasedLinear', 'AllAtOnce']).default('TimeBasedCanary'),
      TimeBasedCanary: step.prefault({}),
      TimeBasedLinear: step.prefault({}),
    })
    .prefault({}),
  AdditionalOptions: z.looseObject({ TerminationWaitTimeInMinutes: numeric.default(5) }).prefault({}),
  LifecycleEventHooks: z.record(z.string(), z.union([z.string(), z.looseObject({ Ref: z.string() })])).default({}),
  Applications: z
    .array(
      z.looseObject({
        ECSAttributes: z.looseObject({
          TaskSets: z.array(z.string()),
          TrafficRouting: z.looseObject({
            ProdTrafficRoute: resource,
            TestTrafficRoute: resource.optional(),
            TargetGroups: z.array(z.string()),
          }),
        }),
      }),
    )
    .min(1),
});

type BlueGreenHook = z.output<typeof hookProperties>;

const taskSetProperties = z.looseObject({
  Cluster: z.string(),
  Service: z.string(),
  TaskDefinition: z.string(),
  LoadBalancers: z.array(z.looseObject({ TargetGroupArn: z.string().optional() })).default([]),
});

export interface TaskSetPorts {
  engine(): EcsCodeDeploy;
  readonly services: EcsServices;
  readonly balancing: LoadBalancing;
  readonly notes: Notes;
  replacement(): EcsRevision['replacement'];
  /** The assembly that is being deployed: hooks are sections of templates. */
  stacks(): readonly AssemblyStack[];
  /** The name of a function, by its logical id. */
  functionNamed(logicalId: string): string | undefined;
}

/**
 * AWS::ECS::TaskSet and AWS::ECS::PrimaryTaskSet: what runs in a service of the deployment controller EXTERNAL. A change of its task
 * definition under the template's hook AWS::CodeDeploy::BlueGreen is a deployment by CodeDeploy, which CloudFormation waits for.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/blue-green.html
 */
export function taskSetResources(ports: TaskSetPorts): Readonly<Record<string, ResourceHandler>> {
  const { services, balancing, notes } = ports;
  const serviceOf = (properties: z.output<typeof taskSetProperties>): EcsService => {
    const { Cluster, Service } = properties;
    const cluster = Cluster.split('/').at(-1) ?? Cluster;
    const service = services.get(Service) ?? services.named(cluster, Service.split('/').at(-1) ?? Service);
    if (service === undefined) throw new Error(`There is no service ${Service} in the cluster ${cluster}.`);
    return service;
  };
  return {
    'AWS::ECS::TaskSet': resourceType(taskSetProperties, {
      put(properties, request, physicalId) {
        const service = serviceOf(properties);
        const targetGroups = properties.LoadBalancers.flatMap(({ TargetGroupArn }) => TargetGroupArn ?? []);
        service.current = properties.TaskDefinition;
        if (service.targetGroups.length === 0) service.targetGroups = targetGroups;
        services.put(service);
        const id = physicalId ?? `ecs-svc/${request.physicalName(32)}`;
        return { physicalId: id, attributes: { Id: id } };
      },
      deploy(request, previous) {
        const properties = taskSetProperties.parse(request.properties);
        if (properties.TaskDefinition === previous.properties.TaskDefinition) return undefined;
        const hook = hookOf(request.logicalId, ports.stacks());
        if (hook === undefined) return undefined;
        const service = serviceOf(properties);
        pair(service, hook, services, balancing);
        notes.find(
          `The hook AWS::CodeDeploy::BlueGreen of ${service.logicalId} reads no alarm: nothing but a lifecycle hook, or a rollback ` +
            'trigger of the stack, could have stopped its release.',
        );
        const codedeploy = ports.engine();
        const id = codedeploy.createDeployment(
          {
            application: `AppECS-${service.name}`,
            name: `DgpECS-${service.name}`,
            routing: routingOf(hook),
            alarms: [],
            alarmsEnabled: false,
            ignorePollAlarmFailure: false,
            autoRollback: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST'],
          },
          {
            cluster: service.cluster,
            service: service.name,
            taskDefinition: properties.TaskDefinition,
            currentTaskDefinition: service.current,
            hooks: hooksOf(hook, ports),
            testListener: service.testRoute !== undefined,
            replacement: ports.replacement(),
            terminationWait: hook.AdditionalOptions.TerminationWaitTimeInMinutes * 60_000,
          },
        );
        return {
          id,
          onEnd: (listener) => codedeploy.onEnd(id, (end) => listener(endOf(end))),
          stop: () => void codedeploy.stopDeployment(id, true),
        };
      },
    }),
    'AWS::ECS::PrimaryTaskSet': resourceType(z.looseObject({ TaskSetId: z.string() }), {
      put: ({ TaskSetId }) => ({ physicalId: TaskSetId }),
    }),
  };
}

function hookOf(taskSet: string, stacks: readonly AssemblyStack[]): BlueGreenHook | undefined {
  for (const { template, nested } of stacks) {
    const hooks = z
      .record(z.string(), z.looseObject({ Type: z.string(), Properties: z.unknown() }))
      .safeParse(template.Hooks);
    for (const { Type, Properties } of Object.values(hooks.data ?? {})) {
      if (Type !== 'AWS::CodeDeploy::BlueGreen') continue;
      const hook = hookProperties.parse(Properties);
      if (hook.Applications.some(({ ECSAttributes }) => ECSAttributes.TaskSets.includes(taskSet))) return hook;
    }
    const inside = hookOf(taskSet, [...nested.values()]);
    if (inside !== undefined) return inside;
  }
  return undefined;
}

/** The hook names listeners and target groups by their logical ids. */
function pair(service: EcsService, hook: BlueGreenHook, services: EcsServices, balancing: LoadBalancing): void {
  const routing = hook.Applications[0]?.ECSAttributes.TrafficRouting;
  const arnOf = (logicalId: string, among: ReadonlyMap<string, { readonly arn: string; readonly logicalId: string }>) =>
    [...among.values()].find((one) => one.logicalId === logicalId)?.arn;
  const others = (routing?.TargetGroups ?? []).flatMap((id) => arnOf(id, balancing.targetGroups) ?? []);
  const targetGroups = [...new Set([...service.targetGroups, ...others])].slice(0, 2);
  const productionRoute = routing && arnOf(routing.ProdTrafficRoute.LogicalID, balancing.routes);
  const testRoute = routing?.TestTrafficRoute && arnOf(routing.TestTrafficRoute.LogicalID, balancing.routes);
  services.pair(service, {
    targetGroups,
    ...(productionRoute === undefined ? {} : { productionRoute }),
    ...(testRoute === undefined ? {} : { testRoute }),
  });
}

function routingOf({ TrafficRoutingConfig: config }: BlueGreenHook): TrafficRouting {
  if (config.Type === 'AllAtOnce') return { type: 'AllAtOnce' };
  const { StepPercentage: percentage, BakeTimeMins: intervalMinutes } = config[config.Type];
  return { type: config.Type, percentage, intervalMinutes };
}

function hooksOf({ LifecycleEventHooks }: BlueGreenHook, { functionNamed }: TaskSetPorts): EcsRevision['hooks'] {
  return Object.fromEntries(
    Object.entries(LifecycleEventHooks).map(([event, named]) => {
      if (typeof named === 'string') return [event, named];
      return [event, functionNamed(named.Ref) ?? named.Ref];
    }),
  );
}

function endOf({ status, error, rollbackInfo }: EcsDeployment) {
  const rollbackId = rollbackInfo?.rollbackDeploymentId;
  return {
    ...(status === 'Succeeded' ? {} : { failed: error?.message ?? `The deployment ended as ${status}.` }),
    ...(rollbackId === undefined ? {} : { rollbackId }),
  };
}
