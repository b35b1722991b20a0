import {
  type CodeDeployClient,
  type DeploymentInfo,
  GetDeploymentCommand,
  ListDeploymentsCommand,
} from '@aws-sdk/client-codedeploy';
import * as z from 'zod/mini';

/** ECS tells of a service's deployment; what it says is all there is, since ECS rolls back by itself. */
export const EcsEvent = z.object({
  source: z.literal('aws.ecs'),
  detail: z.object({ deploymentId: z.string(), reason: z._default(z.string(), 'ECS gave no reason') }),
});

/** What may tell that a release did not get through; each of them may come twice, or not at all. */
export const ReportEvent = z.union([
  z.object({ source: z.literal('aws.codedeploy'), detail: z.object({ deploymentId: z.string() }) }),
  z.object({ source: z.literal('aws.cloudwatch'), detail: z.object({ alarmName: z.string() }) }),
  z.object({ deploymentId: z.string(), attempt: z._default(z.int(), 0) }),
]);

export type ReportEvent = z.infer<typeof ReportEvent>;

export interface Groups {
  readonly application: string;
  readonly groups: readonly string[];
}

/** The deployment that an event is about: the one it names, or the newest release of the guard. */
export async function findDeployment(
  codedeploy: CodeDeployClient,
  event: ReportEvent,
  { application, groups }: Groups,
): Promise<DeploymentInfo | undefined> {
  if ('deploymentId' in event) return await deployment(codedeploy, event.deploymentId);
  if ('deploymentId' in event.detail) return await deployment(codedeploy, event.detail.deploymentId);
  const releases = await Promise.all(
    groups.map(async (deploymentGroupName) => {
      const { deployments = [] } = await codedeploy.send(
        new ListDeploymentsCommand({ applicationName: application, deploymentGroupName }),
      );
      const newest = await Promise.all(deployments.slice(0, 4).map((id) => deployment(codedeploy, id)));
      return newest.filter((info) => info !== undefined && !isRollback(info));
    }),
  );
  return releases.flat().sort((a, b) => (b?.createTime?.getTime() ?? 0) - (a?.createTime?.getTime() ?? 0))[0];
}

/** A deployment that takes another one back is told of in the report of that one. */
export function isRollback(info: DeploymentInfo): boolean {
  return info.creator === 'codeDeployRollback';
}

async function deployment(codedeploy: CodeDeployClient, deploymentId: string): Promise<DeploymentInfo | undefined> {
  const { deploymentInfo } = await codedeploy.send(new GetDeploymentCommand({ deploymentId }));
  return deploymentInfo;
}
