import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import {
  AnomalyBand,
  DeadLetters,
  ErrorRate,
  LogErrors,
  lambdaMetric,
  MetricSignal,
  QueueAge,
  type Signal,
} from '../../lib/alarms';
import { ofType, Service } from '../deployment/service';

function conditionsOf(make: (service: Service) => Signal) {
  const service = new Service();
  const guard = service.guard({ signals: [make(service), ErrorRate.above(1)], canaries: [] });
  return { service, condition: guard.alarms.alarms[0]?.condition };
}

const options = { id: 'Custom', runbook: 'error-rate', means: 'it is bad' };

test.each<[string, (service: Service) => Signal, string]>([
  ['a queue', ({ stack }) => QueueAge.above(Duration.minutes(1), new Queue(stack, 'Q')), 'production'],
  ['a dead-letter queue', ({ stack }) => DeadLetters.above(0, new Queue(stack, 'Q')), 'production'],
  ['a log that does not say versions', ({ stack }) => LogErrors.above(0, new LogGroup(stack, 'L')), 'production'],
  [
    'a log that says versions',
    ({ stack }) => LogErrors.above(0, new LogGroup(stack, 'L'), { versionField: '$.version' }),
    'candidate',
  ],
])('%s is a condition on %s', (_, make, scope) => {
  expect(conditionsOf(make).condition?.scope).toBe(scope);
});

test("errors in the log are counted by version, and the alarm reads the candidate's", () => {
  const { service } = conditionsOf(({ stack }) =>
    LogErrors.above(0, new LogGroup(stack, 'L'), { versionField: '$.version' }),
  );
  const [filter] = Object.values(ofType(service.template(), 'AWS::Logs::MetricFilter'));
  expect(filter?.MetricTransformations).toEqual([
    expect.objectContaining({
      MetricName: 'Shop-Guard-LogErrors',
      Dimensions: [{ Key: 'Version', Value: '$.version' }],
    }),
  ]);
  const [alarm] = Object.values(service.released('AWS::CloudWatch::Alarm'));
  expect(alarm).toMatchObject({ MetricName: 'Shop-Guard-LogErrors', Dimensions: [{ Name: 'Version', Value: '12' }] });
});

test('any metric of the candidate is a signal', () => {
  const { condition } = conditionsOf(() =>
    MetricSignal.above(3, (fn) => lambdaMetric(fn, 'AsyncEventAge', 'Maximum'), options),
  );
  expect(condition).toMatchObject({ id: 'Custom', threshold: 3, scope: 'candidate' });
});

const lambda = (dimensionsMap: Record<string, string>) =>
  new Metric({ namespace: 'AWS/Lambda', metricName: 'Errors', dimensionsMap, period: Duration.minutes(1) });

test.each<[string, Metric, string]>([
  ['every version', lambda({ FunctionName: 'f' }), 'has no ExecutedVersion, so it mixes'],
  [
    'a version that traffic through an alias never shows',
    lambda({ FunctionName: 'f', Resource: 'f:12' }),
    'would never have data',
  ],
  [
    'every canary',
    new Metric({ namespace: 'CloudWatchSynthetics', metricName: 'SuccessPercent' }),
    'is the mean over every canary',
  ],
  [
    'both versions behind an API',
    new Metric({ namespace: 'AWS/ApiGateway', metricName: '5xx', dimensionsMap: { ApiId: 'a' } }),
    'counts both versions behind the API',
  ],
  [
    'both versions of a service',
    new Metric({ namespace: 'AWS/ECS', metricName: 'CPUUtilization', dimensionsMap: { ServiceName: 's' } }),
    'counts both versions of the service',
  ],
  [
    'both versions behind a load balancer',
    new Metric({ namespace: 'AWS/ApplicationELB', metricName: 'RequestCount', dimensionsMap: { LoadBalancer: 'l' } }),
    'has no TargetGroup',
  ],
  [
    'a version as CDK names it',
    lambda({ FunctionName: 'f:12', ExecutedVersion: '12' }),
    'has a FunctionName with a version or an alias in it',
  ],
  [
    'a version without its alias',
    lambda({ FunctionName: 'f', ExecutedVersion: '12' }),
    'has ExecutedVersion without FunctionName and Resource',
  ],
  [
    'faults of all versions',
    new Metric({ namespace: 'Aviary', metricName: 'Faults', dimensionsMap: { FunctionName: 'f' } }),
    'Use FaultRate',
  ],
])('a metric of %s is refused', (_, metric, sentence) => {
  expect(() => conditionsOf(() => MetricSignal.above(1, () => metric, options))).toThrow(sentence);
});

describe('an anomaly band', () => {
  const latency = new Metric({
    namespace: 'AWS/ApiGateway',
    metricName: 'Latency',
    dimensionsMap: { ApiId: 'a' },
    period: Duration.minutes(1),
  });

  test('is an alarm on the band that CloudWatch learned, of production as a whole', () => {
    const { service, condition } = conditionsOf(() =>
      AnomalyBand.of(2, latency, { id: 'Unusual', runbook: 'latency', side: 'above' }),
    );
    expect(condition?.scope).toBe('production');
    const [alarm] = Object.values(service.released('AWS::CloudWatch::Alarm'));
    expect(alarm).toMatchObject({
      AlarmName: 'Shop-Guard-Unusual-v12',
      ComparisonOperator: 'GreaterThanUpperThreshold',
    });
    expect(alarm).not.toHaveProperty('Threshold');
    expect(alarm?.Metrics).toEqual([
      expect.objectContaining({ Id: alarm?.ThresholdMetricId, Expression: 'ANOMALY_DETECTION_BAND(m0, 2)' }),
      expect.objectContaining({ Id: 'm0', ReturnData: true }),
    ]);
  });

  test('of one version is refused: it has no past to learn from', () => {
    expect(() =>
      conditionsOf(() =>
        AnomalyBand.of(2, lambda({ FunctionName: 'f', ExecutedVersion: '12' }), { id: 'Unusual', runbook: 'latency' }),
      ),
    ).toThrow('which no new version has');
  });
});

test("CDK's metric of a version is refused for production, too: it never has data", () => {
  expect(() =>
    conditionsOf(({ fn }) =>
      MetricSignal.above(1, () => fn.currentVersion.metricErrors({ period: Duration.minutes(1) }), {
        ...options,
        scope: 'production',
      }),
    ),
  ).toThrow('would never have data');
});

test('a metric of production is taken where it is called that', () => {
  const { condition } = conditionsOf(() =>
    MetricSignal.above(1, () => lambda({ FunctionName: 'f' }), { ...options, scope: 'production' }),
  );
  expect(condition?.scope).toBe('production');
});

describe('a log of one of several functions', () => {
  function guardOf(named: boolean) {
    const service = new Service();
    const second = service.function('Second');
    const signal = LogErrors.above(0, new LogGroup(service.stack, 'L'), {
      versionField: '$.version',
      ...(named ? { writer: second } : {}),
    });
    return service.guard({ functions: [service.fn, second], signals: [signal, ErrorRate.above(1)], canaries: [] });
  }

  test('has to say which: their versions are not the same', () => {
    expect(() => guardOf(false)).toThrow('LogErrors counts lines by version, and Shop-Guard has 2 functions');
  });

  test("is read for that one's version", () => {
    expect(guardOf(true).alarms.alarms[0]?.condition.fn?.label).toBe('Second');
  });
});
