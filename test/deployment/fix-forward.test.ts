import { Duration } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { allOf, ErrorRate, QueueAge } from '../../lib/alarms';
import type { GuardedDeploymentProps } from '../../lib/deployment';
import { ofType, Service } from './service';

/** The alarms that CodeDeploy looks at, by logical id. */
function deciding(context: Record<string, string>, props: Partial<GuardedDeploymentProps> = {}) {
  const service = new Service(context);
  const queue = new Queue(service.stack, 'Orders');
  service.guard({ signals: [ErrorRate.above(1), QueueAge.above(Duration.minutes(5), queue)], canaries: [], ...props });
  const [group] = Object.values(ofType(service.template(), 'AWS::CodeDeploy::DeploymentGroup'));
  const { Alarms } = group?.AlarmConfiguration as { Alarms: { Name: { Ref: string } }[] };
  return { alarms: Alarms.map(({ Name }) => Name.Ref), annotations: Annotations.fromStack(service.stack) };
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

test('a guard with nothing but production to look at cannot fix forward unguarded', () => {
  const service = new Service({ 'aviary:fix-forward': 'true' });
  const queue = new Queue(service.stack, 'Orders');
  expect(() => service.guard({ signals: [QueueAge.above(Duration.minutes(5), queue)] })).toThrow(
    'has no condition on the candidate alone',
  );
});
