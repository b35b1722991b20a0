import type { CfnDeploymentGroup, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';

/** What CodeDeploy tells of a deployment of Lambda. */
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
 * policies of CodeDeploy for Lambda do not allow `sns:Publish`, without which nothing arrives and nobody is told why.
 */
export function publishEvents(group: LambdaDeploymentGroup, role: IRole, topic: ITopic): void {
  const resource = group.node.defaultChild as CfnDeploymentGroup;
  resource.triggerConfigurations = [
    { triggerName: 'deployments', triggerEvents: EVENTS, triggerTargetArn: topic.topicArn },
  ];
  topic.grantPublish(role);
}
