import { CloudWatch } from '../../lib/engine/cloudwatch';
import { rules } from './validation-errors.json';

const metricAlarm = {
  AlarmName: 'a',
  Namespace: 'N',
  MetricName: 'M',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanThreshold',
};
const metrics = Array.from({ length: 11 }, (_, index) => ({
  Id: `m${index}`,
  MetricStat: { Metric: { Namespace: 'N', MetricName: 'M' }, Period: 60, Stat: 'Sum' },
  ReturnData: index === 0,
}));
const { AlarmName, EvaluationPeriods, Threshold, ComparisonOperator } = metricAlarm;
const ec2 = 'arn:aws:automate:us-east-1:ec2:stop';
const composite = { AlarmName: 'c', AlarmRule: 'FALSE' };
const wait = { ActionsSuppressorWaitPeriod: 60 };

/** Properties that meet each of the recorded refusals, and what stands in for its placeholders. */
const cases: Readonly<Record<string, { properties: Record<string, unknown>; with?: Record<string, string> }>> = {
  'Period not 10/20/30/k*60': { properties: { ...metricAlarm, Period: 45 } },
  'more than 10 MetricStat queries': {
    properties: { AlarmName, EvaluationPeriods, Threshold, ComparisonOperator, Metrics: metrics },
  },
  'EC2 automate action of another Region': {
    properties: { ...metricAlarm, AlarmActions: [ec2] },
    with: { r: 'us-east-1', region: 'eu-west-1' },
  },
  'AlarmRule starts with an unknown token': { properties: { ...composite, AlarmRule: 'MISSING(a)' } },
  'rule references itself': { properties: { ...composite, AlarmRule: 'ALARM("c")' } },
  'suppressor period without suppressor': {
    properties: { ...composite, ...wait },
    with: { Key: 'ActionsSuppressorWaitPeriod' },
  },
  'suppressor without a period': {
    properties: { ...composite, ...wait, ActionsSuppressor: 'a' },
    with: { Key: 'ActionsSuppressorExtensionPeriod' },
  },
  'suppressor is not an alarm ARN/name': {
    properties: {
      ...composite,
      ...wait,
      ActionsSuppressorExtensionPeriod: 60,
      ActionsSuppressor: 'arn:aws:s3:::bucket',
    },
  },
};

const recorded = rules.filter(({ resource }) => /^AWS::CloudWatch::(Composite)?Alarm$/.test(resource));

test.each(recorded)('$resource: $when', ({ resource, when, awsMessage }) => {
  const found = cases[when];
  if (found === undefined) throw new Error(`no properties for "${when}"`);
  const cloudWatch = new CloudWatch({ region: 'eu-west-1', account: '111122223333' });
  cloudWatch.putMetricAlarm(metricAlarm, 0);
  const message = awsMessage.replace(/\{(\w+)\}/g, (_, name: string) => found.with?.[name] ?? name);
  const put = () =>
    resource === 'AWS::CloudWatch::Alarm'
      ? cloudWatch.putMetricAlarm(found.properties, 0)
      : cloudWatch.putCompositeAlarm(found.properties, 0);
  // Three dots: the source leaves out the token itself.
  for (const part of message.split(' ... ')) expect(put).toThrow(part);
});
