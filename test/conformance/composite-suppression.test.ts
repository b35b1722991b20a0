import { type AlarmState, CloudWatch } from '../../lib/engine/cloudwatch';
import { examples, extensionPeriod, waitPeriod } from './composite-suppression.json';

const unit = 60_000;

test.each(examples)('$name: actions at $actionsAt', ({ composite, suppressor, actionsAt }) => {
  const cloudWatch = new CloudWatch({ region: 'us-east-1', account: '111122223333' });
  const birth = -10 * unit;
  for (const AlarmName of ['child', 'suppressor']) {
    const metric = { Namespace: 'N', MetricName: AlarmName, Statistic: 'Sum', Period: 60, EvaluationPeriods: 1 };
    // Without data the alarms keep the state that the timeline sets.
    const condition = { Threshold: 0, ComparisonOperator: 'GreaterThanThreshold', TreatMissingData: 'ignore' };
    cloudWatch.putMetricAlarm({ AlarmName, ...metric, ...condition }, birth);
    cloudWatch.setAlarmState(AlarmName, 'OK', 'the start', birth);
  }
  cloudWatch.putCompositeAlarm(
    {
      AlarmName: 'composite',
      AlarmRule: 'ALARM(child)',
      AlarmActions: ['arn:aws:sns:us-east-1:111122223333:page'],
      OKActions: ['arn:aws:sns:us-east-1:111122223333:page'],
      ActionsSuppressor: 'suppressor',
      ActionsSuppressorWaitPeriod: (waitPeriod * unit) / 1000,
      ActionsSuppressorExtensionPeriod: (extensionPeriod * unit) / 1000,
    },
    birth,
  );
  const executed: number[] = [];
  const runTo = (end: number, from: number) => {
    for (let at = cloudWatch.nextEvaluation(from); at <= end; at = cloudWatch.nextEvaluation(at)) {
      for (const event of cloudWatch.evaluate(at)) {
        if (event.actionArn !== undefined && event.at >= 0) executed.push(event.at / unit);
      }
    }
  };
  const changes = [
    ...suppressor.map(([at, state]) => ({ at: Number(at), alarm: 'suppressor', state })),
    ...composite.map(([at, state]) => ({ at: Number(at), alarm: 'child', state })),
  ].sort((a, b) => a.at - b.at);
  let now = birth;
  for (const { at, alarm, state } of changes) {
    runTo(at * unit, now);
    now = at * unit;
    cloudWatch.setAlarmState(alarm, state as AlarmState, 'the timeline', now);
  }
  runTo(20 * unit, now);
  expect(executed).toEqual(actionsAt);
});
