import { App, Duration, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import {
  AnomalyBand,
  type Candidate,
  type CandidateTargetGroup,
  type Condition,
  DeadLetters,
  LogErrors,
  lambdaMetric,
  MetricSignal,
  NoTraffic,
  QueueAge,
  type Signal,
} from '../../lib/alarms';

// A release of containers or servers: revision 12, behind one target group.
function conditionsOf(make: (stack: Stack) => Signal, group: Partial<CandidateTargetGroup> = {}): Condition[] {
  const stack = new Stack(new App(), 'Shop');
  const candidate: Candidate = {
    guardName: 'Shop',
    functions: [],
    canaries: [],
    targetGroups: [{ label: '', targetGroup: 'targetgroup/green/2', loadBalancer: 'app/shop/1', ...group }],
    revision: '12',
    release: 'r12',
  };
  return make(stack).conditions(candidate, stack);
}

const options = { id: 'Orders', runbook: 'error-rate', means: 'orders are lost' };
const orders = new Metric({ namespace: 'Shop', metricName: 'LostOrders', dimensionsMap: { Release: '12' } });

test.each<[string, (stack: Stack) => Signal, Partial<Condition>]>([
  ['a metric', () => MetricSignal.above(3, orders, options), { id: 'Orders', scope: 'production' }],
  [
    'a metric that carries the release',
    () => MetricSignal.above(3, orders, { ...options, scope: 'candidate' }),
    { id: 'Orders', scope: 'candidate' },
  ],
  ['the queue', (stack) => QueueAge.above(Duration.minutes(1), new Queue(stack, 'Q')), { scope: 'production' }],
  ['dead letters', (stack) => DeadLetters.above(0, new Queue(stack, 'Q')), { scope: 'production' }],
  ['an anomaly', () => AnomalyBand.of(2, orders, options), { scope: 'production' }],
  ['the log', (stack) => LogErrors.above(0, new LogGroup(stack, 'L')), { scope: 'production' }],
  [
    'the log, whose lines name the revision',
    (stack) => LogErrors.above(0, new LogGroup(stack, 'L'), { versionField: '$.release' }),
    { scope: 'candidate' },
  ],
  ['no traffic', () => NoTraffic.below(10), { id: 'NoTraffic', scope: 'candidate' }],
])('%s is a signal of containers and servers, too', (_, make, expected) => {
  expect(conditionsOf(make)).toEqual([expect.objectContaining({ ...expected, release: 'r12' })]);
});

test('lines of the log count by the revision that wrote them', () => {
  const [condition] = conditionsOf((stack) =>
    LogErrors.above(0, new LogGroup(stack, 'L'), { versionField: '$.release' }),
  );
  expect(condition?.metric.toMetricConfig().metricStat?.dimensions).toEqual([{ name: 'Version', value: '12' }]);
});

test('no traffic at servers is no traffic of both versions', () => {
  expect(conditionsOf(() => NoTraffic.below(10), { mixed: true })[0]?.scope).toBe('production');
});

test('a metric of each function is refused where there is none', () => {
  expect(() => conditionsOf(() => MetricSignal.above(1, (fn) => lambdaMetric(fn, 'Errors', 'Sum'), options))).toThrow(
    'Orders measures Lambda functions, and Shop has none',
  );
});
