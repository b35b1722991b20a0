import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ArtifactBucket, acknowledgeWildcards } from '../synthetics';
import type { Deployments } from './deployments';
import type { GuardFunction } from './guard-function';
import { canaryArn } from './guard-hooks';

export interface ReportQuestions {
  readonly deployments: Deployments;
  readonly logGroups: readonly string[];
  readonly canaries: readonly string[];
  readonly opsItem?: boolean;
}

/** Lets the report ask what it asks, and nothing else. */
export function allowQuestions(report: GuardFunction, props: ReportQuestions): void {
  const { deployments, canaries, logGroups, opsItem } = props;
  const stack = Stack.of(report);
  const wild: string[] = [];
  const on = (...resources: string[]) => {
    wild.push(...resources);
    return resources;
  };
  const arn = (service: string, resource: string, resourceName: string, arnFormat?: ArnFormat) =>
    stack.formatArn({ service, resource, resourceName, arnFormat });
  // None of these can be allowed for less: alarms are asked for by prefix, their history by nothing but a time.
  const account = ['cloudwatch:DescribeAlarms', 'cloudwatch:DescribeAlarmHistory', 'cloudtrail:LookupEvents'];
  if (opsItem) account.push('ssm:CreateOpsItem');

  // Of the stack itself, to know which of its updates the deployment belongs to.
  const deployed = deployedStack(report);
  report.allow(
    ['cloudformation:DescribeStackEvents'],
    deployed === stack ? [stack.stackId] : on(arn('cloudformation', 'stack', `${deployed.stackName}/*`)),
  );
  if (deployments.by === 'codedeploy') {
    report.allow(
      ['codedeploy:GetDeployment', 'codedeploy:ListDeployments'],
      deployments.groups.map((group) => group.deploymentGroupArn),
    );
    // Targets of deployments are no resources of IAM, nor are they allowed by their group's.
    account.push('codedeploy:ListDeploymentTargets', 'codedeploy:BatchGetDeploymentTargets');
  } else {
    const { clusterName, serviceName, serviceArn } = deployments;
    report.allow(['ecs:ListServiceDeployments'], [serviceArn]);
    report.allow(
      ['ecs:DescribeServiceDeployments'],
      on(arn('ecs', 'service-deployment', `${clusterName}/${serviceName}/*`)),
    );
    report.allow(
      ['ecs:DescribeServiceRevisions'],
      on(arn('ecs', 'service-revision', `${clusterName}/${serviceName}/*`)),
    );
  }
  const service = deployments.by === 'ecs' ? deployments : deployments.service;
  if (service !== undefined) {
    account.push('ecs:DescribeTaskDefinition');
    report.allow(['ecs:DescribeTasks'], on(arn('ecs', 'task', `${service.clusterName}/*`)));
    report.addToRolePolicy(
      new PolicyStatement({
        actions: ['ecs:ListTasks'],
        resources: ['*'],
        conditions: { ArnEquals: { 'ecs:cluster': arn('ecs', 'cluster', service.clusterName) } },
      }),
    );
  }
  report.allow(
    ['synthetics:GetCanaryRuns'],
    canaries.map((name) => canaryArn(report, name)),
  );
  if (canaries.length > 0) allowArtifacts(report, canaries, on);
  report.allow(
    ['logs:FilterLogEvents'],
    on(...logGroups.map((name) => arn('logs', 'log-group', `${name}:*`, ArnFormat.COLON_RESOURCE_NAME))),
  );
  report.allow(account, on('*'));
  acknowledgeWildcards(
    report.role ?? report,
    wild,
    'It asks about deployments, tasks, runs and log streams that are named when they begin; alarms by prefix, their history, ' +
      'CloudTrail, targets of deployments, task definitions and OpsItems cannot be allowed for less than all.',
  );
}

/** The stack that people deploy: of a nested one, the outermost around it. */
export function deployedStack(scope: Construct): Stack {
  const stack = Stack.of(scope);
  return stack.nestedStackParent === undefined ? stack : deployedStack(stack.nestedStackParent);
}

/** The reports of the guard's own canaries, which say what each step of a run did. */
function allowArtifacts(
  report: GuardFunction,
  canaries: readonly string[],
  on: (...resources: string[]) => string[],
): void {
  const bucket = ArtifactBucket.of(report);
  report.allow(
    ['s3:GetObject'],
    on(...canaries.map((name) => bucket.arnForObjects(`canary/${name}/*/SyntheticsReport-*.json`))),
  );
  report.addToRolePolicy(
    new PolicyStatement({
      actions: ['s3:ListBucket'],
      resources: [bucket.bucketArn],
      conditions: { StringLike: { 's3:prefix': canaries.map((name) => `canary/${name}/*`) } },
    }),
  );
}
