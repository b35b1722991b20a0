import { Duration } from 'aws-cdk-lib';
import { ErrorRate, Latency, SyntheticSuccess } from '../../lib/alarms';
import { Service } from './service';

const service = new Service();
service.guard({
  signals: [ErrorRate.above(1), Latency.above(Duration.millis(500)), SyntheticSuccess.below(90)],
});
const alarms = Object.values(service.released('AWS::CloudWatch::Alarm'));

test('every alarm has a name that the next release will not have', () => {
  expect(alarms.map((alarm) => alarm.AlarmName)).toEqual([
    'Shop-Guard-ErrorRate-v12',
    'Shop-Guard-LatencyP99-v12',
    'Shop-Guard-CheckoutApiSuccess-v12',
  ]);
});

test('function metrics are those of the candidate behind the live alias', () => {
  const dimensions = alarms
    .flatMap(
      (alarm) => (alarm.Metrics ?? []) as { MetricStat?: { Metric: { Namespace: string; Dimensions: unknown } } }[],
    )
    .filter(({ MetricStat }) => MetricStat?.Metric.Namespace === 'AWS/Lambda')
    .map(({ MetricStat }) => MetricStat?.Metric.Dimensions);
  expect(dimensions).toHaveLength(4);
  for (const dimension of dimensions) {
    expect(dimension).toEqual([
      { Name: 'ExecutedVersion', Value: '12' },
      { Name: 'FunctionName', Value: 'shop-handler' },
      { Name: 'Resource', Value: 'shop-handler:live' },
    ]);
  }
});
