import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import {
  type Candidate,
  type CandidateTargetGroup,
  type Signal,
  TargetGroupErrors,
  TargetGroupLatency,
} from '../../lib/alarms';
import { type AlarmState, CloudWatch } from '../../lib/engine/cloudwatch';

const MINUTE = 60_000;
const start = Date.parse('2026-11-23T12:00:00Z');
const minutes = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

/** What a target group's targets did, minute by minute: answers of 5xx, and how long each request took, in seconds. */
interface Traffic {
  readonly requests: readonly number[];
  readonly errors?: readonly number[];
  readonly seconds?: readonly (readonly number[])[];
}

/** The alarm's state at the end of each minute. */
function statesOf(
  signal: Signal,
  traffic: Readonly<Record<string, Traffic>>,
  group: Partial<CandidateTargetGroup> = {},
) {
  const stack = new Stack(new App(), 'Shop');
  const candidate: Candidate = {
    guardName: 'Shop',
    functions: [],
    canaries: [],
    targetGroups: [{ label: '', targetGroup: 'targetgroup/green/2', loadBalancer: 'app/shop/1', ...group }],
    release: 'r12',
  };
  for (const { metric, comparison, ...condition } of signal.conditions(candidate, stack)) {
    new Alarm(stack, condition.id, { ...condition, metric, comparisonOperator: comparison });
  }
  const [alarm] = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
  const cloudwatch = new CloudWatch({ region: 'eu-west-1', account: '111122223333' });
  cloudwatch.putMetricAlarm({ AlarmName: 'alarm', ...alarm?.Properties }, start);
  let length = 0;
  for (const [targetGroup, { requests, errors = [], seconds = [] }] of Object.entries(traffic)) {
    const dimensions = { LoadBalancer: 'app/shop/1', TargetGroup: `targetgroup/${targetGroup}` };
    const put = (name: string, minute: number, value: number) =>
      cloudwatch.putMetricData(
        { namespace: 'AWS/ApplicationELB', name, dimensions },
        { timestamp: start + minute * MINUTE, value },
      );
    requests.forEach((count, minute) => {
      put('RequestCount', minute, count);
    });
    // The load balancer writes no count of 5xx in a minute without any.
    errors.forEach((count, minute) => {
      if (count > 0) put('HTTPCode_Target_5XX_Count', minute, count);
    });
    seconds.forEach((times, minute) => {
      for (const time of times) put('TargetResponseTime', minute, time);
    });
    length = Math.max(length, requests.length);
  }
  return Array.from({ length }, (_, index): AlarmState | undefined => {
    cloudwatch.evaluate(start + (index + 1) * MINUTE);
    return cloudwatch.describeAlarms()[0]?.state;
  });
}

test('5xx of the candidate fire in the second bad minute', () => {
  const green = { requests: minutes(5, 120), errors: [0, 0, 3, 3, 0] };
  expect(statesOf(TargetGroupErrors.above(1), { 'green/2': green })).toEqual(['OK', 'OK', 'OK', 'ALARM', 'ALARM']);
});

test("the baseline's are not the candidate's, though it fails every request", () => {
  const traffic = {
    'blue/1': { requests: minutes(3, 1000), errors: minutes(3, 1000) },
    'green/2': { requests: minutes(3, 120) },
  };
  expect(statesOf(TargetGroupErrors.above(1), traffic)).toEqual(['OK', 'OK', 'OK']);
});

test('a handful of requests by the test listener says nothing', () => {
  expect(statesOf(TargetGroupErrors.above(1), { 'green/2': { requests: [2, 2, 2], errors: [2, 2, 2] } })).not.toContain(
    'ALARM',
  );
});

test('the fix comes up in the group that served the bad release a moment ago, and is not stopped for it', () => {
  const green = { requests: minutes(6, 120), errors: [60, 60, 60, 0, 0, 0] };
  const since = String((start + 3 * MINUTE) / 1000);
  expect(statesOf(TargetGroupErrors.above(1), { 'green/2': green }, { since })).not.toContain('ALARM');
  const stillBad = { ...green, errors: minutes(6, 60) };
  expect(statesOf(TargetGroupErrors.above(1), { 'green/2': stillBad }, { since })).toEqual([
    ...minutes(4, 'OK'),
    'ALARM',
    'ALARM',
  ]);
});

test('response times count by percentile, in milliseconds', () => {
  const seconds = (slow: number) => minutes(3, [...minutes(120 - slow, 0.05), ...minutes(slow, 2)]);
  const at = (slow: number) =>
    statesOf(TargetGroupLatency.above(Duration.millis(800)), {
      'green/2': { requests: minutes(3, 120), seconds: seconds(slow) },
    }).at(-1);
  expect([at(5), at(0)]).toEqual(['ALARM', 'OK']);
});

test('what serves both versions is a condition on production', () => {
  const servers = { label: 'Servers', targetGroup: 'targetgroup/servers/3', loadBalancer: 'app/shop/1', mixed: true };
  const [condition] = TargetGroupErrors.above(1).conditions({
    guardName: 'Shop',
    functions: [],
    canaries: [],
    targetGroups: [servers],
    release: 'r12',
  });
  expect(condition).toMatchObject({ scope: 'production', id: 'ServersErrors' });
  expect(condition?.means).toBe(
    'more than 1 % of the requests to the servers of target group Servers, of both versions, fail',
  );
});
