import type { Statement } from './policy';

const allow = (Action: readonly string[], Resource = '*'): Statement => ({
  Effect: 'Allow',
  Action: [...Action],
  Resource: [Resource],
  Condition: {},
});

const logs = allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents']);
const networkInterfaces = allow([
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
]);
const tracing = allow([
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:GetSamplingStatisticSummaries',
]);

/** Functions whose names begin so are the only hooks that CodeDeploy may invoke by most of its managed policies. */
const hooksByName = allow(['lambda:InvokeFunction'], 'arn:aws:lambda:*:*:function:CodeDeployHook_*');
const aliases = allow([
  'cloudwatch:DescribeAlarms',
  'lambda:UpdateAlias',
  'lambda:GetAlias',
  'lambda:GetProvisionedConcurrencyConfig',
]);
const taskSets = allow([
  'cloudwatch:DescribeAlarms',
  'ecs:CreateTaskSet',
  'ecs:DeleteTaskSet',
  'ecs:DescribeServices',
  'ecs:UpdateServicePrimaryTaskSet',
  'elasticloadbalancing:DescribeListeners',
  'elasticloadbalancing:DescribeRules',
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:ModifyListener',
  'elasticloadbalancing:ModifyRule',
]);

/**
 * What AWS' own policies allow, as far as a rehearsal asks for it, by name: those that functions, CodeDeploy and ECS have.
 * Source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
const managedPolicies: Readonly<Record<string, readonly Statement[]>> = {
  AdministratorAccess: [allow(['*'])],
  AWSLambdaBasicExecutionRole: [logs],
  AWSLambdaVPCAccessExecutionRole: [logs, networkInterfaces],
  AWSXRayDaemonWriteAccess: [tracing],
  AWSXrayWriteOnlyAccess: [tracing],
  AWSCodeDeployRoleForLambda: [aliases, allow(['sns:Publish']), hooksByName],
  AWSCodeDeployRoleForLambdaLimited: [aliases, hooksByName],
  AWSCodeDeployRoleForECS: [taskSets, allow(['lambda:InvokeFunction', 'sns:Publish'])],
  AWSCodeDeployRoleForECSLimited: [taskSets, hooksByName, allow(['sns:Publish'], 'arn:aws:sns:*:*:CodeDeployTopic_*')],
  // Of the many things that it does with servers, what CodeDeploy is asked for here.
  AWSCodeDeployRole: [allow(['cloudwatch:DescribeAlarms', 'sns:Publish', 'ec2:Describe*', 'autoscaling:Describe*'])],
  AmazonECSInfrastructureRolePolicyForLoadBalancers: [
    allow([
      'elasticloadbalancing:DescribeListeners',
      'elasticloadbalancing:DescribeRules',
      'elasticloadbalancing:DescribeTargetGroups',
      'elasticloadbalancing:DescribeTargetHealth',
      'elasticloadbalancing:ModifyListener',
      'elasticloadbalancing:ModifyRule',
      'elasticloadbalancing:RegisterTargets',
      'elasticloadbalancing:DeregisterTargets',
    ]),
  ],
};

/** The statements of a policy of AWS, by its ARN; `undefined`: it is not in the table. */
export function managedPolicy(policyArn: string): readonly Statement[] | undefined {
  if (!/^arn:[^:]+:iam::aws:policy\//.test(policyArn)) return undefined;
  return managedPolicies[policyArn.split('/').at(-1) ?? ''];
}
