import { AlarmError } from '../../../lib/engine/cloudwatch';
import { minute, second, start, tooManyErrors, topic, WatchedAccount } from './watched-account';

const arn = (name: string) => `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`;

/** Metric alarms without data, whose states the test sets. */
function accountWith(...names: string[]): WatchedAccount {
  const account = new WatchedAccount();
  for (const AlarmName of names) {
    account.cloudWatch.putMetricAlarm({ ...tooManyErrors, AlarmName, TreatMissingData: 'ignore' }, start);
  }
  return account;
}

const composite = (AlarmRule: string, more: Record<string, unknown> = {}) => ({
  AlarmName: 'both',
  AlarmRule,
  ...more,
});

test('it is evaluated at birth, and is never INSUFFICIENT_DATA again', () => {
  const account = accountWith('a', 'b');
  account.cloudWatch.putCompositeAlarm(composite('ALARM(a) OR ALARM(b)', { OKActions: [topic] }), start);
  expect(account.describe('both')).toMatchObject({
    type: 'CompositeAlarm',
    state: 'OK',
    stateReason: `${arn('both')} was created and its alarm rule evaluates to OK`,
  });
  expect(account.actions('both')).toEqual([[0, 'OK']]);
  account.cloudWatch.setAlarmState('a', 'ALARM', '', start + minute);
  account.cloudWatch.setAlarmState('a', 'INSUFFICIENT_DATA', '', start + 2 * minute);
  expect(account.changes('both')).toEqual([
    [0, 'OK'],
    [1, 'ALARM'],
    [2, 'OK'],
  ]);
});

test('a child that changes is its reason, the children that make the rule hold its data', () => {
  const account = accountWith('a', 'b', 'maintenance');
  const rule = '(ALARM(a) OR ALARM(b)) AND NOT ALARM(maintenance)';
  account.cloudWatch.putCompositeAlarm(composite(rule), start);
  account.cloudWatch.setAlarmState('b', 'ALARM', '', Date.UTC(2026, 0, 2, 15, 57, 45));
  expect(account.describe('both')).toMatchObject({
    state: 'ALARM',
    stateReason: `${arn('b')} transitioned to ALARM at Friday 02 January, 2026 15:57:45 UTC`,
    stateReasonData: {
      triggeringAlarms: [{ arn: arn('b'), state: { value: 'ALARM', timestamp: '2026-01-02T15:57:45.000+0000' } }],
    },
  });
  account.cloudWatch.setAlarmState('maintenance', 'ALARM', '', Date.UTC(2026, 0, 2, 16));
  expect(account.describe('both')).toMatchObject({
    state: 'OK',
    stateReason: `${arn('maintenance')} transitioned to ALARM at Friday 02 January, 2026 16:00:00 UTC`,
  });
});

test('children are referred to by name or by ARN', () => {
  const account = accountWith('a', 'b c');
  account.cloudWatch.putCompositeAlarm(composite(`ALARM(${arn('a')}) AND ALARM("${arn('b c')}")`), start);
  account.cloudWatch.setAlarmState('a', 'ALARM', '', start);
  account.cloudWatch.setAlarmState('b c', 'ALARM', '', start);
  expect(account.state('both')).toBe('ALARM');
});

test('composites of composites follow in the order in which they depend on each other', () => {
  const account = accountWith('a');
  account.cloudWatch.putCompositeAlarm({ AlarmName: 'one', AlarmRule: 'ALARM(a)' }, start);
  account.cloudWatch.putCompositeAlarm({ AlarmName: 'two', AlarmRule: 'ALARM(one) AND ALARM(a)' }, start);
  account.cloudWatch.putCompositeAlarm(
    { AlarmName: 'three', AlarmRule: 'ALARM(a) AND ALARM(two) AND ALARM(one)' },
    start,
  );
  account.cloudWatch.setAlarmState('a', 'ALARM', '', start + minute);
  const names = account.cloudWatch.history().filter(({ at, type }) => at > start && type === 'StateUpdate');
  expect(names.map(({ alarm, state }) => [alarm, state])).toEqual([
    ['a', 'ALARM'],
    ['one', 'ALARM'],
    ['two', 'ALARM'],
    ['three', 'ALARM'],
  ]);
});

test('children that change in one evaluation change their composite once', () => {
  const account = new WatchedAccount();
  account.cloudWatch.putMetricAlarm(tooManyErrors, start);
  account.cloudWatch.putMetricAlarm({ ...tooManyErrors, AlarmName: 'more', Threshold: 7 }, start);
  account.cloudWatch.putCompositeAlarm(composite('ALARM(errors) AND NOT ALARM(more)'), start);
  account.putMinutes([0, 9, 6]);
  account.runTo(3 * minute);
  expect(account.changes('both')).toEqual([
    [0, 'OK'],
    [3, 'ALARM'],
  ]);
});

test('it is not evaluated on a timer: a state set by hand lasts until a child changes', () => {
  const account = accountWith('a');
  account.cloudWatch.putCompositeAlarm(composite('ALARM(a)'), start);
  account.cloudWatch.setAlarmState('both', 'ALARM', 'a drill', start);
  account.runTo(10 * minute);
  expect(account.describe('both')).toMatchObject({ state: 'ALARM', stateReason: 'a drill' });
  account.cloudWatch.setAlarmState('a', 'OK', '', account.now);
  expect(account.state('both')).toBe('OK');
});

test('an update evaluates it, and keeps its state where the new rule gives the same', () => {
  const account = accountWith('a', 'b');
  account.cloudWatch.putCompositeAlarm(composite('ALARM(a)'), start);
  account.cloudWatch.putCompositeAlarm(composite('ALARM(b)'), start + minute);
  expect(account.changes('both')).toEqual([[0, 'OK']]);
  account.cloudWatch.putCompositeAlarm(composite('NOT ALARM(b)'), start + 2 * minute);
  expect(account.describe('both')).toMatchObject({
    state: 'ALARM',
    stateReason: `${arn('both')} was updated and its new alarm rule evaluates to ALARM`,
  });
  account.cloudWatch.setAlarmState('a', 'ALARM', '', start + 3 * minute);
  expect(account.state('both')).toBe('ALARM');
});

describe('a cycle', () => {
  const cycle = () => {
    const account = accountWith('a');
    const { cloudWatch } = account;
    cloudWatch.putCompositeAlarm({ AlarmName: 'one', AlarmRule: 'ALARM(a)' }, start);
    cloudWatch.putCompositeAlarm({ AlarmName: 'two', AlarmRule: 'ALARM(one)' }, start);
    cloudWatch.putCompositeAlarm({ AlarmName: 'outside', AlarmRule: 'ALARM(two) OR ALARM(a)' }, start);
    cloudWatch.putCompositeAlarm({ AlarmName: 'one', AlarmRule: 'ALARM(a) OR ALARM(two)' }, start);
    return account;
  };

  test('stops the evaluation of its members, not of what only depends on them', () => {
    const account = cycle();
    account.cloudWatch.setAlarmState('a', 'ALARM', '', start + minute);
    expect(['one', 'two', 'outside'].map((name) => account.state(name))).toEqual(['OK', 'OK', 'ALARM']);
  });

  test('cannot be deleted; a rule of FALSE breaks it', () => {
    const { cloudWatch } = cycle();
    expect(() => cloudWatch.deleteAlarms(['one'], start)).toThrow(
      'Cannot delete one as there are composite alarm(s) depending on it.',
    );
    cloudWatch.putCompositeAlarm({ AlarmName: 'one', AlarmRule: 'false' }, start);
    cloudWatch.setAlarmState('a', 'ALARM', '', start + minute);
    expect(cloudWatch.describeAlarms({ names: ['two'] })[0]?.state).toBe('OK');
    for (const name of ['outside', 'two', 'one']) cloudWatch.deleteAlarms([name], start);
    expect(cloudWatch.describeAlarms({ types: ['CompositeAlarm'] })).toEqual([]);
  });
});

describe('refused', () => {
  test.each([
    [
      'ALARM(x) OR ALARM(a) OR ALARM(y)',
      'Could not save the composite alarm as alarms [x, y] in the alarm rule do not exist',
      6,
    ],
    ['ALARM(both)', 'A composite alarm cannot have a child relation with itself via its AlarmRule', undefined],
    [
      `ALARM(${arn('both')})`,
      'A composite alarm cannot have a child relation with itself via its AlarmRule',
      undefined,
    ],
    ['ALARM(a', "Error in AlarmRule [Unsupported token '' at char 7, must be: ')']", 7],
    [' ALARM(a)', 'AlarmRule must not contain leading or trailing whitespace or be null', 0],
    [
      `ALARM(a) OR ${'('.repeat(300)}ALARM(a)${')'.repeat(300)}`,
      'AlarmRule has 602 elements; at most 500 are allowed',
      undefined,
    ],
    ['ALARM(arn:aws:cloudwatch:us-east-1:111122223333:alarm:a)', /do not exist/, 6],
  ])('%s', (rule, message, offset) => {
    const account = accountWith('a');
    const put = () => account.cloudWatch.putCompositeAlarm(composite(rule), start);
    expect(put).toThrow(message);
    expect(put).toThrow(expect.objectContaining({ property: 'AlarmRule', offset }));
    expect(put).toThrow(AlarmError);
  });

  test('a suppressor that does not exist', () => {
    const periods = { ActionsSuppressorWaitPeriod: 60, ActionsSuppressorExtensionPeriod: 60 };
    const account = accountWith('a');
    expect(() =>
      account.cloudWatch.putCompositeAlarm(composite('ALARM(a)', { ActionsSuppressor: 'x', ...periods }), start),
    ).toThrow('Could not save the composite alarm as the actions suppressor alarm [x] does not exist');
  });

  test('a name that an alarm of the other type has', () => {
    const account = accountWith('a', 'b');
    expect(() => account.cloudWatch.putCompositeAlarm({ AlarmName: 'a', AlarmRule: 'ALARM(b)' }, start)).toThrow(
      AlarmError,
    );
    account.cloudWatch.putCompositeAlarm(composite('ALARM(a)'), start);
    expect(() => account.cloudWatch.putMetricAlarm({ ...tooManyErrors, AlarmName: 'both' }, start)).toThrow(AlarmError);
  });

  test('deleting a child, a suppressor, or two composites in one call', () => {
    const account = accountWith('a', 's');
    const suppressor = {
      ActionsSuppressor: 's',
      ActionsSuppressorWaitPeriod: 60,
      ActionsSuppressorExtensionPeriod: 60,
    };
    account.cloudWatch.putCompositeAlarm(composite('ALARM(a)', suppressor), start);
    account.cloudWatch.putCompositeAlarm({ AlarmName: 'other', AlarmRule: 'ALARM(a)' }, start);
    for (const name of ['a', 's']) {
      expect(() => account.cloudWatch.deleteAlarms([name], start)).toThrow(`Cannot delete ${name} as there are`);
    }
    expect(() => account.cloudWatch.deleteAlarms(['both', 'other'], start)).toThrow('At most one composite alarm');
    expect(account.cloudWatch.describeAlarms()).toHaveLength(4);
  });
});

describe('an actions suppressor', () => {
  const suppressed = (wait: number, extension: number) => {
    const account = accountWith('a', 's', 't');
    const suppressor = {
      ActionsSuppressor: arn('s'),
      ActionsSuppressorWaitPeriod: wait,
      ActionsSuppressorExtensionPeriod: extension,
    };
    for (const name of ['a', 's', 't']) account.cloudWatch.setAlarmState(name, 'OK', '', start);
    account.cloudWatch.putCompositeAlarm(composite('ALARM(a)', { AlarmActions: [topic], ...suppressor }), start);
    account.runTo(5 * minute);
    const set = (name: string, state: 'OK' | 'ALARM') => account.cloudWatch.setAlarmState(name, state, '', account.now);
    return { account, set, suppressor };
  };

  test('shows by what actions are held back, and runs them when that is over', () => {
    const { account, set } = suppressed(90, 60);
    set('a', 'ALARM');
    expect(account.describe('both')).toMatchObject({
      state: 'ALARM',
      actionsSuppressedBy: 'WaitPeriod',
      actionsSuppressedReason: 'Actions suppressed by WaitPeriod',
    });
    account.runTo(6 * minute + 29 * second);
    expect(account.actions('both')).toEqual([]);
    account.runTo(8 * minute);
    expect(account.actions('both')).toEqual([[6.5, 'ALARM']]);
    expect(account.describe('both')).not.toHaveProperty('actionsSuppressedBy');
  });

  test('lets actions run in their order where the state is set by hand', () => {
    const { account, set } = suppressed(60, 60);
    set('a', 'ALARM');
    account.cloudWatch.setAlarmState('a', 'OK', '', start + 10 * minute);
    expect(account.actions('both')).toEqual([[6, 'ALARM']]);
  });

  test('that is in ALARM already leaves no wait', () => {
    const { account, set } = suppressed(60, 120);
    set('s', 'ALARM');
    set('a', 'ALARM');
    expect(account.describe('both')?.actionsSuppressedBy).toBe('Alarm');
    account.runTo(20 * minute);
    expect(account.actions('both')).toEqual([]);
    set('s', 'OK');
    expect(account.describe('both')?.actionsSuppressedBy).toBe('ExtensionPeriod');
    account.runTo(30 * minute);
    expect(account.actions('both')).toEqual([[22, 'ALARM']]);
  });

  test('without periods does not hold anything back unless it is in ALARM', () => {
    const { account, set } = suppressed(0, 0);
    set('a', 'ALARM');
    expect(account.actions('both')).toEqual([[5, 'ALARM']]);
  });

  test('is told apart from what it suppresses: the state changes, and whoever reads it sees that', () => {
    const { account, set } = suppressed(60, 60);
    set('s', 'ALARM');
    set('a', 'ALARM');
    expect(account.state('both')).toBe('ALARM');
  });

  test('that is replaced takes an active period with it', () => {
    const { account, set, suppressor } = suppressed(60, 60);
    set('a', 'ALARM');
    const other = { ...suppressor, ActionsSuppressor: 't' };
    account.cloudWatch.putCompositeAlarm(composite('ALARM(a)', { AlarmActions: [topic], ...other }), account.now);
    expect(account.describe('both')).not.toHaveProperty('actionsSuppressedBy');
    account.runTo(20 * minute);
    expect(account.actions('both')).toEqual([]);
  });
});

describe('limits', () => {
  test('an alarm is in at most 150 composite alarms', () => {
    const account = accountWith('a');
    const put = (index: number) =>
      account.cloudWatch.putCompositeAlarm({ AlarmName: `c${index}`, AlarmRule: 'ALARM(a)' }, start);
    for (let index = 0; index < 150; index++) put(index);
    expect(() => put(0)).not.toThrow();
    expect(() => put(150)).toThrow('Alarm a is in 150 composite alarms already: no more are allowed');
  });

  test.each([
    'arn:aws:automate:eu-west-1:ec2:stop',
    'arn:aws:autoscaling:eu-west-1:111122223333:scalingPolicy:p',
  ])('a composite alarm has no action %s', (action) => {
    const account = accountWith('a');
    const properties = composite('ALARM(a)', { OKActions: [topic, action] });
    expect(() => account.cloudWatch.putCompositeAlarm(properties, start)).toThrow(
      expect.objectContaining({ property: 'OKActions[1]' }),
    );
  });
});
