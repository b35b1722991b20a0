import { Duration } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { ErrorRate, Latency } from '../../lib/alarms';
import { ofType, Service } from './service';

const service = new Service();
service.guard({
  signals: [ErrorRate.above(1), Latency.above(Duration.millis(500), { advisory: true })],
  canaries: [],
  bake: Duration.minutes(10),
});
const template = service.template();
const alarms = Object.values(service.released('AWS::CloudWatch::Alarm'));

test('in the bake the live alias itself is watched, whatever Lambda writes for an alias of one version', () => {
  const inBake = alarms.find(({ AlarmName }) => AlarmName === 'Shop-Guard-ErrorRateInBake-v12');
  expect(JSON.stringify(inBake)).toContain('"Value":"shop-handler:live"');
  expect(JSON.stringify(inBake)).not.toContain('ExecutedVersion');
});

test('no alarm that decides the shift reads what the baseline can produce', () => {
  const [group] = Object.values(ofType(template, 'AWS::CodeDeploy::DeploymentGroup'));
  const names = (group?.AlarmConfiguration as { Alarms: { Name: { Ref: string } }[] }).Alarms.map(
    ({ Name }) => Name.Ref,
  );
  expect(names).toEqual(['GuardAlarm', 'GuardErrorRate']);
  expect(JSON.stringify(template.Resources.GuardAlarm?.Properties)).not.toContain('InBake');
});

test('an advisory signal has no part in the bake', () => {
  expect(alarms.map(({ AlarmName }) => AlarmName)).not.toContain('Shop-Guard-LatencyP99InBake-v12');
});

test('a bake that ends before those alarms mean anything is a warning', () => {
  const short = new Service();
  short.guard({ signals: [ErrorRate.above(1)], canaries: [], bake: Duration.minutes(3) });
  Annotations.fromStack(short.stack).hasWarning(
    '*',
    Match.stringLikeRegexp('The bake of 3 minutes ends before .* Bake for at least 5 minutes'),
  );
});
