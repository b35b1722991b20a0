import {
  CodeDeployClient,
  type DeploymentInfo,
  GetDeploymentCommand,
  ListDeploymentsCommand,
} from '@aws-sdk/client-codedeploy';
import { settings } from '../hooks/settings';
import { isoDate, sentence } from './evidence';
import { firstErrorOf } from './first-error';
import { alarmsNamedIn, type Release, tokenOf } from './release';
import type { ReportEvent } from './report-event';
import { failedServers } from './servers';
import { taskErrors } from './tasks';
import { versionsOf } from './versions';

const codedeploy = new CodeDeployClient();

/** An alarm that changes later is about no deployment of before. */
const HOUR = 60 * 60 * 1000;
/** A deployment to functions takes 50 hours, one to servers four days and a half. */
const LONGEST = 5 * 24 * HOUR;

/** The deployments of CodeDeploy that an event is about: the one it names, or the newest of each group of the guard. */
export async function findDeployments(event: ReportEvent): Promise<readonly Release[]> {
  if ('deploymentId' in event) return releases([await deployment(event.deploymentId)]);
  if ('serviceRevisionArn' in event || event.source === 'aws.ecs') return [];
  if (event.source === 'aws.cloudwatch') return releases(await newestOfGroups());
  const { deploymentId, state = '' } = event.detail;
  try {
    return await releases([await deployment(deploymentId)]);
  } catch (error) {
    const status = { STOP: 'Stopped', FAILURE: 'Failed' }[state];
    if (status === undefined) throw error;
    // The event itself says enough for a report.
    const errorInformation = { message: `CodeDeploy could not be asked why: ${sentence(error)}` };
    return [releaseOf({ deploymentId, status: status as DeploymentInfo['status'], errorInformation })];
  }
}

async function newestOfGroups(): Promise<readonly DeploymentInfo[]> {
  const [applicationName = '', ...groups] = settings('DEPLOYMENT_GROUPS');
  const newest = await Promise.all(
    groups.map(async (deploymentGroupName) => {
      const { deployments = [] } = await codedeploy.send(
        new ListDeploymentsCommand({
          applicationName,
          deploymentGroupName,
          createTimeRange: { start: new Date(Date.now() - LONGEST) },
        }),
      );
      const infos = await Promise.all(deployments.slice(0, 10).map(deployment));
      return infos
        .filter((info) => !isRollback(info))
        .sort((a, b) => (b.createTime?.getTime() ?? 0) - (a.createTime?.getTime() ?? 0))
        .slice(0, 1);
    }),
  );
  return newest.flat().filter(({ completeTime }) => Date.now() - (completeTime?.getTime() ?? Date.now()) < HOUR);
}

/** A deployment that takes another one back is told of in the report of that one, save where it fails itself. */
async function releases(infos: readonly DeploymentInfo[]): Promise<readonly Release[]> {
  const told = await Promise.all(
    infos.map(async (info) => {
      if (!isRollback(info)) return [releaseOf(info)];
      if (info.status !== 'Failed' && info.status !== 'Stopped') return [];
      const why = `${info.deploymentId} ended as ${info.status}: ${info.errorInformation?.message ?? 'no reason was given'}`;
      const of = info.rollbackInfo?.rollbackTriggeringDeploymentId;
      const taken = of === undefined ? info : await deployment(of).catch(() => info);
      return [{ ...releaseOf(taken, why), token: tokenOf(info.deploymentId ?? '') }];
    }),
  );
  return told.flat();
}

function releaseOf(info: DeploymentInfo, rollbackFailed?: string): Release {
  const {
    deploymentId: id = '',
    status = '',
    errorInformation: error,
    computePlatform,
    createTime,
    completeTime,
  } = info;
  const since = createTime ?? new Date(Date.now() - HOUR);
  return {
    token: tokenOf(id),
    state: status === 'Succeeded' ? 'succeeded' : status === 'Stopped' || status === 'Failed' ? 'stopped' : 'running',
    deployment: {
      id,
      status,
      code: error?.code ?? 'UNKNOWN',
      message: error?.message ?? 'CodeDeploy gave no reason',
      creator: info.creator,
      started: isoDate(createTime),
      ended: isoDate(completeTime),
      rollback: info.rollbackInfo?.rollbackDeploymentId,
      rollbackFailed,
    },
    since,
    until: completeTime,
    namedAlarms: alarmsNamedIn(error?.message ?? ''),
    byHook: error?.code === 'HOOK_EXECUTION_FAILURE' || error?.code === 'TIMEOUT',
    versions: () => versionsOf(codedeploy, info),
    firstError: async (versions) => {
      if (computePlatform === 'Server') return await failedServers(codedeploy, id);
      if (computePlatform === 'ECS') return await taskErrors(versions, since);
      return await firstErrorOf(versions, since, completeTime);
    },
    start: { name: 'CreateDeployment', mentions: id },
  };
}

function isRollback({ creator }: DeploymentInfo): boolean {
  return creator === 'codeDeployRollback';
}

async function deployment(deploymentId: string): Promise<DeploymentInfo> {
  const { deploymentInfo } = await codedeploy.send(new GetDeploymentCommand({ deploymentId }));
  if (deploymentInfo === undefined) throw new Error(`CodeDeploy tells nothing of ${deploymentId}`);
  return deploymentInfo;
}
