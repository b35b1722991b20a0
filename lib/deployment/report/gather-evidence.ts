import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  BatchGetDeploymentTargetsCommand,
  type CodeDeployClient,
  type DeploymentInfo,
  ListDeploymentTargetsCommand,
} from '@aws-sdk/client-codedeploy';
import { GetCanaryRunsCommand, SyntheticsClient } from '@aws-sdk/client-synthetics';
import { setting, settings } from '../hooks/settings';
import { type AlarmEvidence, type CanaryEvidence, type Evidence, found, type VersionEvidence } from './evidence';

const cloudwatch = new CloudWatchClient();
const logs = new CloudWatchLogsClient();
const synthetics = new SyntheticsClient();

/** Everything that says why a deployment of CodeDeploy did not get through. */
export async function gatherEvidence(codedeploy: CodeDeployClient, info: DeploymentInfo): Promise<Evidence> {
  const versions = await found(() => versionsOf(codedeploy, info.deploymentId ?? ''));
  return await evidenceOf({ deployment: deploymentOf(info), versions, since: info.createTime ?? new Date(0) });
}

/** The evidence about a deployment. What cannot be had is said, and holds nothing else up. */
export async function evidenceOf({
  deployment,
  versions,
  since,
}: Pick<Evidence, 'deployment' | 'versions'> & { readonly since: Date }): Promise<Evidence> {
  const [alarms, canaries, firstError] = await Promise.all([
    found(alarmsInAlarm),
    found(() => failedRuns(since)),
    found(async () => {
      if ('missing' in versions) throw new Error(versions.missing);
      return await firstErrorOf(versions.value, since);
    }),
  ]);
  return {
    guard: setting('GUARD_NAME'),
    region: setting('AWS_REGION'),
    deployment,
    versions,
    alarms,
    canaries,
    firstError,
    dashboard: setting('DASHBOARD_URL'),
    runbook: setting('RUNBOOK_URL'),
  };
}

function deploymentOf(info: DeploymentInfo): Evidence['deployment'] {
  return {
    id: info.deploymentId ?? '',
    status: info.status ?? '',
    code: info.errorInformation?.code ?? 'UNKNOWN',
    message: info.errorInformation?.message ?? 'CodeDeploy gave no reason',
    startedBy: info.creator ?? 'unknown',
    started: info.createTime?.toISOString(),
    ended: info.completeTime?.toISOString(),
    rollback: info.rollbackInfo?.rollbackDeploymentId,
  };
}

async function versionsOf(codedeploy: CodeDeployClient, deploymentId: string): Promise<VersionEvidence[]> {
  const { targetIds = [] } = await codedeploy.send(new ListDeploymentTargetsCommand({ deploymentId }));
  const { deploymentTargets = [] } = await codedeploy.send(
    new BatchGetDeploymentTargetsCommand({ deploymentId, targetIds }),
  );
  return deploymentTargets.flatMap(({ lambdaTarget }) => {
    const fn = lambdaTarget?.lambdaFunctionInfo;
    if (!fn?.functionName || !fn.functionAlias || !fn.currentVersion || !fn.targetVersion) return [];
    return [
      {
        functionName: fn.functionName,
        alias: fn.functionAlias,
        baseline: fn.currentVersion,
        candidate: fn.targetVersion,
      },
    ];
  });
}

async function alarmsInAlarm(): Promise<AlarmEvidence[]> {
  // By prefix: the names carry the version, and the stack's rollback takes them from this function's environment.
  const { MetricAlarms = [] } = await cloudwatch.send(
    new DescribeAlarmsCommand({
      AlarmNamePrefix: `${setting('GUARD_NAME')}-`,
      AlarmTypes: ['MetricAlarm'],
      StateValue: 'ALARM',
    }),
  );
  return MetricAlarms.map(({ AlarmName = '', StateReason = '' }) => ({ name: AlarmName, reason: StateReason }));
}

async function failedRuns(since: Date): Promise<CanaryEvidence[]> {
  const newest = await Promise.all(
    settings('CANARIES').map(async (Name) => {
      const { CanaryRuns = [] } = await synthetics.send(new GetCanaryRunsCommand({ Name, MaxResults: 10 }));
      const failed = CanaryRuns.filter(
        (run) => run.Status?.State === 'FAILED' && (run.Timeline?.Started ?? since) >= since,
      ).sort((a, b) => (b.Timeline?.Started?.getTime() ?? 0) - (a.Timeline?.Started?.getTime() ?? 0));
      const [run] = failed;
      if (run === undefined) return [];
      return [
        {
          name: Name,
          started: run.Timeline?.Started?.toISOString() ?? 'an unknown time',
          reason: run.Status?.StateReason ?? 'no reason given',
          artifacts: run.ArtifactS3Location,
        },
      ];
    }),
  );
  return newest.flat();
}

/** The first error line of the candidate's own log streams, which carry its version in brackets. */
async function firstErrorOf(versions: readonly VersionEvidence[], since: Date): Promise<string> {
  const groups = settings('LOG_GROUPS');
  const errors = await Promise.all(
    groups.map(async (logGroupName) => {
      const { events = [] } = await logs.send(
        new FilterLogEventsCommand({
          logGroupName,
          startTime: since.getTime(),
          filterPattern: '?ERROR ?Error ?"Task timed out"',
          limit: 100,
        }),
      );
      return events.filter(({ logStreamName = '' }) =>
        versions.some(({ candidate }) => logStreamName.includes(`[${candidate}]`)),
      );
    }),
  );
  const [first] = errors.flat().sort((a, b) => (a.timestamp ?? 0) - (b.timestamp ?? 0));
  return first?.message ?? '';
}
