import type { DeploymentInfo, DeploymentTarget } from '@aws-sdk/client-codedeploy';
import { AwsError, type AwsServices } from '../../../endpoint';
import type { VirtualClock } from '../../../engine/clock';
import {
  type CodeDeploy,
  CodeDeployError,
  type Deployment,
  type EcsDeployment,
  type ServerDeployment,
} from '../../../engine/codedeploy';
import { type Account, arn } from '../../world/account';
import type { StandingWork } from '../../world/standing-work';
import type { Hooks } from './hooks';
import { otherTargetId, otherTargets, revisionsOf } from './other-targets';

type Operations = NonNullable<AwsServices['codedeploy']>;

/** A deployment to a service or to servers: what it tells as any other does. */
export type OtherDeployment = (EcsDeployment | ServerDeployment) & { readonly computePlatform: 'ECS' | 'Server' };

export interface CodeDeployOperationPorts {
  readonly codedeploy: CodeDeploy;
  /** Deployments to services and servers. */
  others(): readonly OtherDeployment[];
  readonly hooks: Hooks;
  readonly account: Account;
  readonly clock: VirtualClock;
  readonly work: StandingWork;
}

/** What hooks, reports and command lines ask of CodeDeploy. */
export function codedeployOperations(ports: CodeDeployOperationPorts): Operations {
  const { codedeploy, account } = ports;
  const found = (id: string | undefined): Deployment => answering(() => codedeploy.getDeployment(id ?? ''));
  const otherWith = (id: string | undefined) => ports.others().find((deployment) => deployment.id === id);
  const infoWith = (id: string | undefined): DeploymentInfo => {
    const other = otherWith(id);
    return other === undefined
      ? infoOf(found(id))
      : { ...generalInfo(other, other.computePlatform), ...revisionsOf(other) };
  };
  const targetsOf = (id: string | undefined): readonly { readonly id: string; readonly target: DeploymentTarget }[] => {
    const other = otherWith(id);
    if (other !== undefined) return otherTargets(other).map((target) => ({ id: otherTargetId(target), target }));
    const deployment = found(id);
    return [{ id: targetId(deployment), target: targetOf(deployment, account) }];
  };
  return {
    PutLifecycleEventHookExecutionStatus: ({ deploymentId = '', lifecycleEventHookExecutionId = '', status = '' }) => {
      const call = { deploymentId, lifecycleEventHookExecutionId, status };
      answering(() => ports.hooks.callBack(call, ports.work.now()));
      return { lifecycleEventHookExecutionId };
    },
    GetDeployment: ({ deploymentId }) => ({ deploymentInfo: infoWith(deploymentId) }),
    BatchGetDeployments: ({ deploymentIds = [] }) => ({
      deploymentsInfo: deploymentIds.map(infoWith),
    }),
    ListDeployments: ({ applicationName, deploymentGroupName, includeOnlyStatuses }) => ({
      deployments: [...codedeploy.listDeployments(), ...ports.others()]
        .filter(({ group, status }) => {
          const named = (applicationName ?? group.application) === group.application;
          const grouped = (deploymentGroupName ?? group.name) === group.name;
          return named && grouped && (includeOnlyStatuses ?? [status]).includes(status);
        })
        .map(({ id }) => id)
        .reverse(),
    }),
    GetDeploymentTarget: ({ deploymentId, targetId: wanted }) => {
      const all = targetsOf(deploymentId);
      return { deploymentTarget: (all.find(({ id }) => id === wanted) ?? all[0])?.target };
    },
    ListDeploymentTargets: ({ deploymentId, targetFilters }) => {
      const statuses = targetFilters?.TargetStatus;
      return {
        targetIds: targetsOf(deploymentId)
          .filter(({ target }) => statuses === undefined || statuses.includes(statusOf(target) ?? ''))
          .map(({ id }) => id),
      };
    },
    BatchGetDeploymentTargets: ({ deploymentId, targetIds }) => ({
      deploymentTargets: targetsOf(deploymentId)
        .filter(({ id }) => targetIds === undefined || targetIds.includes(id))
        .map(({ target }) => target),
    }),
    StopDeployment: ({ deploymentId = '', autoRollbackEnabled }) => {
      found(deploymentId);
      ports.clock.at(ports.work.now(), () => {
        try {
          codedeploy.stopDeployment(deploymentId, autoRollbackEnabled);
        } catch (error) {
          // It ended in the virtual moment between the call and now.
          if (!(error instanceof CodeDeployError)) throw error;
        }
      });
      return { status: 'Pending' as const, statusMessage: 'Deployment is being stopped.' };
    },
  };
}

function statusOf({ lambdaTarget, ecsTarget, instanceTarget }: DeploymentTarget): string | undefined {
  return (lambdaTarget ?? ecsTarget ?? instanceTarget)?.status;
}

/** The engine's refusals are AWS' exceptions. */
function answering<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof CodeDeployError) throw new AwsError(error.code, error.message);
    throw error;
  }
}

function infoOf(deployment: Deployment): DeploymentInfo {
  const { revision } = deployment;
  return {
    ...generalInfo(deployment, 'Lambda'),
    revision: {
      revisionType: 'AppSpecContent',
      appSpecContent: { content: JSON.stringify({ version: 0, Resources: [{ [revision.functionName]: revision }] }) },
    },
  };
}

function generalInfo(
  deployment: Deployment | OtherDeployment,
  computePlatform: 'Lambda' | OtherDeployment['computePlatform'],
): DeploymentInfo {
  const { group, rollbackInfo } = deployment;
  return {
    applicationName: group.application,
    deploymentGroupName: group.name,
    ...(group.configName === undefined ? {} : { deploymentConfigName: group.configName }),
    deploymentId: deployment.id,
    status: deployment.status,
    ...(deployment.error === undefined ? {} : { errorInformation: deployment.error }),
    createTime: new Date(deployment.createTime),
    ...('startTime' in deployment && deployment.startTime !== undefined
      ? { startTime: new Date(deployment.startTime) }
      : {}),
    ...(deployment.completeTime === undefined ? {} : { completeTime: new Date(deployment.completeTime) }),
    creator: deployment.creator,
    ...(rollbackInfo === undefined ? {} : { rollbackInfo }),
    autoRollbackConfiguration: { enabled: group.autoRollback.length > 0, events: [...group.autoRollback] },
    computePlatform,
  };
}

const targetId = ({ revision }: Deployment) => `${revision.functionName}:${revision.alias}`;

function targetOf(deployment: Deployment, account: Account): DeploymentTarget {
  const { revision } = deployment;
  return {
    deploymentTargetType: 'LambdaTarget' as const,
    lambdaTarget: {
      deploymentId: deployment.id,
      targetId: targetId(deployment),
      targetArn: arn(account, 'lambda', `function:${revision.functionName}`),
      status: deployment.status === 'Stopped' ? ('Failed' as const) : targetStatus(deployment),
      lambdaFunctionInfo: {
        functionName: revision.functionName,
        functionAlias: revision.alias,
        currentVersion: revision.currentVersion,
        targetVersion: revision.targetVersion,
        targetVersionWeight: deployment.weight,
      },
      lifecycleEvents: deployment.events.map(({ name, status, startTime, endTime }) => ({
        lifecycleEventName: name,
        status,
        ...(startTime === undefined ? {} : { startTime: new Date(startTime) }),
        ...(endTime === undefined ? {} : { endTime: new Date(endTime) }),
      })),
    },
  };
}

function targetStatus({ status }: Deployment) {
  return status === 'Succeeded' || status === 'Failed' || status === 'InProgress' ? status : ('Pending' as const);
}
