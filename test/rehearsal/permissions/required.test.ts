import { required } from '../../../lib/rehearsal/permissions/required';

const resources = {
  account: { id: '111111111111', region: 'eu-west-1', partition: 'aws' },
  groupOf: (id: string) => (id === 'd-1' ? 'Shop/Group' : undefined),
  stackIdOf: (name: string) => `arn:aws:cloudformation:eu-west-1:111111111111:stack/${name}/id`,
};
const group = 'arn:aws:codedeploy:eu-west-1:111111111111:deploymentgroup:Shop/Group';
const schedule = 'arn:aws:scheduler:eu-west-1:111111111111:schedule/waits/w';

/** `action resource` of everything that a call needs. */
const needs = (...[service, operation, input]: [Parameters<typeof required>[0], string, object]) =>
  required(service, operation, input, resources).map(({ action, resource }) => `${action} ${resource}`);

test('calls of CodeDeploy need their deployment group', () => {
  expect(needs('codedeploy', 'PutLifecycleEventHookExecutionStatus', { deploymentId: 'd-1' })).toEqual([
    `codedeploy:PutLifecycleEventHookExecutionStatus ${group}`,
  ]);
  expect(needs('codedeploy', 'ListDeployments', { applicationName: 'Shop', deploymentGroupName: 'Group' })).toEqual([
    `codedeploy:ListDeployments ${group}`,
  ]);
  // CodeDeploy itself says that there is no such deployment.
  expect(needs('codedeploy', 'GetDeployment', { deploymentId: 'd-2' })).toEqual([]);
});

test('a function, its alias and a reference with a qualifier are told apart', () => {
  const orders = 'lambda:InvokeFunction arn:aws:lambda:eu-west-1:111111111111:function:orders';
  expect(needs('lambda', 'Invoke', { FunctionName: 'orders' })).toEqual([orders]);
  expect(needs('lambda', 'Invoke', { FunctionName: 'orders', Qualifier: 'live' })).toEqual([`${orders}:live`]);
  const live = 'arn:aws:lambda:eu-west-1:111111111111:function:orders:live';
  expect(needs('lambda', 'Invoke', { FunctionName: live })).toEqual([`${orders}:live`]);
});

test('a schedule hands on the role by which it invokes', () => {
  const input = {
    GroupName: 'waits',
    Name: 'w',
    Target: { Arn: 'a', RoleArn: 'arn:aws:iam::111111111111:role/waits' },
  };
  expect(needs('scheduler', 'CreateSchedule', input)).toEqual([
    `scheduler:CreateSchedule ${schedule}`,
    'iam:PassRole arn:aws:iam::111111111111:role/waits',
  ]);
  expect(needs('scheduler', 'DeleteSchedule', input)).toEqual([`scheduler:DeleteSchedule ${schedule}`]);
});

test('composite alarms are told of only to who may ask for all', () => {
  const alarm = 'cloudwatch:DescribeAlarms arn:aws:cloudwatch:eu-west-1:111111111111:alarm:';
  expect(needs('cloudwatch', 'DescribeAlarms', { AlarmNames: ['a', 'b'] })).toEqual([`${alarm}a`, `${alarm}b`]);
  expect(needs('cloudwatch', 'DescribeAlarms', { AlarmNames: ['a'], AlarmTypes: ['CompositeAlarm'] })).toEqual([
    `${alarm}*`,
  ]);
});

test('anybody may ask who he is', () => {
  expect(needs('sts', 'GetCallerIdentity', {})).toEqual([]);
});
