import { CloudWatch } from '../../lib/engine/cloudwatch';
import heartbeat from './golden/cloudwatch-alarm-heartbeat-created-before-data.json';
import lambda from './golden/cloudwatch-alarm-lambda-errors-3of3-180s.json';
import composite from './golden/cloudwatch-composite-suppressor-waitperiod.json';

const account = { region: 'us-east-1', account: '111122223333' };
const topic = 'arn:aws:sns:us-east-1:111122223333:page';
const second = 1000;
const minute = 60 * second;

function run(cloudWatch: CloudWatch, from: number, to: number): void {
  for (let at = cloudWatch.nextEvaluation(from); at <= to; at = cloudWatch.nextEvaluation(at)) cloudWatch.evaluate(at);
}

function transitions(cloudWatch: CloudWatch, name: string) {
  return cloudWatch.history(name).filter(({ type }) => type === 'StateUpdate');
}

const within = (value: number, [from = 0, to = 0]: readonly number[]) => {
  expect(value).toBeGreaterThanOrEqual(from);
  expect(value).toBeLessThanOrEqual(to);
};

describe(heartbeat.title, () => {
  const t0 = Date.parse(heartbeat.t0.utc);
  const { configuration } = heartbeat;
  const cloudWatch = new CloudWatch({ ...account, phaseOf: () => heartbeat.derived.evaluation_phase_s * second });
  cloudWatch.putMetricAlarm(
    {
      AlarmName: 'heartbeat',
      Namespace: 'custom',
      MetricName: 'SyntheticCheckSuccess',
      Statistic: configuration.statistic,
      Period: configuration.period,
      EvaluationPeriods: configuration.evaluationPeriods,
      DatapointsToAlarm: configuration.datapointsToAlarm,
      Threshold: configuration.threshold,
      ComparisonOperator: configuration.op,
      TreatMissingData: configuration.treatMissingData,
      ActionsEnabled: configuration.actionsEnabled,
      AlarmActions: [topic],
      OKActions: [topic],
    },
    t0,
  );
  cloudWatch.putCompositeAlarm({ AlarmName: 'reader', AlarmRule: 'ALARM(heartbeat)' }, t0);
  const metric = { namespace: 'custom', name: 'SyntheticCheckSuccess', dimensions: {} };
  for (const [time, value] of heartbeat.inputs.datapoints_utc) {
    const timestamp = Date.parse(`2026-09-29T${time}Z`);
    if (!Number.isNaN(timestamp)) cloudWatch.putMetricData(metric, { timestamp, value: Number(value) });
  }
  run(cloudWatch, t0, t0 + 45 * minute);
  const [alarm, ok] = transitions(cloudWatch, 'heartbeat');

  test('it is ALARM at its first evaluation, over periods before its creation', () => {
    expect(alarm?.state).toBe('ALARM');
    within(((alarm?.at ?? 0) - t0) / second, heartbeat.tolerances.creation_to_first_evaluation_s);
    expect(((alarm?.at ?? 0) - t0) / second).toBeCloseTo(heartbeat.durations.creation_to_alarm_s, 2);
    expect(alarm?.reason).toBe(
      'Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [Breaching].',
    );
    expect(alarm?.reasonData).toMatchObject({
      evaluatedDatapoints: [
        { timestamp: '2026-09-29T00:11:00.000+0000' },
        { timestamp: '2026-09-28T23:56:00.000+0000' },
      ],
    });
  });

  test('one good datapoint and one missing one make it OK, in the minute of the first datapoint', () => {
    expect(ok?.state).toBe('OK');
    expect(new Date(ok?.at ?? 0).toISOString()).toBe('2026-09-29T00:50:28.954Z');
    expect(ok?.reason).toBe(
      'Threshold Crossed: 1 out of the last 2 datapoints [1.0 (29/09/26 00:35:00)] was not less than the threshold (1.0) and 1 missing datapoint was treated as [Breaching] (minimum 1 datapoint for ALARM -> OK transition).',
    );
    expect(transitions(cloudWatch, 'heartbeat')).toHaveLength(2);
  });

  test('disabled actions do not run, and whoever reads the state sees it', () => {
    expect(cloudWatch.history('heartbeat').filter(({ type }) => type === 'Action')).toHaveLength(
      heartbeat.final.action_items,
    );
    expect(transitions(cloudWatch, 'reader').map(({ state }) => state)).toEqual(['OK', 'ALARM', 'OK']);
  });
});

describe(lambda.title, () => {
  const { configuration } = lambda;
  const t0 = Date.parse(lambda.t0.utc);
  const phase = lambda.derived.evaluation_phase_s * second;
  /** Inside what the run shows: more than 68 s for the first success, at most 167 s for the third failure. */
  const publishDelay = 90 * second;
  const cloudWatch = new CloudWatch({ ...account, phaseOf: () => phase });
  const metric = { namespace: configuration.namespace, name: 'Errors', dimensions: { FunctionName: 'f' } };
  const at = (time: string) => Date.parse(`2026-08-19T${time}Z`);
  const put = (timestamp: number, value: number) =>
    cloudWatch.putMetricData(metric, { timestamp, value, unit: 'Count' }, timestamp + publishDelay);
  const { success_utc, failures_utc, recovery_success_utc } = lambda.inputs;
  for (const time of [...success_utc, ...recovery_success_utc]) put(at(time), 0);
  for (const time of failures_utc) put(at(time), 1);
  // The outage went on: an invocation every 180 s, until the recovery.
  for (let time = at('03:01:45'); time < at('03:50:00'); time += 180 * second) put(time, 1);
  cloudWatch.putMetricAlarm(
    {
      AlarmName: 'errors',
      Namespace: configuration.namespace,
      MetricName: 'Errors',
      Dimensions: [{ Name: 'FunctionName', Value: 'f' }],
      Statistic: 'Sum',
      Period: configuration.period,
      EvaluationPeriods: configuration.evaluationPeriods,
      Threshold: configuration.threshold,
      ComparisonOperator: configuration.op,
      TreatMissingData: configuration.treatMissingData,
    },
    t0 - 30 * minute,
  );
  cloudWatch.setAlarmState('errors', 'OK', 'the start', t0 - 30 * minute);
  run(cloudWatch, t0 - 30 * minute, at('03:58:00'));
  const [, alarm, ok] = transitions(cloudWatch, 'errors');

  test('it is ALARM at 02:56:32, over three windows of 180 s that end at the minute', () => {
    expect(alarm?.state).toBe('ALARM');
    within(((alarm?.at ?? 0) - t0) / second, lambda.tolerances.first_failure_to_alarm_s);
    const values = lambda.final.alarm_reason_datapoints.map(([start, value]) => `${value}.0 (19/08/26 ${start})`);
    expect(alarm?.reason).toBe(
      `Threshold Crossed: 3 datapoints [${values.join(', ')}] were greater than the threshold (0.0).`,
    );
  });

  test('the newest window was still incomplete: two of its three failures had not arrived', () => {
    expect(cloudWatch.alarmWindow('errors', at('02:56:33'))?.slots[0]).toMatchObject({ value: 1, breaching: true });
    const complete = cloudWatch.getMetricStatistics(metric, 'Sum', 60, at('02:53:00'), at('02:56:00'), at('03:10:00'));
    expect(complete.reduce((sum, { value }) => sum + value, 0)).toBe(3);
  });

  test('a minute before, it was OK', () => {
    const before = cloudWatch.alarmWindow('errors', at('02:55:33'));
    expect(before?.state).toBe('OK');
    expect(before?.slots.slice(0, 3).map(({ value }) => value)).toEqual([3, 2, 0]);
  });

  test('it is OK again at the same phase', () => {
    expect(ok?.state).toBe('OK');
    const recorded = lambda.timeline.find(({ status }) => status === 'OK')?.t_offset_s ?? 0;
    expect(Math.abs((ok?.at ?? 0) - t0 - recorded * second)).toBeLessThanOrEqual(lambda.tolerances.phase_jitter_ms);
    expect((ok?.at ?? 0) % minute).toBe((alarm?.at ?? 0) % minute);
  });
});

describe(composite.title, () => {
  const t0 = Date.parse(composite.t0.utc);
  const cloudWatch = new CloudWatch(account);
  const metric = (AlarmName: string) => ({
    AlarmName,
    Namespace: 'SLO',
    MetricName: AlarmName,
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
    OKActions: [topic],
  });
  for (const name of ['burn', 'maintenance']) cloudWatch.putMetricAlarm(metric(name), t0);
  const suppressor = {
    ActionsSuppressor: 'maintenance',
    ActionsSuppressorWaitPeriod: 300,
    ActionsSuppressorExtensionPeriod: 60,
  };
  cloudWatch.putCompositeAlarm({ AlarmName: 'fast', AlarmRule: 'ALARM(burn)', OKActions: [topic] }, t0);
  cloudWatch.putCompositeAlarm({ AlarmName: 'slow', AlarmRule: 'ALARM(burn)', OKActions: [topic], ...suppressor }, t0);
  run(cloudWatch, t0, t0 + 2 * minute);
  const during = cloudWatch.describeAlarms({ names: ['slow'] })[0];
  run(cloudWatch, t0 + 2 * minute, t0 + 10 * minute);
  const actions = (name: string) => cloudWatch.history(name).filter(({ type }) => type === 'Action');

  test('a new composite alarm goes from INSUFFICIENT_DATA to OK and notifies', () => {
    expect(transitions(cloudWatch, 'fast')[0]).toMatchObject({ previous: 'INSUFFICIENT_DATA', state: 'OK', at: t0 });
    expect(actions('fast')).toMatchObject([{ at: t0, state: 'OK', actionArn: topic }]);
  });

  test('with a suppressor that is not in ALARM its action runs when the wait period has passed', () => {
    expect(during).toMatchObject({ state: 'OK', actionsSuppressedBy: 'WaitPeriod' });
    const [held, executed] = actions('slow');
    expect(held).toMatchObject({
      at: t0,
      reason: 'Actions suppressed by WaitPeriod',
      actionsSuppressedBy: 'WaitPeriod',
    });
    expect(executed).toMatchObject({ state: 'OK', actionArn: topic });
    within(((executed?.at ?? 0) - t0) / second, composite.tolerances.suppression_s);
    expect(actions('slow')).toHaveLength(2);
  });
});
