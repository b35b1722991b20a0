import type { AwsServices } from '../../endpoint';
import { parseReference } from '../services/lambda/functions';
import { type Account, arn } from '../world/account';
import type { AccessRequest } from './decide';

/** What the ARNs of some resources say that a call does not. */
export interface Resources {
  readonly account: Account;
  /** The deployment group of a deployment, as `application/group`; `undefined`: there is no such deployment. */
  groupOf(deploymentId: string): string | undefined;
  /** The ARN of a stack by its name. */
  stackIdOf(name: string): string | undefined;
}

type Input = Readonly<Record<string, unknown>>;
type Required = Pick<AccessRequest, 'action' | 'resource'> & Partial<Pick<AccessRequest, 'context'>>;

/** What a caller needs for one operation: an action on one resource, or on each of several. */
type Requirement = (input: Input, resources: Resources) => readonly Required[];

const text = (value: unknown, otherwise = ''): string => (typeof value === 'string' ? value : otherwise);
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map((one) => text(one)) : []);

/** An action that knows no resources: only `*` allows it. */
const onAll = (action: string, ...more: readonly string[]): Requirement => {
  const required = [action, ...more].map((one) => ({ action: one, resource: '*' }));
  return () => required;
};

const on =
  (action: string, resource: (input: Input, resources: Resources) => string): Requirement =>
  (input, resources) => [{ action, resource: resource(input, resources) }];

const canary = ({ Name }: Input, { account }: Resources) => arn(account, 'synthetics', `canary:${text(Name)}`);

const schedule = ({ GroupName, Name }: Input, { account }: Resources) =>
  arn(account, 'scheduler', `schedule/${text(GroupName, 'default')}/${text(Name)}`);

/** Who puts a schedule hands its role on to the scheduler. */
const putSchedule =
  (action: string): Requirement =>
  (input, resources) => {
    const { RoleArn } = { RoleArn: undefined, ...(input.Target as Input | undefined) };
    return [
      { action, resource: schedule(input, resources) },
      {
        action: 'iam:PassRole',
        resource: text(RoleArn),
        context: { 'iam:passedtoservice': 'scheduler.amazonaws.com' },
      },
    ];
  };

/** The one that is named, that of the deployment, or none at all: CodeDeploy then answers for itself. */
const deploymentGroup = (action: string): Requirement => {
  const full = `codedeploy:${action}`;
  return ({ applicationName, deploymentGroupName, deploymentId, deploymentIds }, { account, groupOf }) => {
    const named = applicationName === undefined ? [] : [`${text(applicationName)}/${text(deploymentGroupName, '*')}`];
    const deployed = [...texts(deploymentIds), ...(deploymentId === undefined ? [] : [text(deploymentId)])];
    return [...named, ...deployed.flatMap((id) => groupOf(id) ?? [])].map((group) => ({
      action: full,
      resource: arn(account, 'codedeploy', `deploymentgroup:${group}`),
    }));
  };
};

const codedeploy = (...actions: readonly string[]) =>
  Object.fromEntries(actions.map((action) => [action, deploymentGroup(action)]));

const ofFunction = (action: string) =>
  on(action, ({ FunctionName, Qualifier }, { account }) => {
    const { functionName, qualifier } = parseReference(text(FunctionName));
    return functionArn(account, functionName, text(Qualifier, qualifier));
  });

const pipeline = (action: string, key: 'name' | 'pipelineName') =>
  on(action, (input, { account }) => arn(account, 'codepipeline', text(input[key])));

const stack = (action: string) =>
  on(action, ({ StackName }, { account, stackIdOf }) => {
    const name = text(StackName, '*');
    return name.startsWith('arn:') ? name : (stackIdOf(name) ?? arn(account, 'cloudformation', `stack/${name}/*`));
  });

/** Alarms that are named; all of them, where none is. */
const alarms =
  (action: string, key: 'AlarmNames' | 'AlarmName'): Requirement =>
  (input, { account }) => {
    const names = [input[key] ?? '*'].flat();
    // Composite alarms are told of only to who may ask for all.
    const types = texts(input.AlarmTypes);
    const asked = types.includes('CompositeAlarm') ? ['*'] : names;
    return asked.map((name) => ({ action, resource: arn(account, 'cloudwatch', `alarm:${text(name, '*')}`) }));
  };

const object = ({ Bucket, Key }: Input, { account }: Resources) =>
  `arn:${account.partition}:s3:::${text(Bucket)}/${text(Key)}`;

const logGroup = (action: string, stream: string) =>
  on(action, ({ logGroupName, logGroupIdentifier, logStreamName }, { account }) => {
    const group = text(logGroupName ?? logGroupIdentifier).replace(/^arn:.*:log-group:([^:]+).*$/, '$1');
    return arn(account, 'logs', `log-group:${group}:${stream}${text(logStreamName)}`);
  });

const each =
  (action: string, key: string): Requirement =>
  (input) =>
    texts(input[key]).map((resource) => ({ action, resource }));

/**
 * The IAM actions and resources of the operations that a rehearsal answers.
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const requirements: Readonly<Partial<Record<keyof AwsServices, Readonly<Record<string, Requirement>>>>> = {
  cloudformation: {
    DescribeStacks: stack('cloudformation:DescribeStacks'),
    DescribeStackEvents: stack('cloudformation:DescribeStackEvents'),
  },
  cloudtrail: { LookupEvents: onAll('cloudtrail:LookupEvents') },
  cloudwatch: {
    DescribeAlarms: alarms('cloudwatch:DescribeAlarms', 'AlarmNames'),
    DescribeAlarmHistory: alarms('cloudwatch:DescribeAlarmHistory', 'AlarmName'),
    SetAlarmState: alarms('cloudwatch:SetAlarmState', 'AlarmName'),
    GetMetricData: onAll('cloudwatch:GetMetricData'),
    GetMetricStatistics: onAll('cloudwatch:GetMetricStatistics'),
    ListMetrics: onAll('cloudwatch:ListMetrics'),
    PutMetricData: ({ Namespace }) => [
      { action: 'cloudwatch:PutMetricData', resource: '*', context: { 'cloudwatch:namespace': text(Namespace) } },
    ],
  },
  codedeploy: codedeploy(
    'PutLifecycleEventHookExecutionStatus',
    'GetDeployment',
    'BatchGetDeployments',
    'ListDeployments',
    'GetDeploymentTarget',
    'ListDeploymentTargets',
    'BatchGetDeploymentTargets',
    'StopDeployment',
  ),
  codepipeline: {
    PutJobSuccessResult: onAll('codepipeline:PutJobSuccessResult'),
    PutJobFailureResult: onAll('codepipeline:PutJobFailureResult'),
    GetPipelineExecution: pipeline('codepipeline:GetPipelineExecution', 'pipelineName'),
    ListPipelineExecutions: pipeline('codepipeline:ListPipelineExecutions', 'pipelineName'),
    GetPipelineState: pipeline('codepipeline:GetPipelineState', 'name'),
  },
  ecs: {
    ListServiceDeployments: on('ecs:ListServiceDeployments', ({ service, cluster }, { account }) => {
      const named = text(service);
      const place = text(cluster, 'default').split('/').at(-1);
      return named.startsWith('arn:') ? named : arn(account, 'ecs', `service/${place}/${named}`);
    }),
    DescribeServiceDeployments: each('ecs:DescribeServiceDeployments', 'serviceDeploymentArns'),
    DescribeServiceRevisions: each('ecs:DescribeServiceRevisions', 'serviceRevisionArns'),
  },
  elasticloadbalancing: {
    DescribeRules: onAll('elasticloadbalancing:DescribeRules'),
    DescribeListeners: onAll('elasticloadbalancing:DescribeListeners'),
  },
  events: {
    PutEvents: ({ Entries }, { account }) =>
      [Entries ?? []].flat().map((entry) => {
        const bus = text((entry as Input).EventBusName, 'default');
        return {
          action: 'events:PutEvents',
          resource: bus.startsWith('arn:') ? bus : arn(account, 'events', `event-bus/${bus}`),
        };
      }),
  },
  lambda: {
    Invoke: ofFunction('lambda:InvokeFunction'),
    GetAlias: ofFunction('lambda:GetAlias'),
    GetFunction: ofFunction('lambda:GetFunction'),
    GetFunctionConfiguration: ofFunction('lambda:GetFunctionConfiguration'),
  },
  logs: {
    CreateLogGroup: logGroup('logs:CreateLogGroup', 'log-stream:'),
    CreateLogStream: logGroup('logs:CreateLogStream', 'log-stream:'),
    PutLogEvents: logGroup('logs:PutLogEvents', 'log-stream:'),
    FilterLogEvents: logGroup('logs:FilterLogEvents', 'log-stream:'),
  },
  s3: {
    GetObject: on('s3:GetObject', object),
    HeadObject: on('s3:GetObject', object),
    ListObjectsV2: ({ Bucket, Prefix }, { account }) => [
      {
        action: 's3:ListBucket',
        resource: `arn:${account.partition}:s3:::${text(Bucket)}`,
        context: { 's3:prefix': typeof Prefix === 'string' ? Prefix : undefined },
      },
    ],
  },
  scheduler: {
    CreateSchedule: putSchedule('scheduler:CreateSchedule'),
    UpdateSchedule: putSchedule('scheduler:UpdateSchedule'),
    GetSchedule: on('scheduler:GetSchedule', schedule),
    DeleteSchedule: on('scheduler:DeleteSchedule', schedule),
  },
  sns: { Publish: on('sns:Publish', ({ TopicArn, TargetArn }) => text(TopicArn ?? TargetArn)) },
  ssm: { CreateOpsItem: on('ssm:CreateOpsItem', (_, { account }) => arn(account, 'ssm', 'opsitem/*')) },
  sts: { AssumeRole: on('sts:AssumeRole', ({ RoleArn }) => text(RoleArn)) },
  synthetics: {
    StartCanary: on('synthetics:StartCanary', canary),
    StopCanary: on('synthetics:StopCanary', canary),
    GetCanary: on('synthetics:GetCanary', canary),
    GetCanaryRuns: on('synthetics:GetCanaryRuns', canary),
    DescribeCanaries: onAll('synthetics:DescribeCanaries'),
    DescribeCanariesLastRun: onAll('synthetics:DescribeCanariesLastRun'),
  },
};

/** A function, or what a qualifier names of it: they are different resources. */
export function functionArn(account: Account, functionName: string, qualifier?: string): string {
  return arn(
    account,
    'lambda',
    `function:${functionName}${qualifier === undefined || qualifier === '' ? '' : `:${qualifier}`}`,
  );
}

/** What a caller of an operation needs; nothing where anybody may, or where it is not known. */
export function required(
  service: keyof AwsServices,
  operation: string,
  input: unknown,
  resources: Resources,
): readonly Required[] {
  const requirement = requirements[service]?.[operation];
  return requirement === undefined ? [] : requirement((input ?? {}) as Input, resources);
}
