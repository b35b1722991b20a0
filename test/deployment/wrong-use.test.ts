import { Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { CompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Alias, Version } from 'aws-cdk-lib/aws-lambda';
import { allOf, ErrorRate, Latency, SyntheticSuccess } from '../../lib/alarms';
import { type GuardedDeploymentProps, TrafficShift } from '../../lib/deployment';
import { Service } from './service';

const minutes = (count: number) => Duration.minutes(count);

test.each([
  [
    () => TrafficShift.canary({ percentage: 150, interval: minutes(5) }),
    'percentage is 150; CodeDeploy shifts a whole number from 1 to 99',
  ],
  [() => TrafficShift.canary({ percentage: 0, interval: minutes(5) }), 'percentage is 0;'],
  [() => TrafficShift.linear({ percentage: 12.5, interval: minutes(5) }), 'percentage is 12.5;'],
  [
    () => TrafficShift.canary({ percentage: 10, interval: Duration.hours(49) }),
    '2940 minutes at 10 %; CodeDeploy takes at most 2880 minutes (48 hours)',
  ],
  [() => TrafficShift.linear({ percentage: 10, interval: Duration.hours(6) }), '9 intervals of 360 minutes at 10 %'],
  [
    () => TrafficShift.linear({ percentage: 10, interval: Duration.seconds(30) }),
    'interval is 30 seconds; CodeDeploy waits whole minutes',
  ],
  [() => TrafficShift.canary({ percentage: 10, interval: Duration.seconds(90) }), 'interval is 90 seconds;'],
  [() => TrafficShift.custom('no spaces', TrafficShift.allAtOnce()), "TrafficShift.custom('no spaces')"],
  [() => ErrorRate.above(100), 'ErrorRate.above(100): a share of invocations is from 0 to below 100 percent.'],
  [() => Latency.above(minutes(0)), 'the threshold is longer than nothing'],
  [() => Latency.above(minutes(1), { percentile: 100 }), 'percentile is 100; it is above 0 and below 100'],
  [() => SyntheticSuccess.below(0), 'SyntheticSuccess.below(0)'],
])('%s', (make, sentence) => {
  expect(make).toThrow(sentence);
});

/** What synth says about a guard, however it says it. */
function mistake(props: Partial<GuardedDeploymentProps>): () => void {
  return () => {
    const service = new Service();
    service.guard(props);
    service.template();
  };
}

test.each<[string, Partial<GuardedDeploymentProps>, string | RegExp]>([
  [
    'a window too short for the alarm',
    { shift: TrafficShift.canary({ percentage: 50, interval: minutes(2) }), signals: [ErrorRate.above(1)] },
    'ErrorRate cannot stop this release: detection takes 2 datapoints × 60 s + 60 s evaluation + 60 s publish delay + 15 s poll = 255 s; the window is 120 s (120 s until 100 %, 0 s of bake). Raise the interval from 2 to 5 minutes, or bake for at least 3 minutes.',
  ],
  [
    'all at once without a bake',
    { shift: TrafficShift.allAtOnce() },
    'Bake for at least 5 minutes: all at once has no other window.',
  ],
  [
    'too few requests in the first step',
    { expectedRequestsPerMinute: 60 },
    'ErrorRate would never speak in the first step: 60 requests a minute × 10 % in the first step = 6 a period of 60 s, and minSamples is 50. Lower minSamples to 6, or raise the first step to 84 %.',
  ],
  [
    'a bake longer than a hook',
    { bake: minutes(56) },
    'bake is 3360 seconds; the AfterAllowTraffic hook bakes 0 to 55 whole minutes',
  ],
  ['a signal that nothing feeds', { canaries: [] }, 'SyntheticSuccess: the guard has no canary'],
  [
    'a canary that is none',
    { signals: [SyntheticSuccess.below(90, { canaries: ['page'] })] },
    "the guard has no canary 'page'; it has checkout-api",
  ],
  ['no function', { functions: [] }, 'functions is empty'],
  [
    'nothing that decides',
    { signals: [ErrorRate.above(1, { advisory: true })] },
    'no signal that could roll a release back',
  ],
  ['a signal twice', { signals: [ErrorRate.above(1), ErrorRate.above(2)] }, "two signals 'ErrorRate'"],
  [
    'an alarm without a runbook',
    { signals: [ErrorRate.above(1, { runbook: 'nowhere' })] },
    'There is no runbook nowhere.md',
  ],
  ['a name that no canary can have', { guardName: 'my guard' }, "guardName is 'my guard'"],
  [
    'a rule over an unknown signal',
    { rule: ({ of }) => of('Errors') },
    "names 'Errors', and there is no such signal; there are ErrorRate, Success, CheckoutApiSuccess",
  ],
])('%s is an error of synth', (_, props, sentence) => {
  expect(mistake(props)).toThrow(sentence);
});

test('a second guard on one alias is refused', () => {
  const service = new Service();
  const guard = service.guard();
  expect(() => service.guard({ functions: [guard.live] }, 'Second')).toThrow(
    'has a deployment group already, and CodeDeploy shifts an alias by one',
  );
});

test("somebody else's alias is refused", () => {
  const service = new Service();
  const version = Version.fromVersionArn(service.stack, 'V', 'arn:aws:lambda:eu-west-1:111122223333:function:f:3');
  const alias = Alias.fromAliasAttributes(service.stack, 'Theirs', { aliasName: 'live', aliasVersion: version });
  expect(() => service.guard({ functions: [alias as Alias] })).toThrow('guard it in the stack that has it');
});

test('a guard that data may reach too late is a warning with the number to change', () => {
  const service = new Service();
  service.guard({
    shift: TrafficShift.canary({ percentage: 10, interval: minutes(5) }),
    signals: [ErrorRate.above(1)],
  });
  Annotations.fromStack(service.stack).hasWarning(
    '*',
    Match.stringLikeRegexp(
      'ErrorRate may be too late .* = 365 s; the window is 300 s .* Raise the interval from 5 to 7 minutes',
    ),
  );
});

test('a rule that is no plain OR leaves CodeDeploy the composite alone, and says what that assumes', () => {
  const service = new Service();
  const guard = service.guard({ rule: ({ all }) => allOf(...all) });
  expect(guard.alarms.polled).toEqual([expect.any(CompositeAlarm)]);
  Annotations.fromStack(Stack.of(guard)).hasWarning('*', Match.stringLikeRegexp('is an assumption'));
});

test('more alarms than the older quota are a warning; more than the quota an error', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => ErrorRate.above(1 + index, { id: `Errors${index}` }));
  const service = new Service();
  service.guard({ signals: many(10) });
  Annotations.fromStack(service.stack).hasWarning('*', Match.stringLikeRegexp('has 11 alarms with the composite'));
  expect(mistake({ signals: many(50) })).toThrow('has 51 alarms with the composite; CodeDeploy takes 50');
});

test('names that are too long together are refused at synth, not by the first deployment', () => {
  const service = new Service();
  const functions = ['A', 'B'].map((letter) => service.function(letter.repeat(170)));
  expect(() => service.guard({ guardName: 'g'.repeat(80), functions })).toThrow(
    'has a name of 268 characters, and CloudWatch takes 255: give the guard, the canary, the signal or the function a shorter name.',
  );
});
