import {
  BatchGetDeploymentTargetsCommand,
  type CodeDeployClient,
  type DeploymentInfo,
  type DeploymentTarget,
  ListDeploymentTargetsCommand,
  type RevisionLocation,
} from '@aws-sdk/client-codedeploy';
import type { VersionEvidence } from './evidence';
import { taskName } from './tasks';

/** BatchGetDeploymentTargets takes no more at once. */
const TARGETS = 25;

/** What a deployment of CodeDeploy replaces, and with what. */
export async function versionsOf(codedeploy: CodeDeployClient, info: DeploymentInfo): Promise<VersionEvidence[]> {
  const { deploymentId = '', computePlatform, applicationName = 'the application' } = info;
  if (computePlatform === 'Server') {
    const { deploymentOverview: all } = info;
    const counts = Object.entries({ ...all }).filter(([, count]) => Number(count) > 0);
    return [
      {
        of: applicationName,
        baseline: revisionName(info.previousRevision),
        candidate: revisionName(info.revision),
        ...(counts.length > 0
          ? { reached: `servers: ${counts.map(([name, count]) => `${count} ${name}`).join(', ')}` }
          : {}),
      },
    ];
  }
  const targets = await deploymentTargets(codedeploy, deploymentId);
  return targets.flatMap(({ lambdaTarget, ecsTarget }) => {
    if (ecsTarget !== undefined) {
      const green = ecsTarget.taskSetsInfo?.find((set) => set.taskSetLabel === 'Green');
      const weight = green?.trafficWeight;
      return [
        {
          of: (ecsTarget.targetId ?? '').replace(':', '/'),
          baseline: taskOf(info.previousRevision),
          candidate: taskOf(info.revision),
          ...(weight === undefined ? {} : { reached: `its task set has ${weight} % of the traffic` }),
        },
      ];
    }
    const fn = lambdaTarget?.lambdaFunctionInfo;
    if (!fn?.functionName || !fn.functionAlias || !fn.currentVersion || !fn.targetVersion) return [];
    return [{ of: `${fn.functionName}:${fn.functionAlias}`, baseline: fn.currentVersion, candidate: fn.targetVersion }];
  });
}

/** The first of a deployment's targets: of functions and services there is one. */
export async function deploymentTargets(
  codedeploy: CodeDeployClient,
  deploymentId: string,
  only?: 'Failed',
): Promise<readonly DeploymentTarget[]> {
  const filter = only === undefined ? {} : { targetFilters: { TargetStatus: [only] } };
  const { targetIds = [] } = await codedeploy.send(new ListDeploymentTargetsCommand({ deploymentId, ...filter }));
  if (targetIds.length === 0) return [];
  const { deploymentTargets: targets = [] } = await codedeploy.send(
    new BatchGetDeploymentTargetsCommand({ deploymentId, targetIds: targetIds.slice(0, TARGETS) }),
  );
  return targets;
}

/** A revision as people know it: an object of S3 with its version, or a commit. */
function revisionName(revision: RevisionLocation | undefined): string {
  const { s3Location: s3, gitHubLocation: git } = revision ?? {};
  if (git !== undefined) return `${git.repository}@${git.commitId}`;
  if (s3 !== undefined && s3.bucket === undefined) return s3.key ?? 'unknown';
  if (s3 !== undefined)
    return `s3://${s3.bucket}/${s3.key}${s3.version === undefined ? '' : ` (version ${s3.version})`}`;
  return 'unknown';
}

/** The task definition that an AppSpec names, which is JSON or YAML. */
function taskOf(revision: RevisionLocation | undefined): string {
  const content = revision?.appSpecContent?.content ?? revision?.string?.content ?? '';
  const [, arn] = /TaskDefinition["']?\s*:\s*["']?([^\s"',}]+)/.exec(content) ?? [];
  return arn === undefined ? revisionName(revision) : taskName(arn);
}
