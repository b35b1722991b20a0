import { Duration } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { ErrorRate, Latency, NoTraffic, SyntheticSuccess, Throttles } from '../../lib/alarms';
import { Service } from '../deployment/service';

/** A guard of several functions, each with a canary. */
function shop(functions: readonly string[]) {
  const service = new Service();
  const made = functions.map((id) => service.function(id));
  service.guard({
    functions: made,
    signals: [
      ErrorRate.above(1),
      Latency.above(Duration.millis(800)),
      Throttles.above(0),
      SyntheticSuccess.below(90),
      NoTraffic.below(1),
    ],
    canaries: made.map((serves, index) => ({
      script: 'canaries/checkout-api.ts',
      name: functions[index]?.toLowerCase(),
      serves,
    })),
  });
  const groups = Object.values(service.released('AWS::CodeDeploy::DeploymentGroup'));
  const polled = groups.map(({ AlarmConfiguration }) =>
    (AlarmConfiguration as { Alarms: { Name: string }[] }).Alarms.map(({ Name }) => Name),
  );
  return { service, polled };
}

test('up to ten alarms, which every account takes, each deployment group polls them all', () => {
  const { polled } = shop(['Cart', 'Pay']);
  expect(polled.map((alarms) => alarms.length)).toEqual([9, 9]);
});

test('beyond, a group polls the composite, and the alarms and canaries of its own function', () => {
  const { service, polled } = shop(['Cart', 'Pay', 'Ship']);
  expect(polled).toEqual(
    ['Cart', 'Pay', 'Ship'].map((fn) => [
      'GuardAlarm',
      `Guard${fn}ErrorRate`,
      `Guard${fn}LatencyP99`,
      `Guard${fn}Throttles`,
      `Guard${fn}Success`,
    ]),
  );
  Annotations.fromStack(service.stack).hasWarning('*', Match.stringLikeRegexp('has 13 alarms with the composite'));
});

test("a release of one function leaves the other functions' alarms as they are; the composite is new with each", () => {
  const { service } = shop(['Cart', 'Pay']);
  const names = (type: string) =>
    Object.values(service.template().Resources).flatMap(({ Type, Properties }) =>
      Type === type ? [JSON.stringify(Properties?.AlarmName)] : [],
    );
  const versions = (name: string) => [...name.matchAll(/(Cart|Pay)CurrentVersion/g)].map(([, fn]) => fn);
  for (const name of names('AWS::CloudWatch::Alarm'))
    expect(versions(name)).toEqual([/Guard-(Cart|Pay)/.exec(name)?.[1]]);
  expect(names('AWS::CloudWatch::CompositeAlarm').map(versions)).toContainEqual(['Cart', 'Pay']);
});
