import { AlarmError } from '../../../lib/engine/cloudwatch';
import { errors, minute, second, start, tooManyErrors, topic, WatchedAccount } from './watched-account';

const actions = { AlarmActions: [topic], OKActions: [topic], InsufficientDataActions: [topic] };

test('an alarm is born INSUFFICIENT_DATA and first evaluated in the next minute', () => {
  const account = new WatchedAccount();
  account.putMinutes([9]);
  account.cloudWatch.putMetricAlarm(tooManyErrors, start);
  expect(account.describe('errors')).toMatchObject({
    arn: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:errors',
    state: 'INSUFFICIENT_DATA',
    stateReason: 'Unchecked: Initial alarm creation',
  });
  account.runTo(3 * minute);
  expect(account.changes('errors')).toEqual([[1, 'ALARM']]);
});

test('a new alarm on an old metric judges by data from before it existed', () => {
  const account = new WatchedAccount();
  account.putMinutes([9, 9, 9]);
  account.runTo(3 * minute - 1);
  account.cloudWatch.putMetricAlarm({ ...tooManyErrors, EvaluationPeriods: 3 }, account.now);
  account.runTo(3 * minute);
  expect(account.changes('errors')).toEqual([[3, 'ALARM']]);
});

test('three of five', () => {
  const account = new WatchedAccount();
  account.cloudWatch.putMetricAlarm({ ...tooManyErrors, EvaluationPeriods: 5, DatapointsToAlarm: 3 }, start);
  account.putMinutes([0, 0, 9, 0, 9, 0, 9, 0, 0, 0, 0]);
  account.runTo(11 * minute);
  expect(account.changes('errors')).toEqual([
    [1, 'OK'],
    [7, 'ALARM'],
    [8, 'OK'],
  ]);
});

test.each([
  ['GreaterThanThreshold', [false, false, true]],
  ['GreaterThanOrEqualToThreshold', [false, true, true]],
  ['LessThanThreshold', [true, false, false]],
  ['LessThanOrEqualToThreshold', [true, true, false]],
])('%s compares the value with the threshold', (ComparisonOperator, expected) => {
  const states = [4, 5, 6].map((value) => {
    const account = new WatchedAccount();
    account.cloudWatch.putMetricAlarm({ ...tooManyErrors, ComparisonOperator }, start);
    account.putMinutes([value]);
    account.runTo(minute);
    return account.state('errors') === 'ALARM';
  });
  expect(states).toEqual(expected);
});

test('actions run when the state changes, and only then', () => {
  const account = new WatchedAccount();
  account.cloudWatch.putMetricAlarm({ ...tooManyErrors, ...actions }, start);
  account.putMinutes([0, 0, 9, 9, 9, 0]);
  const events = account.runTo(10 * minute);
  expect(account.actions('errors')).toEqual([
    [1, 'OK'],
    [3, 'ALARM'],
    [6, 'OK'],
    [9, 'INSUFFICIENT_DATA'],
  ]);
  expect(events.filter(({ type }) => type === 'Action')[1]).toMatchObject({
    alarm: 'errors',
    actionArn: topic,
    reason: `Successfully executed action ${topic}`,
  });
});

test('disabled actions do not run; the state changes all the same', () => {
  const account = new WatchedAccount();
  account.cloudWatch.putMetricAlarm({ ...tooManyErrors, ...actions, ActionsEnabled: 'false' }, start);
  account.putMinutes([9]);
  account.runTo(minute);
  expect(account.state('errors')).toBe('ALARM');
  expect(account.actions('errors')).toEqual([]);
});

test('an update keeps the state and its reason, and overwrites everything else', () => {
  const account = new WatchedAccount();
  account.cloudWatch.putMetricAlarm({ ...tooManyErrors, ...actions }, start);
  account.putMinutes([9, 9]);
  account.runTo(2 * minute);
  const reason = account.describe('errors')?.stateReason;
  account.cloudWatch.putMetricAlarm(
    { ...tooManyErrors, MetricName: 'Silent', TreatMissingData: 'ignore' },
    account.now,
  );
  expect(account.describe('errors')).toMatchObject({ state: 'ALARM', stateReason: reason, alarmActions: [] });
  account.runTo(9 * minute);
  expect(account.state('errors')).toBe('ALARM');
  const updates = account.cloudWatch.history('errors').filter(({ type }) => type === 'ConfigurationUpdate');
  expect(updates.map((event) => event.reason)).toEqual(['Alarm "errors" created', 'Alarm "errors" updated']);
});

test('a state that is set by hand lasts until the next evaluation', () => {
  const account = new WatchedAccount();
  account.cloudWatch.putMetricAlarm({ ...tooManyErrors, ...actions }, start);
  account.putMinutes([0, 0, 0]);
  account.runTo(minute + 10 * second);
  account.cloudWatch.setAlarmState('errors', 'ALARM', 'a drill', account.now);
  expect(account.describe('errors')).toMatchObject({ state: 'ALARM', stateReason: 'a drill' });
  account.runTo(2 * minute);
  expect(account.changes('errors').map(([, state]) => state)).toEqual(['OK', 'ALARM', 'OK']);
  expect(account.actions('errors').map(([, state]) => state)).toEqual(['OK', 'ALARM', 'OK']);
});

test('alarms are evaluated at their phase', () => {
  const account = new WatchedAccount({ phaseOf: (name) => (name === 'errors' ? 28_954 : 0) });
  account.cloudWatch.putMetricAlarm(tooManyErrors, start);
  account.cloudWatch.putMetricAlarm({ ...tooManyErrors, AlarmName: 'other' }, start);
  account.putMinutes([9, 9]);
  account.runTo(2 * minute);
  const phase = 28_954 / minute;
  expect(account.changes('errors')).toEqual([[1 + phase, 'ALARM']]);
  expect(account.changes('other')).toEqual([[1, 'ALARM']]);
});

describe('missing data', () => {
  test('of AWS/DynamoDB keeps the state, unless the alarm says otherwise', () => {
    const account = new WatchedAccount();
    const dynamo = { ...tooManyErrors, Namespace: 'AWS/DynamoDB' };
    account.cloudWatch.putMetricAlarm(dynamo, start);
    account.cloudWatch.putMetricAlarm({ ...dynamo, AlarmName: 'said', TreatMissingData: 'breaching' }, start);
    account.cloudWatch.putMetricAlarm({ ...tooManyErrors, AlarmName: 'other' }, start);
    for (const name of ['errors', 'said', 'other']) account.cloudWatch.setAlarmState(name, 'OK', 'the start', start);
    account.runTo(5 * minute);
    expect(['errors', 'said', 'other'].map((name) => account.state(name))).toEqual([
      'OK',
      'ALARM',
      'INSUFFICIENT_DATA',
    ]);
  });

  test('old datapoints decide for as long as the range holds N of them', () => {
    const account = new WatchedAccount();
    account.cloudWatch.putMetricAlarm({ ...tooManyErrors, TreatMissingData: 'notBreaching' }, start);
    account.putMinutes([9]);
    account.runTo(6 * minute);
    expect(account.changes('errors')).toEqual([
      [1, 'ALARM'],
      [4, 'OK'],
    ]);
  });

  test('the long range holds them for five minutes', () => {
    const account = new WatchedAccount({ evaluationRange: 'long' });
    account.cloudWatch.putMetricAlarm({ ...tooManyErrors, TreatMissingData: 'notBreaching' }, start);
    account.putMinutes([9]);
    account.runTo(9 * minute);
    expect(account.changes('errors')).toEqual([
      [1, 'ALARM'],
      [7, 'OK'],
    ]);
  });

  test.each([
    ['range', 'ALARM'],
    ['window', 'OK'],
  ] as const)('a breaching datapoint older than N, then silence: the scope %s says %s', (prematureScope, expected) => {
    const account = new WatchedAccount({ prematureScope });
    account.cloudWatch.putMetricAlarm({ ...tooManyErrors, EvaluationPeriods: 3 }, start);
    account.putMinutes([9]);
    account.runTo(5 * minute);
    expect(account.state('errors')).toBe(expected);
  });

  test('a late sample changes what a period says once it is visible', () => {
    const account = new WatchedAccount();
    account.cloudWatch.putMetricAlarm({ ...tooManyErrors, TreatMissingData: 'notBreaching' }, start);
    account.cloudWatch.putMetricData(errors, { timestamp: start, value: 9 }, start + 150 * second);
    account.runTo(6 * minute);
    expect(account.changes('errors')).toEqual([
      [1, 'OK'],
      [3, 'ALARM'],
      [4, 'OK'],
    ]);
  });
});

test('samples in another unit are not read, those without one are', () => {
  const account = new WatchedAccount();
  account.cloudWatch.putMetricAlarm({ ...tooManyErrors, Unit: 'Count' }, start);
  account.put(0, 9, { unit: 'Seconds' });
  account.runTo(minute);
  expect(account.state('errors')).toBe('INSUFFICIENT_DATA');
  account.put(minute, 3, { unit: 'Count' });
  account.put(minute, 4);
  account.put(minute, 9, { unit: 'Seconds' });
  account.runTo(2 * minute);
  expect(account.describe('errors')?.stateReason).toContain('[7.0 (01/01/26 12:01:00)] was greater');
});

describe('percentiles of few samples', () => {
  const p90 = { ...tooManyErrors, Statistic: undefined, ExtendedStatistic: 'p90' };
  const samples = (account: WatchedAccount, from: number, count: number, value: number) => {
    for (let index = 0; index < count; index++) account.put(from * minute + index, value);
  };

  test('are evaluated by default', () => {
    const account = new WatchedAccount();
    account.cloudWatch.putMetricAlarm(p90, start);
    samples(account, 0, 99, 9);
    account.runTo(minute);
    expect(account.state('errors')).toBe('ALARM');
  });

  test('do not change the state with ignore: p90 needs 100', () => {
    const account = new WatchedAccount();
    account.cloudWatch.putMetricAlarm({ ...p90, EvaluateLowSampleCountPercentile: 'ignore' }, start);
    samples(account, 0, 100, 1);
    samples(account, 1, 99, 9);
    account.runTo(minute);
    expect(account.state('errors')).toBe('OK');
    // The datapoint of the first minute is still in the range; it is the only one that counts.
    account.runTo(2 * minute);
    expect(account.state('errors')).toBe('OK');
    account.runTo(8 * minute);
    expect(account.state('errors')).toBe('INSUFFICIENT_DATA');
  });

  test('p50 needs 20, p10 100', () => {
    for (const [name, needed] of [
      ['p50', 20],
      ['p10', 100],
      ['p99', 1000],
    ] as const) {
      const account = new WatchedAccount();
      const alarm = { ...p90, ExtendedStatistic: name, EvaluateLowSampleCountPercentile: 'ignore' };
      account.cloudWatch.putMetricAlarm(alarm, start);
      samples(account, 0, needed - 1, 9);
      account.runTo(minute);
      expect(account.state('errors')).toBe('INSUFFICIENT_DATA');
      account.put(minute - 1, 9);
      account.cloudWatch.evaluate(start + minute);
      expect(account.state('errors')).toBe('ALARM');
    }
  });
});

describe('warm-up', () => {
  const warm = (minutes: number, only = false) => ({
    WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: minutes, OnlyStartEvaluatingAfterWarmUpPeriodEnds: only },
  });

  test('holds INSUFFICIENT_DATA until the window can be filled', () => {
    const account = new WatchedAccount();
    const alarm = { ...tooManyErrors, Period: 300, EvaluationPeriods: 3, TreatMissingData: 'breaching', ...warm(60) };
    account.cloudWatch.putMetricAlarm(alarm, start);
    for (let at = 4; at < 30; at++) account.put(at * minute, 1);
    account.runTo(18 * minute);
    expect(account.describe('errors')).toMatchObject({ state: 'INSUFFICIENT_DATA', evaluationState: 'IN_WARM_UP' });
    account.runTo(25 * minute);
    expect(account.changes('errors')).toEqual([[19, 'OK']]);
    expect(account.describe('errors')).not.toHaveProperty('evaluationState');
  });

  test('is over at once where the metric is older than the alarm', () => {
    const account = new WatchedAccount();
    for (let at = -30; at < 5; at++) account.put(at * minute, 9);
    account.cloudWatch.putMetricAlarm({ ...tooManyErrors, EvaluationPeriods: 3, ...warm(60) }, start);
    account.runTo(2 * minute);
    expect(account.changes('errors')).toEqual([[1, 'ALARM']]);
  });

  test('ends when its time is over, data or none', () => {
    const account = new WatchedAccount();
    account.cloudWatch.putMetricAlarm({ ...tooManyErrors, TreatMissingData: 'breaching', ...warm(7) }, start);
    account.runTo(10 * minute);
    expect(account.changes('errors')).toEqual([[7, 'ALARM']]);
  });

  test('can be made to last its whole time', () => {
    const account = new WatchedAccount();
    account.cloudWatch.putMetricAlarm({ ...tooManyErrors, ...warm(7, true) }, start);
    account.putMinutes(Array.from({ length: 20 }, () => 9));
    account.runTo(10 * minute);
    expect(account.changes('errors')).toEqual([[7, 'ALARM']]);
  });

  test('happens once: an update does not restart it', () => {
    const account = new WatchedAccount();
    account.cloudWatch.putMetricAlarm({ ...tooManyErrors, ...warm(3, true) }, start);
    account.putMinutes(Array.from({ length: 20 }, () => 9));
    account.runTo(5 * minute);
    account.cloudWatch.putMetricAlarm({ ...tooManyErrors, Threshold: 10, ...warm(60, true) }, account.now);
    account.runTo(7 * minute);
    expect(account.changes('errors')).toEqual([
      [3, 'ALARM'],
      [6, 'OK'],
    ]);
  });
});

describe('refused', () => {
  const refusal = (properties: Record<string, unknown>): unknown => {
    try {
      new WatchedAccount().cloudWatch.putMetricAlarm({ ...tooManyErrors, ...properties }, start);
    } catch (error) {
      return error;
    }
    return undefined;
  };

  const refusals: [Record<string, unknown>, string | undefined, string | RegExp][] = [
    [{ Period: 90 }, 'Period', 'Period must be 10, 20, 30 or a multiple of 60'],
    [
      { EvaluationPeriods: 1441 },
      'EvaluationPeriods',
      'Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).',
    ],
    [
      { Period: 3600, EvaluationPeriods: 169 },
      'EvaluationPeriods',
      'Metrics cannot be checked across more than 7 days (EvaluationPeriods * Period must be <= 604800).',
    ],
    [
      { DatapointsToAlarm: 2 },
      'DatapointsToAlarm',
      'DatapointsToAlarm must be less than or equal to EvaluationPeriods',
    ],
    [{ MetricName: undefined }, 'MetricName', 'MetricName must not be null'],
    [{ Period: undefined }, 'Period', 'Period must not be null'],
    [{ Threshold: undefined }, 'Threshold', 'Threshold must not be null'],
    [{ ComparisonOperator: undefined }, 'ComparisonOperator', 'ComparisonOperator must not be null'],
    [{ EvaluationPeriods: undefined }, 'EvaluationPeriods', 'EvaluationPeriods must not be null'],
    [{ AlarmName: undefined }, 'AlarmName', 'required key [AlarmName] not found'],
    [{ Treshold: 5 }, 'Treshold', 'extraneous key [Treshold] is not permitted'],
    [{ Threshold: 'five' }, 'Threshold', /^Threshold: .*expected number/],
    [{ EvaluationPeriods: 0 }, 'EvaluationPeriods', /^EvaluationPeriods: /],
    [{ AlarmActions: Array.from({ length: 6 }, () => topic) }, 'AlarmActions', /^AlarmActions: /],
    [{ AlarmName: 'bell\u0007' }, 'AlarmName', /control characters/],
    [{ ExtendedStatistic: 'p99' }, 'Statistic', 'exactly one of Statistic and ExtendedStatistic must be given'],
    [
      { Statistic: undefined, ExtendedStatistic: 'p999' },
      'ExtendedStatistic',
      'The value p999 for parameter ExtendedStatistic is not supported.',
    ],
    [
      { EvaluateLowSampleCountPercentile: 'ignore' },
      'EvaluateLowSampleCountPercentile',
      /only be given with a percentile/,
    ],
    [
      { ThresholdMetricId: 'ad1' },
      'ThresholdMetricId',
      'GreaterThanThreshold compares with Threshold, not with ThresholdMetricId',
    ],
    [
      { ComparisonOperator: 'GreaterThanUpperThreshold' },
      'ThresholdMetricId',
      'GreaterThanUpperThreshold needs ThresholdMetricId, the id of an anomaly band',
    ],
    [{ Metrics: [] }, 'MetricName', 'MetricName should not be set if list of Metrics is set.'],
  ];

  test.each(refusals.map(([properties, property, message]) => ({ properties, property, message })))('$message', ({
    properties,
    property,
    message,
  }) => {
    const error = refusal(properties);
    expect(error).toBeInstanceOf(AlarmError);
    if (typeof message === 'string') expect((error as AlarmError).message).toBe(message);
    else expect((error as AlarmError).message).toMatch(message);
    expect((error as AlarmError).property).toBe(property);
  });

  test('numbers that CloudFormation hands over as text are numbers', () => {
    expect(refusal({ Period: '60', Threshold: '5.5', EvaluationPeriods: '1' })).toBeUndefined();
  });

  test('an alarm that does not exist', () => {
    const { cloudWatch } = new WatchedAccount();
    expect(() => cloudWatch.setAlarmState('nobody', 'OK', '', start)).toThrow('Alarm nobody does not exist');
    expect(() => cloudWatch.deleteAlarms(['nobody'], start)).toThrow('Alarm nobody does not exist');
  });
});

test('metrics are listed, and read as statistics', () => {
  const account = new WatchedAccount();
  account.putMinutes([1, undefined, 2, 3]);
  const { cloudWatch } = account;
  expect(cloudWatch.listMetrics()).toEqual([errors]);
  const read = (to: number, now: number) =>
    cloudWatch.getMetricStatistics(errors, 'Sum', 120, start, start + to * minute, start + now * minute);
  expect(read(4, 9)).toEqual([
    { timestamp: start, value: 1, sampleCount: 1 },
    { timestamp: start + 2 * minute, value: 5, sampleCount: 2 },
  ]);
  expect(read(4, 2)).toEqual([
    { timestamp: start, value: 1, sampleCount: 1 },
    { timestamp: start + 2 * minute, value: 2, sampleCount: 1 },
  ]);
  const reordered = { ...errors, dimensions: { ...errors.dimensions } };
  expect(cloudWatch.getMetricStatistics(reordered, 'p50', 60, start, start + minute, start + minute)).toHaveLength(1);
});

test('a deleted alarm is gone and no longer evaluated', () => {
  const account = new WatchedAccount();
  account.cloudWatch.putMetricAlarm(tooManyErrors, start);
  account.cloudWatch.deleteAlarms(['errors'], start);
  expect(account.cloudWatch.describeAlarms()).toEqual([]);
  expect(account.cloudWatch.nextEvaluation(start)).toBe(Number.POSITIVE_INFINITY);
});
