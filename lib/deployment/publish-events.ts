import type { CfnDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';

/** What CodeDeploy tells of a deployment, on every platform. */
const EVENTS = [
  'DeploymentStart',
  'DeploymentSuccess',
  'DeploymentFailure',
  'DeploymentStop',
  'DeploymentRollback',
  'DeploymentReady',
];

/**
 * Has CodeDeploy publish its events to a topic, and lets it: CDK's deployment groups have no prop for triggers, and the managed
 * policies of CodeDeploy do not allow `sns:Publish` on any topic, without which nothing arrives and nobody is told why.
 */
export function publishEvents(group: CfnDeploymentGroup, role: IRole | undefined, topic: ITopic): void {
  group.triggerConfigurations = [
    { triggerName: 'deployments', triggerEvents: EVENTS, triggerTargetArn: topic.topicArn },
  ];
  if (role !== undefined) topic.grantPublish(role);
}
