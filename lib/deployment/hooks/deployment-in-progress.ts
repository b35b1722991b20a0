import { type CodeDeployClient, GetDeploymentCommand, ListDeploymentsCommand } from '@aws-sdk/client-codedeploy';

/** A deployment of these groups that shifts traffic now; one that only rolls back needs no canary. */
export async function deploymentInProgress(
  codedeploy: CodeDeployClient,
  applicationName: string,
  deploymentGroupNames: readonly string[],
): Promise<string | undefined> {
  for (const deploymentGroupName of deploymentGroupNames) {
    const { deployments = [] } = await codedeploy.send(
      new ListDeploymentsCommand({
        applicationName,
        deploymentGroupName,
        includeOnlyStatuses: ['Created', 'Queued', 'InProgress', 'Ready'],
      }),
    );
    for (const deploymentId of deployments) {
      const { deploymentInfo } = await codedeploy.send(new GetDeploymentCommand({ deploymentId }));
      if (deploymentInfo?.creator !== 'codeDeployRollback') return deploymentId;
    }
  }
  return undefined;
}
