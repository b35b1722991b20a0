import { z } from 'zod';
import type { ResourceHandler, ResourceRequest } from '../../../engine/cloudformation';
import { ecsConfigurationError, ecsConfigurationOf } from '../../../engine/ecs';
import { type Account, arn } from '../../world/account';
import { numeric, resourceType } from '../resource-type';
import type { EcsService, EcsServices } from './ecs-service';
import { familyOf, type TaskDefinitions } from './task-definitions';

export interface EcsResourcePorts {
  readonly account: Account;
  readonly services: EcsServices;
  readonly taskDefinitions: TaskDefinitions;
  /** Told of each service as it comes into being. */
  created(service: EcsService): void;
  readonly deploy: NonNullable<ResourceHandler['deploy']>;
}

const taskProperties = z.looseObject({ Family: z.string().optional() });
const clusterProperties = z.looseObject({ ClusterName: z.string().optional() });

export const serviceProperties = z.looseObject({
  ServiceName: z.string().optional(),
  Cluster: z.string().default('default'),
  TaskDefinition: z.string().default(''),
  DesiredCount: numeric.default(1),
  DeploymentController: z.looseObject({ Type: z.string().default('ECS') }).optional(),
  LoadBalancers: z
    .array(
      z.looseObject({
        TargetGroupArn: z.string().optional(),
        AdvancedConfiguration: z
          .looseObject({
            AlternateTargetGroupArn: z.string(),
            ProductionListenerRule: z.string().optional(),
            TestListenerRule: z.string().optional(),
          })
          .optional(),
      }),
    )
    .default([]),
});

/** AWS::ECS: clusters, task definitions with their revisions, services. */
export function ecsResources(ports: EcsResourcePorts): Readonly<Record<string, ResourceHandler>> {
  const { account, services } = ports;
  const service = resourceType(serviceProperties, {
    replacedBy: ['ServiceName', 'Cluster'],
    put(properties, request, physicalId) {
      refuseConfiguration(request);
      const cluster = properties.Cluster.split('/').at(-1) ?? properties.Cluster;
      const known = physicalId === undefined ? undefined : services.get(physicalId);
      const name = known?.name ?? properties.ServiceName ?? request.physicalName(64);
      const serviceArn = arn(account, 'ecs', `service/${cluster}/${name}`);
      if (known === undefined) {
        const made: EcsService = {
          arn: serviceArn,
          name,
          cluster,
          logicalId: request.logicalId,
          current: properties.TaskDefinition,
          production: 0,
          weight: 0,
          desiredCount: properties.DesiredCount,
          isTargetUp: false,
          ...behind(properties),
        };
        services.put(made);
        ports.created(made);
      } else known.desiredCount = properties.DesiredCount;
      return { physicalId: serviceArn, attributes: { Name: name, ServiceArn: serviceArn } };
    },
    remove: ({ physicalId }) => services.remove(physicalId),
    deploy: ports.deploy,
  });
  return {
    'AWS::ECS::Cluster': resourceType(clusterProperties, {
      replacedBy: ['ClusterName'],
      put(properties, request, physicalId) {
        const name = physicalId ?? properties.ClusterName ?? request.physicalName(64);
        return { physicalId: name, attributes: { Arn: arn(account, 'ecs', `cluster/${name}`) } };
      },
    }),
    'AWS::ECS::TaskDefinition': resourceType(taskProperties, {
      // Every change registers a further revision of the family: another resource for CloudFormation.
      put(properties, request, physicalId) {
        const known = physicalId === undefined ? undefined : familyOf(physicalId);
        const taskArn = ports.taskDefinitions.register(properties.Family ?? known ?? request.physicalName(100));
        return { physicalId: taskArn, attributes: { TaskDefinitionArn: taskArn } };
      },
    }),
    'AWS::ECS::Service': service,
  };
}

/** @throws as ECS and CloudFormation's schema refuse a service when it is created, not only when it is deployed */
function refuseConfiguration({ properties }: ResourceRequest): void {
  const configuration = ecsConfigurationOf(properties, { healthyAfter: 0 });
  const refusal = configuration && ecsConfigurationError(configuration);
  if (refusal !== undefined) throw new Error(refusal);
  if (configuration !== undefined && properties.TaskDefinition === undefined)
    throw new Error('TaskDefinition can not be blank.');
}

/** The target groups of a service, and what moves among them. */
export function behind({
  LoadBalancers,
}: Pick<z.output<typeof serviceProperties>, 'LoadBalancers'>): Pick<
  EcsService,
  'targetGroups' | 'productionRoute' | 'testRoute'
> {
  const [balancer] = LoadBalancers;
  if (balancer?.TargetGroupArn === undefined) return { targetGroups: [] };
  const { TargetGroupArn, AdvancedConfiguration: advanced } = balancer;
  if (advanced === undefined) return { targetGroups: [TargetGroupArn] };
  return {
    targetGroups: [TargetGroupArn, advanced.AlternateTargetGroupArn],
    ...(advanced.ProductionListenerRule === undefined ? {} : { productionRoute: advanced.ProductionListenerRule }),
    ...(advanced.TestListenerRule === undefined ? {} : { testRoute: advanced.TestListenerRule }),
  };
}
