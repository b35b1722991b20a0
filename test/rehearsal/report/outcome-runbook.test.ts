import { CloudWatch } from '../../../lib/engine/cloudwatch';
import { outcomeRunbook } from '../../../lib/rehearsal/report/outcome-runbook';

/** The alarms of a guard whose composite alarm names this page. */
function alarms(page: string) {
  const cloudwatch = new CloudWatch({ region: 'eu-west-1', account: '111122223333' });
  cloudwatch.putMetricAlarm(
    {
      AlarmName: 'Shop-ErrorRate',
      AlarmDescription: 'Errors. Runbook: runbooks/error-rate.md',
      Namespace: 'N',
      MetricName: 'M',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
    },
    0,
  );
  cloudwatch.putCompositeAlarm(
    { AlarmName: 'Shop', AlarmDescription: `It stops. Runbook: ${page}`, AlarmRule: 'ALARM("Shop-ErrorRate")' },
    0,
  );
  return cloudwatch.describeAlarms();
}

const at = 'https://wiki.example.com/runbooks';

test.each([
  ['rolled-back', 'alarm', 'ALARM_ACTIVE', 'rolled-back'],
  ['rolled-back', 'start-check', 'ALARM_ACTIVE', 'alarm-red-before-start'],
  ['rolled-back', 'hook', 'HOOK_EXECUTION_FAILURE', 'hook-failed'],
  ['rolled-back', 'hook', 'TIMEOUT', 'deployment-stuck'],
  ['failed', 'alarm', 'ALARM_ACTIVE', 'rollback-failed'],
  ['rolled-back', 'gate', undefined, 'pipeline-stopped'],
] as const)('%s by %s (%s): the page is %s', (outcome, stoppedBy, code, page) => {
  const verdict = { outcome, stoppedBy, reason: '' };
  expect(outcomeRunbook(verdict, code, alarms(`${at}/rolled-back.md`))).toBe(`${at}/${page}.md`);
});

test('of servers the rollback has a page of its own, and the others lie beside it', () => {
  const verdict = { outcome: 'rolled-back', stoppedBy: 'alarm', reason: '' } as const;
  const ofServers = alarms('runbooks/servers-rolled-back.md');
  expect(outcomeRunbook(verdict, 'ALARM_ACTIVE', ofServers)).toBe('runbooks/servers-rolled-back.md');
  expect(outcomeRunbook({ ...verdict, stoppedBy: 'start-check' }, 'ALARM_ACTIVE', ofServers)).toBe(
    'runbooks/alarm-red-before-start.md',
  );
});

test('nothing is to be read of a success, nor where no alarm names such pages', () => {
  const success = { outcome: 'succeeded', stoppedBy: 'none', reason: '' } as const;
  expect(outcomeRunbook(success, undefined, alarms(`${at}/rolled-back.md`))).toBeUndefined();
  const stopped = { outcome: 'rolled-back', stoppedBy: 'alarm', reason: '' } as const;
  expect(outcomeRunbook(stopped, 'ALARM_ACTIVE', alarms(`${at}/our-own-page.html`))).toBeUndefined();
});
