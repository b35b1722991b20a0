import { hour, minute, start, tooManyErrors, topic, WatchedAccount } from './watched-account';

const rule = (Expression: string, Duration: string, more: Record<string, unknown> = {}) => ({
  Name: 'night',
  Rule: { Schedule: { Expression, Duration } },
  MuteTargets: { AlarmNames: ['errors'] },
  ...more,
});

/** An alarm that is OK from 1m and ALARM from 31m on; its actions page. The start is noon. */
function account(values: (index: number) => number = (index) => (index < 30 ? 0 : 9)): WatchedAccount {
  const watched = new WatchedAccount();
  watched.cloudWatch.putMetricAlarm({ ...tooManyErrors, AlarmActions: [topic], OKActions: [topic] }, start);
  watched.putMinutes(Array.from({ length: 300 }, (_, index) => values(index)));
  return watched;
}

test('holds actions back while it is active, and runs them at its end if the state is still the same', () => {
  const watched = account();
  watched.cloudWatch.putMuteRule(rule('at(2026-01-01T12:10)', 'PT1H'), start);
  watched.runTo(60 * minute);
  expect(watched.state('errors')).toBe('ALARM');
  expect(watched.actions('errors')).toEqual([[1, 'OK']]);
  expect(watched.cloudWatch.history('errors').at(-1)).toMatchObject({
    type: 'Action',
    actionsSuppressedBy: 'AlarmMuteRule',
    reason: 'Actions muted by an alarm mute rule',
  });
  watched.runTo(2 * hour);
  expect(watched.actions('errors')).toEqual([
    [1, 'OK'],
    [70, 'ALARM'],
  ]);
});

test('what changed back meanwhile runs as what it is at the end', () => {
  const watched = account((index) => (index >= 30 && index < 40 ? 9 : 0));
  watched.cloudWatch.putMuteRule(rule('at(2026-01-01T12:10)', 'PT1H'), start);
  watched.runTo(2 * hour);
  expect(watched.actions('errors')).toEqual([
    [1, 'OK'],
    [70, 'OK'],
  ]);
});

test('a rule that is deleted lets actions run at once', () => {
  const watched = account();
  watched.cloudWatch.putMuteRule(rule('at(2026-01-01T12:10)', 'PT10H'), start);
  watched.runTo(60 * minute);
  watched.cloudWatch.deleteMuteRule('night', watched.now);
  expect(watched.actions('errors').at(-1)).toEqual([60, 'ALARM']);
});

test('rules that overlap add up', () => {
  const watched = account();
  watched.cloudWatch.putMuteRule(rule('at(2026-01-01T12:10)', 'PT1H'), start);
  watched.cloudWatch.putMuteRule({ ...rule('at(2026-01-01T13:00)', 'PT1H'), Name: 'other' }, start);
  watched.runTo(3 * hour);
  expect(watched.actions('errors').at(-1)).toEqual([120, 'ALARM']);
});

test('other alarms are not muted', () => {
  const watched = account();
  const targets = { MuteTargets: { AlarmNames: ['another'] } };
  watched.cloudWatch.putMuteRule(rule('at(2026-01-01T12:10)', 'PT1H', targets), start);
  watched.runTo(60 * minute);
  expect(watched.actions('errors').at(-1)).toEqual([31, 'ALARM']);
});

test.each([
  ['cron(20 12 * * *)', 'PT1H', undefined, 80],
  ['cron(20 12 1 1 *)', 'PT1H', undefined, 80],
  ['cron(0,20 8-12 * * 4)', 'PT1H', undefined, 80],
  ['cron(20 12 * * 1-3,5)', 'PT1H', undefined, 31],
  // One of both days is enough where both are given, as in every cron: the 15th, or a Thursday.
  ['cron(20 12 15 * 4)', 'PT1H', undefined, 80],
  ['cron(20 7 * * *)', 'PT1H', 'America/New_York', 80],
  ['cron(50 17 * * *)', 'PT1H', '+05:30', 80],
  ['cron(0 0 * * *)', 'P1DT1H', undefined, undefined],
])('%s for %s in %s: actions run at %s', (expression, duration, timezone, at) => {
  const watched = account();
  const Schedule = { Expression: expression, Duration: duration, Timezone: timezone };
  watched.cloudWatch.putMuteRule({ ...rule('', ''), Rule: { Schedule } }, start);
  watched.runTo(4 * hour);
  const alarm = watched.actions('errors').find(([, state]) => state === 'ALARM');
  expect(alarm?.[0]).toBe(at);
});

test('a rule is active between its dates', () => {
  const watched = account();
  const dates = { StartDate: '2026-01-01T12:00', ExpireDate: '2026-01-01T12:45' };
  watched.cloudWatch.putMuteRule(rule('cron(0 12 * * *)', 'PT5H', dates), start);
  watched.runTo(4 * hour);
  expect(watched.actions('errors')).toEqual([[45, 'ALARM']]);
});

test.each([
  [rule('rate(5 minutes)', 'PT1H'), 'is neither cron(minute hour day month weekday) nor at(yyyy-MM-ddThh:mm)'],
  [rule('cron(60 * * * *)', 'PT1H'), 'is neither cron'],
  [rule('cron(* * * *)', 'PT1H'), 'is neither cron'],
  [rule('at(tomorrow)', 'PT1H'), 'tomorrow is no date of the form yyyy-MM-ddThh:mm'],
  [rule('cron(0 0 * * *)', '1h'), '1h is no duration from PT1M to P15D'],
  [rule('cron(0 0 * * *)', 'P16D'), 'P16D is no duration from PT1M to P15D'],
  [
    { ...rule('', ''), Rule: { Schedule: { Expression: 'cron(0 0 * * *)', Duration: 'PT1H', Timezone: 'Nowhere' } } },
    'Nowhere is no time zone',
  ],
  [{ Name: 'x' }, 'required key [Rule] not found'],
])('refuses %j', (properties, message) => {
  expect(() => new WatchedAccount().cloudWatch.putMuteRule(properties, start)).toThrow(message);
});

test('after a mute, the suppressor of a composite alarm decides', () => {
  const watched = account();
  const { cloudWatch } = watched;
  cloudWatch.putMetricAlarm(
    { ...tooManyErrors, AlarmName: 's', MetricName: 'Other', TreatMissingData: 'ignore' },
    start,
  );
  cloudWatch.setAlarmState('s', 'OK', '', start);
  const suppressor = { ActionsSuppressor: 's', ActionsSuppressorWaitPeriod: 60, ActionsSuppressorExtensionPeriod: 120 };
  cloudWatch.putCompositeAlarm(
    { AlarmName: 'c', AlarmRule: 'ALARM(errors)', AlarmActions: [topic], ...suppressor },
    start,
  );
  const targets = { MuteTargets: { AlarmNames: ['c'] } };
  cloudWatch.putMuteRule(rule('at(2026-01-01T12:10)', 'PT1H', targets), start);
  watched.runTo(60 * minute);
  cloudWatch.setAlarmState('s', 'ALARM', '', watched.now);
  watched.runTo(90 * minute);
  expect(watched.actions('c')).toEqual([]);
  cloudWatch.setAlarmState('s', 'OK', '', watched.now);
  watched.runTo(2 * hour);
  expect(watched.actions('c')).toEqual([[92, 'ALARM']]);
});
