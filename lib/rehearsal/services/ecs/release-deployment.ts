import type { ServiceDeployment, ServiceDeploymentStatus } from '../../../engine/ecs';
import type { ReleaseDeployment } from '../../report/release-deployment';

/** ECS' words for a deployment in those that a verdict is made of. */
export function ecsReleaseDeployment(deployment: ServiceDeployment): ReleaseDeployment {
  const { id, status, statusReason, createdAt, finishedAt, stage, stageSince } = deployment;
  const events =
    stage === undefined ? [] : [{ name: stage, status: eventStatuses[status] ?? 'InProgress', startTime: stageSince }];
  return {
    id,
    status: statuses[status] ?? status,
    creator: 'user',
    createTime: createdAt,
    events,
    ...(finishedAt === undefined ? {} : { completeTime: finishedAt }),
    ...(statusReason === undefined ? {} : { error: { code: codeOf(deployment), message: statusReason } }),
  };
}

const statuses: Partial<Record<ServiceDeploymentStatus, string>> = {
  SUCCESSFUL: 'Succeeded',
  STOPPED: 'Stopped',
  ROLLBACK_IN_PROGRESS: 'Stopped',
  ROLLBACK_SUCCESSFUL: 'Stopped',
  ROLLBACK_FAILED: 'Failed',
};

const eventStatuses: Partial<Record<ServiceDeploymentStatus, string>> = {
  SUCCESSFUL: 'Succeeded',
  STOPPED: 'Failed',
  ROLLBACK_IN_PROGRESS: 'Failed',
  ROLLBACK_SUCCESSFUL: 'Failed',
  ROLLBACK_FAILED: 'Failed',
};

function codeOf({ triggeredAlarms, statusReason = '' }: ServiceDeployment): string {
  if (triggeredAlarms.length > 0) return 'ALARM_ACTIVE';
  return statusReason.startsWith('Hook ') ? 'HOOK_EXECUTION_FAILURE' : 'DEPLOYMENT_FAILURE';
}
