import { Duration } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { allOf, ErrorRate, QueueAge, type Signal } from '../../lib/alarms';
import type { GuardedDeploymentProps } from '../../lib/deployment';
import { shopOnServers } from '../rehearsal/balanced-shops';
import { ofType, Service } from './service';

/** The alarms that CodeDeploy looks at, by logical id. */
function deciding(
  context: Record<string, string>,
  {
    signals = (queue) => [ErrorRate.above(1), QueueAge.above(Duration.minutes(5), queue)],
    ...props
  }: Partial<Omit<GuardedDeploymentProps, 'signals'>> & { signals?: (queue: Queue) => Signal[] } = {},
) {
  const service = new Service(context);
  const queue = new Queue(service.stack, 'Orders');
  service.guard({ signals: signals(queue), canaries: [], ...props });
  const [group] = Object.values(ofType(service.template(), 'AWS::CodeDeploy::DeploymentGroup'));
  const { Alarms, Enabled } = group?.AlarmConfiguration as { Alarms: { Name: { Ref: string } }[]; Enabled: boolean };
  const annotations = Annotations.fromStack(service.stack);
  return { alarms: Alarms.map(({ Name }) => Name.Ref), enabled: Enabled, annotations };
}

function groupOf(resources: Readonly<Record<string, { Type: string; Properties?: Record<string, unknown> }>>) {
  const group = Object.values(resources).find(({ Type }) => Type === 'AWS::CodeDeploy::DeploymentGroup');
  return group?.Properties ?? {};
}

test('a condition on production decides, with a warning that it stops a fix, too', () => {
  const { alarms, annotations } = deciding({});
  expect(alarms).toEqual(['GuardAlarm', 'GuardErrorRate', 'GuardQueueAge']);
  annotations.hasWarning('*', Match.stringLikeRegexp('QueueAge: red while production is.*-c aviary:fix-forward=true'));
});

test('a deployment to fix forward leaves it out, and says so', () => {
  const { alarms, annotations } = deciding({ 'aviary:fix-forward': 'true' });
  expect(alarms).toEqual(['GuardAlarm', 'GuardErrorRate']);
  annotations.hasWarning('*', Match.stringLikeRegexp('is deployed to fix forward, without QueueAge'));
});

test("a team's rule that names it gives way", () => {
  const rule: GuardedDeploymentProps['rule'] = ({ all }) => allOf(...all);
  expect(deciding({}, { rule }).alarms).toEqual(['GuardAlarm']);
  expect(deciding({ 'aviary:fix-forward': 'true' }, { rule }).alarms).toEqual(['GuardAlarm', 'GuardErrorRate']);
});

test('a guard with nothing but production to look at lets the fix through without any alarm, and says so', () => {
  const { alarms, enabled, annotations } = deciding(
    { 'aviary:fix-forward': 'true' },
    { signals: (queue) => [QueueAge.above(Duration.minutes(5), queue)], bake: Duration.minutes(5) },
  );
  expect({ alarms, enabled }).toEqual({ alarms: [], enabled: false });
  annotations.hasWarning('*', Match.stringLikeRegexp('without QueueAge: .*no alarm stops this deployment'));
});

test('of servers, whose every condition is on production, a fix gets through as well', () => {
  const group = groupOf(shopOnServers({ 'aviary:fix-forward': 'true' }).stacks[0]?.template.Resources ?? {});
  expect(group.AlarmConfiguration).toEqual({ Enabled: false, Alarms: [] });
  expect(groupOf(shopOnServers().stacks[0]?.template.Resources ?? {}).AlarmConfiguration).toMatchObject({
    Enabled: true,
  });
}, 60_000);
