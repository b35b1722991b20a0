import {
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  ECSClient,
  ListServiceDeploymentsCommand,
  type ServiceDeployment,
  type ServiceDeploymentBrief,
} from '@aws-sdk/client-ecs';
import { setting } from '../hooks/settings';
import { isoDate, sentence, type VersionEvidence } from './evidence';
import { type Release, tokenOf } from './release';
import type { ReportEvent } from './report-event';
import { taskErrors, taskName } from './tasks';

const ecs = new ECSClient();

/** An alarm that changes later is about no deployment of before. */
const HOUR = 60 * 60 * 1000;

const STATES: Readonly<Record<string, Release['state']>> = {
  SUCCESSFUL: 'succeeded',
  STOPPED: 'stopped',
  // People want to know now, not when the old tasks have all their traffic again.
  ROLLBACK_IN_PROGRESS: 'stopped',
  ROLLBACK_SUCCESSFUL: 'stopped',
  ROLLBACK_FAILED: 'stopped',
};

/**
 * The deployment of the service that an event is about. An event names it by an id that ECS gives to no question, so it is the
 * newest that is not newer than the event.
 */
export async function findServiceDeployment(event: ReportEvent): Promise<readonly Release[]> {
  try {
    const brief = chosen(await deploymentsOfService(), event);
    if (brief?.serviceDeploymentArn === undefined) return [];
    const { serviceDeployments: [one] = [] } = await ecs.send(
      new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [brief.serviceDeploymentArn] }),
    );
    return one === undefined ? [] : [releaseOf(one)];
  } catch (error) {
    if (!('source' in event) || event.source !== 'aws.ecs') throw error;
    // The event itself says enough for a report.
    return [releaseOfEvent(event.detail, sentence(error))];
  }
}

async function deploymentsOfService(): Promise<readonly ServiceDeploymentBrief[]> {
  const { serviceDeployments = [] } = await ecs.send(
    new ListServiceDeploymentsCommand({ cluster: setting('CLUSTER'), service: setting('SERVICE'), maxResults: 20 }),
  );
  return serviceDeployments;
}

function chosen(
  deployments: readonly ServiceDeploymentBrief[],
  event: ReportEvent,
): ServiceDeploymentBrief | undefined {
  const created = (one: ServiceDeploymentBrief) => one.createdAt?.getTime() ?? 0;
  const newestFirst = [...deployments].sort((a, b) => created(b) - created(a));
  if ('serviceRevisionArn' in event) {
    return newestFirst.find((one) => one.targetServiceRevisionArn === event.serviceRevisionArn) ?? newestFirst[0];
  }
  if ('deploymentId' in event) {
    const { deploymentId } = event;
    return newestFirst.find((one) => one.serviceDeploymentArn?.endsWith(`/${deploymentId}`)) ?? newestFirst[0];
  }
  if (event.source === 'aws.cloudwatch') {
    return newestFirst.slice(0, 1).find(({ finishedAt }) => Date.now() - (finishedAt?.getTime() ?? Date.now()) < HOUR);
  }
  const at = Date.parse('updatedAt' in event.detail ? (event.detail.updatedAt ?? '') : '');
  // Times of events are whole seconds.
  return newestFirst.find((one) => Number.isNaN(at) || created(one) < at + 1000);
}

function releaseOf(one: ServiceDeployment): Release {
  const { serviceDeploymentArn = '', status = '', createdAt, finishedAt, rollback } = one;
  const id = serviceDeploymentArn.split('/').at(-1) ?? serviceDeploymentArn;
  const since = createdAt ?? new Date(Date.now() - HOUR);
  const message = rollback?.reason ?? one.statusReason ?? 'ECS gave no reason';
  const failed = status === 'ROLLBACK_FAILED';
  return {
    token: tokenOf(failed ? `${id}-rollback` : id),
    state: STATES[status] ?? 'running',
    deployment: {
      id,
      status,
      code: codeOf(one),
      message,
      started: isoDate(createdAt),
      ended: isoDate(finishedAt),
      ...(status.startsWith('ROLLBACK') ? { rollback: 'ECS itself' } : {}),
      ...(failed ? { rollbackFailed: one.statusReason ?? 'ECS gave no reason' } : {}),
    },
    since,
    until: finishedAt,
    namedAlarms: one.alarms?.triggeredAlarmNames ?? [],
    byHook: codeOf(one) === 'LIFECYCLE_HOOK',
    versions: () => versionsOf(one),
    firstError: (versions) => taskErrors(versions, since),
    start: { name: 'UpdateService', mentions: setting('SERVICE') },
  };
}

function releaseOfEvent(
  { deploymentId, reason }: { readonly deploymentId: string; readonly reason: string },
  why: string,
): Release {
  const missing = async () => {
    throw new Error(why);
  };
  return {
    token: tokenOf(deploymentId),
    state: 'stopped',
    deployment: {
      id: deploymentId,
      status: 'SERVICE_DEPLOYMENT_FAILED',
      code: 'UNKNOWN',
      message: reason,
      rollback: 'ECS itself',
    },
    since: new Date(Date.now() - HOUR),
    namedAlarms: [],
    byHook: false,
    versions: missing,
    firstError: missing,
    start: { name: 'UpdateService', mentions: setting('SERVICE') },
  };
}

function codeOf(one: ServiceDeployment): string {
  const { alarms, deploymentCircuitBreaker, lifecycleHookDetails = [] } = one;
  if ((alarms?.triggeredAlarmNames ?? []).length > 0) return 'ALARM';
  if (deploymentCircuitBreaker?.status === 'TRIGGERED') return 'CIRCUIT_BREAKER';
  const refused = lifecycleHookDetails.some((hook) => hook.status === 'FAILED' || hook.status === 'TIMED_OUT');
  return refused ? 'LIFECYCLE_HOOK' : (one.status ?? 'UNKNOWN');
}

async function versionsOf({
  sourceServiceRevisions = [],
  targetServiceRevision,
}: ServiceDeployment): Promise<VersionEvidence[]> {
  const target = targetServiceRevision?.arn ?? '';
  // Of several that still run the one with the most traffic is what users are on.
  const [source] = [...sourceServiceRevisions].sort(
    (a, b) =>
      (b.requestedProductionTrafficWeight ?? b.runningTaskCount ?? 0) -
      (a.requestedProductionTrafficWeight ?? a.runningTaskCount ?? 0),
  );
  const arns = [source?.arn, target].filter((arn): arn is string => arn !== undefined && arn !== '');
  const { serviceRevisions = [] } = await ecs.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns: arns }));
  const taskOf = (arn: string | undefined) => {
    const revision = serviceRevisions.find((one) => one.serviceRevisionArn === arn);
    return revision?.taskDefinition === undefined ? 'unknown' : taskName(revision.taskDefinition);
  };
  return [
    { of: `${setting('CLUSTER')}/${setting('SERVICE')}`, baseline: taskOf(source?.arn), candidate: taskOf(target) },
  ];
}
