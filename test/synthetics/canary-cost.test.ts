import { Duration } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { canaryCost } from '../../lib/synthetics';
import { Service } from '../deployment/service';

test('a canary every minute costs about 52 dollars a month', () => {
  expect(canaryCost({ type: 'always', intervals: [Duration.minutes(1)] }, 20).dollars).toBeCloseTo(51.84);
});

test('the same canary, only while twenty releases go on, costs less than a dollar', () => {
  const use = { type: 'deployments', intervals: [Duration.minutes(1)], deployment: Duration.minutes(18) } as const;
  expect(canaryCost(use, 20)).toEqual({
    dollars: expect.closeTo(0.432),
    sentence: 'about 0.43 dollars a month: 1 while each of 20 releases takes 18 minutes, 360 runs at 0.0012',
  });
});

test('synth says so', () => {
  const service = new Service();
  service.guard().runAgainst({ baseUrl: 'https://shop.example.com', every: Duration.minutes(5) });
  const annotations = Annotations.fromStack(service.stack);
  annotations.hasInfo(
    '*',
    Match.stringLikeRegexp(
      '^Canaries of a deployment of Shop-Guard cost about 0.31 dollars a month: 1 while each of 20',
    ),
  );
  annotations.hasInfo(
    '*',
    Match.stringLikeRegexp('^Live canaries of Shop-Guard cost about 10.37 dollars a month: 1 all the time, 8640 runs'),
  );
});
