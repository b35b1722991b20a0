import { errors, hour, minute, second, start, tooManyErrors, WatchedAccount } from './watched-account';

const day = 24 * hour;

test('a window of five minutes slides each minute', () => {
  const account = new WatchedAccount();
  account.cloudWatch.putMetricAlarm({ ...tooManyErrors, Period: 300, TreatMissingData: 'notBreaching' }, start);
  account.put(90 * second, 3);
  account.put(200 * second, 3);
  account.put(20 * minute, 0);
  account.runTo(30 * minute);
  // Both samples are in the newest window from 4m to 6m. Then the metric falls silent, and the alarm judges by older
  // windows of its range again and again: the guide warns of just that.
  expect(account.changes('errors')).toEqual([
    [1, 'OK'],
    [4, 'ALARM'],
    [7, 'OK'],
    [9, 'ALARM'],
    [12, 'OK'],
    [14, 'ALARM'],
    [17, 'OK'],
  ]);
});

describe('high resolution', () => {
  test('periods of 10 s are evaluated every 10 s', () => {
    const account = new WatchedAccount();
    account.cloudWatch.putMetricAlarm({ ...tooManyErrors, Period: 10, EvaluationPeriods: 2 }, start);
    account.put(0, 9);
    account.put(12 * second, 9);
    account.put(21 * second, 0);
    account.runTo(30 * second);
    expect(account.changes('errors').map(([at, state]) => [at * 60, state])).toEqual([
      [10, 'OK'],
      [20, 'ALARM'],
      [30, 'OK'],
    ]);
  });

  test('periods of 30 s slide every 10 s too', () => {
    const account = new WatchedAccount();
    account.cloudWatch.putMetricAlarm({ ...tooManyErrors, Period: 30, TreatMissingData: 'notBreaching' }, start);
    account.put(5 * second, 9);
    account.runTo(20 * second);
    expect(account.changes('errors').map(([at, state]) => [at * 60, state])).toEqual([[10, 'ALARM']]);
  });

  test('a metric of standard resolution has its samples at the start of the minute', () => {
    const account = new WatchedAccount();
    const lambda = { ...errors, namespace: 'AWS/Lambda' };
    const alarm = { ...tooManyErrors, Period: 10, TreatMissingData: 'notBreaching' };
    account.cloudWatch.putMetricAlarm({ ...alarm, Namespace: 'AWS/Lambda' }, start);
    account.cloudWatch.putMetricAlarm({ ...alarm, AlarmName: 'own' }, start);
    account.runTo(minute + 35 * second);
    account.cloudWatch.putMetricData(lambda, { timestamp: start + minute + 31 * second, value: 9 }, account.now);
    account.put(minute + 31 * second, 9, { storageResolution: 60 });
    account.runTo(minute + 40 * second);
    expect([account.state('errors'), account.state('own')]).toEqual(['OK', 'OK']);
  });
});

describe('more than a day', () => {
  test('is evaluated once an hour, on data up to the full hour', () => {
    const account = new WatchedAccount({ phaseOf: () => 3 * minute });
    const alarm = { ...tooManyErrors, Period: 3600, EvaluationPeriods: 25, DatapointsToAlarm: 1 };
    account.cloudWatch.putMetricAlarm(alarm, start);
    for (let at = -30 * 60; at < 0; at += 10) account.put(at * minute, 0);
    // As in the guide: it fails at 2 minutes past the hour, and the evaluation at 3 minutes past still sees the hour before.
    for (let at = 2; at < 43; at++) account.put(at * minute, 1);
    expect(account.cloudWatch.nextEvaluation(start)).toBe(start + 3 * minute);
    expect(account.cloudWatch.nextEvaluation(start + 3 * minute)).toBe(start + hour + 3 * minute);
    account.runTo(2 * hour);
    expect(account.changes('errors')).toEqual([
      [3, 'OK'],
      [63, 'ALARM'],
    ]);
  });

  test('one day exactly is evaluated each minute', () => {
    const account = new WatchedAccount();
    account.cloudWatch.putMetricAlarm({ ...tooManyErrors, Period: 3600, EvaluationPeriods: 24 }, start);
    expect(account.cloudWatch.nextEvaluation(start)).toBe(start + minute);
  });
});

describe('wall clock', () => {
  const wallClock = (Period: number, Timezone?: string) => ({
    ...tooManyErrors,
    Period,
    EvaluationWindow: { WallClockWindow: { Timezone } },
    TreatMissingData: 'notBreaching',
  });

  const windowAt = (alarm: Record<string, unknown>, at: number) => {
    const account = new WatchedAccount();
    account.cloudWatch.putMetricAlarm(alarm, at);
    return account.cloudWatch.alarmWindow('errors', at)?.slots.map((slot) => new Date(slot.start).toISOString());
  };

  test('periods begin where the clock does, and nothing older than N of them is read', () => {
    const at = Date.UTC(2026, 0, 1, 12, 7, 30);
    expect(windowAt({ ...wallClock(300), EvaluationPeriods: 2 }, at)).toEqual([
      '2026-01-01T12:00:00.000Z',
      '2026-01-01T11:55:00.000Z',
    ]);
    expect(windowAt(wallClock(3600), at)).toEqual(['2026-01-01T11:00:00.000Z']);
    expect(windowAt(wallClock(86_400), at)).toEqual(['2025-12-31T00:00:00.000Z']);
    // 1 January 2026 is a Thursday: the last full week began on Monday, 22 December.
    expect(windowAt(wallClock(604_800), at)).toEqual(['2025-12-22T00:00:00.000Z']);
  });

  test.each([
    ['America/New_York', ['2025-12-31T05:00:00.000Z']],
    ['Asia/Kolkata', ['2025-12-30T18:30:00.000Z']],
    ['+05:30', ['2025-12-30T18:30:00.000Z']],
    ['UTC-03:00', ['2025-12-31T03:00:00.000Z']],
  ])('a day of %s', (zone, expected) => {
    expect(windowAt(wallClock(86_400, zone), Date.UTC(2026, 0, 1, 12))).toEqual(expected);
  });

  test('a day on which clocks change has 23 or 25 hours', () => {
    const days = { ...wallClock(86_400, 'Europe/Berlin'), EvaluationPeriods: 3 };
    // Clocks went forward on 29 March 2026 and go back on 25 October.
    expect(windowAt(days, Date.UTC(2026, 2, 31, 12))).toEqual([
      '2026-03-29T22:00:00.000Z',
      '2026-03-28T23:00:00.000Z',
      '2026-03-27T23:00:00.000Z',
    ]);
    expect(windowAt(days, Date.UTC(2026, 9, 27, 12))).toEqual([
      '2026-10-25T23:00:00.000Z',
      '2026-10-24T22:00:00.000Z',
      '2026-10-23T22:00:00.000Z',
    ]);
  });

  test('the sum of a day counts from midnight', () => {
    const account = new WatchedAccount();
    account.cloudWatch.putMetricAlarm(wallClock(86_400), start);
    account.put(-13 * hour, 3);
    account.put(-11 * hour, 4);
    account.put(2 * hour, 2);
    account.runTo(day);
    expect(account.changes('errors')).toEqual([
      [1, 'OK'],
      [12 * 60, 'ALARM'],
    ]);
  });

  test.each([
    [{ Period: 120 }, 'A wall clock window takes a period of 60, 300, 3600, 86400, 604800 seconds, not 120'],
    [{ EvaluationWindow: { WallClockWindow: { Timezone: 'Mars/Base' } } }, 'Mars/Base is no time zone'],
    [{ EvaluationWindow: { WallClockWindow: { Timezone: '+05:33' } } }, '+05:33 is no time zone'],
    [
      { EvaluationWindow: { WallClockWindow: {}, SlidingWindow: {} } },
      'exactly one of SlidingWindow and WallClockWindow',
    ],
  ])('refuses %j', (properties, message) => {
    const { cloudWatch } = new WatchedAccount();
    expect(() => cloudWatch.putMetricAlarm({ ...wallClock(300), ...properties }, start)).toThrow(message);
  });
});
