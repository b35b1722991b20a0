import type { ServiceDeployment, ServiceDeploymentStatus } from '../../../engine/ecs';
import type { ReleaseDeployment } from '../../report/release-deployment';

/** ECS' words for a deployment in those that a verdict is made of. */
export function ecsReleaseDeployment(deployment: ServiceDeployment): ReleaseDeployment {
  const { id, status, failure, createdAt, finishedAt, stage, stageSince } = deployment;
  const events =
    stage === undefined ? [] : [{ name: stage, status: eventStatuses[status] ?? 'InProgress', startTime: stageSince }];
  return {
    id,
    status: statuses[status] ?? status,
    ownStatus: status,
    creator: 'user',
    createTime: createdAt,
    events,
    ...(finishedAt === undefined ? {} : { completeTime: finishedAt }),
    ...(failure === undefined ? {} : { error: { code: codes[failure.cause], message: failure.reason } }),
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

const codes = {
  alarms: 'ALARM_ACTIVE',
  hook: 'HOOK_EXECUTION_FAILURE',
  tasks: 'DEPLOYMENT_FAILURE',
  request: 'MANUAL_STOP',
} as const;
