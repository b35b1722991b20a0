import type { ServiceDeployment as SdkServiceDeployment, ServiceDeploymentBrief } from '@aws-sdk/client-ecs';
import { AwsError, type AwsServices } from '../../../endpoint';
import { type EcsDeployments, hasEnded, type ServiceDeployment } from '../../../engine/ecs';
import { type Account, arn } from '../../world/account';
import type { EcsServices } from './ecs-service';

export interface EcsOperationPorts {
  readonly ecs: () => EcsDeployments;
  readonly services: EcsServices;
  readonly account: Account;
}

/** What hooks, reports and command lines ask of ECS' own deployments. Its tasks do not run here: nothing is told of them. */
export function ecsOperations({ ecs, services, account }: EcsOperationPorts): NonNullable<AwsServices['ecs']> {
  /** `cluster/service`, as ARNs of deployments and revisions have it. */
  const placeOf = (serviceArn: string) => serviceArn.split(':service/')[1] ?? '';
  const deploymentArn = ({ id, service }: ServiceDeployment) =>
    arn(account, 'ecs', `service-deployment/${placeOf(service)}/${id.split('/').at(-1)}`);
  /** The engine knows revisions by their task definitions; ARNs of theirs end with digits. */
  const revisionArn = (service: string, taskDefinition: string) =>
    arn(account, 'ecs', `service-revision/${placeOf(service)}/${revisionId(taskDefinition)}`);

  const brief = (one: ServiceDeployment): ServiceDeploymentBrief => ({
    serviceDeploymentArn: deploymentArn(one),
    serviceArn: one.service,
    status: one.status,
    ...(one.failure === undefined ? {} : { statusReason: one.failure.reason }),
    targetServiceRevisionArn: revisionArn(one.service, one.targetRevision),
    createdAt: new Date(one.createdAt),
    startedAt: new Date(one.createdAt),
    ...(one.finishedAt === undefined ? {} : { finishedAt: new Date(one.finishedAt) }),
  });
  const described = (one: ServiceDeployment): SdkServiceDeployment => {
    const { alarms, triggeredAlarms, productionWeight, configuration, stage, failure, testWeight } = one;
    const isBack = one.status.startsWith('ROLLBACK');
    const percent = (weight: number) => Math.round(weight * 1000) / 10;
    return {
      ...brief(one),
      sourceServiceRevisions: [
        {
          arn: revisionArn(one.service, one.sourceRevision),
          requestedProductionTrafficWeight: percent(1 - productionWeight),
        },
      ],
      targetServiceRevision: {
        arn: revisionArn(one.service, one.targetRevision),
        requestedProductionTrafficWeight: percent(productionWeight),
        requestedTestTrafficWeight: percent(testWeight),
      },
      ...(stage === undefined || hasEnded(one.status) ? {} : { lifecycleStage: sdkStage(stage) }),
      alarms: {
        status: alarms,
        alarmNames: [...(configuration.alarms?.names ?? [])],
        triggeredAlarmNames: [...triggeredAlarms],
      },
      ...(isBack
        ? { rollback: { reason: failure?.reason, serviceRevisionArn: revisionArn(one.service, one.sourceRevision) } }
        : {}),
      ...(failure?.cause === 'hook' ? { lifecycleHookDetails: [{ status: 'FAILED' as const }] } : {}),
      deploymentCircuitBreaker: {
        status:
          failure?.cause === 'tasks' && configuration.circuitBreaker?.enable
            ? ('TRIGGERED' as const)
            : ('DISABLED' as const),
      },
      deploymentConfiguration: { strategy: configuration.strategy },
    };
  };
  return {
    ListServiceDeployments: ({ service = '', cluster = 'default', status }) => {
      const name = service.split('/').at(-1) ?? service;
      const found = services.get(service) ?? services.named(cluster.split('/').at(-1) ?? cluster, name);
      if (found === undefined) throw new AwsError('ServiceNotFoundException', 'Service not found.');
      return {
        serviceDeployments: ecs()
          .list()
          .filter((one) => one.service === found.arn && (status ?? [one.status]).includes(one.status))
          .toReversed()
          .map(brief),
      };
    },
    DescribeServiceDeployments: ({ serviceDeploymentArns = [] }) => {
      const all = ecs().list();
      return {
        serviceDeployments: all.filter((one) => serviceDeploymentArns.includes(deploymentArn(one))).map(described),
        failures: serviceDeploymentArns
          .filter((wanted) => all.every((one) => deploymentArn(one) !== wanted))
          .map((missing) => ({ arn: missing, reason: 'MISSING' })),
      };
    },
    DescribeServiceRevisions: ({ serviceRevisionArns = [] }) => {
      const revisions = new Map(
        ecs()
          .list()
          .flatMap(({ service, sourceRevision, targetRevision }) =>
            [sourceRevision, targetRevision].map((task) => [revisionArn(service, task), { service, task }] as const),
          ),
      );
      return {
        serviceRevisions: serviceRevisionArns.flatMap((wanted) => {
          const known = revisions.get(wanted);
          if (known === undefined) return [];
          return [{ serviceRevisionArn: wanted, serviceArn: known.service, taskDefinition: known.task }];
        }),
        failures: serviceRevisionArns
          .filter((wanted) => !revisions.has(wanted))
          .map((missing) => ({ arn: missing, reason: 'MISSING' })),
      };
    },
  };
}

/** Digits that are a task definition's own. */
function revisionId(taskDefinition: string): string {
  let id = 0n;
  for (const character of taskDefinition) id = (id * 131n + BigInt(character.codePointAt(0) ?? 0)) % 10n ** 19n;
  return String(id).padStart(19, '0');
}

/** The API has no name of its own yet for the stage before production traffic. */
function sdkStage(stage: NonNullable<ServiceDeployment['stage']>): SdkServiceDeployment['lifecycleStage'] {
  return stage === 'PRE_PRODUCTION_TRAFFIC_SHIFT' ? 'PRODUCTION_TRAFFIC_SHIFT' : stage;
}
