import { join } from 'node:path';
import { alarmTestsFrom, prepareTest, runTest, type TestOutcome } from '../../lib/alarm-tests';
import { readAlarmTests } from '../../lib/alarm-tests/read-alarm-tests';

interface Given {
  readonly [setting: string]: unknown;
  readonly expect: readonly object[];
}

/** Runs one test over these resources. */
function run(resources: object, test: Given): TestOutcome {
  const [read] = alarmTestsFrom({ resources, tests: [test] });
  if (read === undefined) throw new Error('No test');
  return runTest(prepareTest(read));
}

/** The sentences of what does not hold. */
const problems = ({ expectations }: TestOutcome) => expectations.flatMap((each) => each.problems);

function metricAlarm(properties: object = {}): object {
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      Namespace: 'S',
      MetricName: 'M',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      ...properties,
    },
  };
}

const m = (values: unknown, name = 'M') => ({ metric: { namespace: 'S', name }, values });

describe('time', () => {
  it('is at 3m when the third value has just become complete', () => {
    const outcome = run(
      { A: metricAlarm() },
      {
        series: [m('0 0 5 0')],
        expect: [
          { at: '0m', alarm: 'A', state: 'INSUFFICIENT_DATA', reason: '/Initial alarm creation/' },
          { at: '1m', alarm: 'A', state: 'OK' },
          { at: '2m59s', alarm: 'A', state: 'OK' },
          { at: '3m', alarm: 'A', state: 'ALARM', reason: '/00:02:00/' },
          { at: '3m59s', alarm: 'A', state: 'ALARM' },
          { at: '4m', alarm: 'A', state: 'OK' },
        ],
      },
    );
    expect(problems(outcome)).toEqual([]);
  });

  it('adds the publish delay: the newest period is then incomplete', () => {
    const outcome = run(
      { A: metricAlarm() },
      {
        series: [m('0 0 5 0 0 0')],
        publishDelay: '90s',
        expect: [
          { at: '4m', alarm: 'A', state: 'OK' },
          { at: '5m', alarm: 'A', state: 'ALARM' },
          { at: '6m', alarm: 'A', state: 'OK' },
        ],
      },
    );
    expect(problems(outcome)).toEqual([]);
  });

  it('evaluates at the phase, over periods that ended at the full minute', () => {
    const outcome = run(
      { A: metricAlarm() },
      {
        series: [m('0 0 5 0')],
        phase: '32s',
        expect: [
          { at: '3m', alarm: 'A', state: 'OK' },
          { at: '3m31s', alarm: 'A', state: 'OK' },
          { at: '3m32s', alarm: 'A', state: 'ALARM' },
          { at: '4m32s', alarm: 'A', state: 'OK' },
        ],
      },
    );
    expect(problems(outcome)).toEqual([]);
  });

  it('evaluates alarms of high resolution every ten seconds', () => {
    const outcome = run(
      { A: metricAlarm({ Period: 10, EvaluationPeriods: 2 }) },
      {
        interval: 10,
        series: [m('0 5 5 0')],
        expect: [
          { at: '20s', alarm: 'A', state: 'OK' },
          { at: '30s', alarm: 'A', state: 'ALARM' },
          { at: '40s', alarm: 'A', state: 'OK' },
        ],
      },
    );
    expect(problems(outcome)).toEqual([]);
  });

  it('slides windows of five minutes with each minute', () => {
    const outcome = run(
      { A: metricAlarm({ Period: 300, Threshold: 9 }) },
      {
        series: [m('0x3 5 5 0x9')],
        expect: [
          { at: '5m', alarm: 'A', state: 'OK' },
          { at: '6m', alarm: 'A', state: 'ALARM' },
          { at: '9m', alarm: 'A', state: 'ALARM' },
          { at: '10m', alarm: 'A', state: 'OK' },
        ],
      },
    );
    expect(problems(outcome)).toEqual([]);
  });

  it('takes a value of five minutes when the five minutes are over', () => {
    const outcome = run(
      { A: metricAlarm({ Period: 300, EvaluationPeriods: 2 }) },
      {
        interval: 300,
        series: [m('5 5 0')],
        expect: [
          { at: '5m', alarm: 'A', state: 'OK' },
          { at: '9m', alarm: 'A', state: 'OK' },
          { at: '10m', alarm: 'A', state: 'ALARM' },
          { at: '14m', alarm: 'A', state: 'ALARM' },
          { at: '15m', alarm: 'A', state: 'OK' },
        ],
      },
    );
    expect(problems(outcome)).toEqual([]);
  });

  it('looks further back with the long range', () => {
    const silence = {
      series: [m('5 _x9')],
      expect: [{ at: '4m', alarm: 'A', state: 'ALARM' }],
    };
    const short = run({ A: metricAlarm() }, silence);
    expect(problems(short)).toEqual(['expected ALARM, but it is INSUFFICIENT_DATA']);
    expect(short.expectations[0]?.window?.map(({ from }) => from)).toEqual(['1m', '2m', '3m']);
    const long = run({ A: metricAlarm() }, { ...silence, evaluationRange: 'long' });
    expect(problems(long)).toEqual([]);
  });

  it('starts when it is told to: time functions see that time', () => {
    const night = metricAlarm({
      ...{ Namespace: undefined, MetricName: undefined, Statistic: undefined, Period: undefined },
      Metrics: [
        { Id: 'e', Expression: 'IF(HOUR(m) >= 22, m)' },
        {
          Id: 'm',
          ReturnData: false,
          MetricStat: { Metric: { Namespace: 'S', MetricName: 'M' }, Period: 60, Stat: 'Sum' },
        },
      ],
      TreatMissingData: 'notBreaching',
    });
    const test = { series: [m('5x5')], expect: [{ at: '3m', alarm: 'A', state: 'ALARM' }] };
    expect(problems(run({ A: night }, { ...test, start: '2026-03-01T22:00:00Z' }))).toEqual([]);
    expect(problems(run({ A: night }, { ...test, start: '2026-03-01T09:00:00Z' }))).toEqual([
      'expected ALARM, but it is OK',
    ]);
  });
});

describe('values', () => {
  it('are one sample each, several, or a statistic set', () => {
    const outcome = run(
      {
        Count: metricAlarm({ Statistic: 'SampleCount', Threshold: 2 }),
        Average: metricAlarm({ Statistic: 'Average', Threshold: 11.5, ComparisonOperator: 'LessThanThreshold' }),
        Maximum: metricAlarm({ Statistic: 'Maximum', Threshold: 19 }),
        P90: metricAlarm({ Statistic: undefined, ExtendedStatistic: 'p90', Threshold: 800 }),
      },
      {
        series: [m([2, [10, 12, 900], { n: 4, sum: 44, min: 2, max: 20 }, null])],
        expect: [
          { at: '1m', alarm: 'Count', state: 'OK' },
          { at: '2m', alarm: 'Count', state: 'ALARM' },
          { at: '2m', alarm: 'P90', state: 'ALARM' },
          { at: '3m', alarm: 'Average', state: 'ALARM', reason: '/11\\.0/' },
          { at: '3m', alarm: 'Maximum', state: 'ALARM' },
          { at: '3m', alarm: 'Count', state: 'ALARM' },
        ],
      },
    );
    expect(problems(outcome)).toEqual([]);
  });

  it('are compared with anomaly bands that the test gives', () => {
    const banded = {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        Metrics: [
          { Id: 'm', MetricStat: { Metric: { Namespace: 'S', MetricName: 'M' }, Period: 60, Stat: 'Average' } },
          { Id: 'band', Expression: 'ANOMALY_DETECTION_BAND(m, 2)' },
        ],
        ThresholdMetricId: 'band',
        EvaluationPeriods: 1,
        ComparisonOperator: 'GreaterThanUpperThreshold',
      },
    };
    const outcome = run(
      { A: banded },
      {
        series: [m('10 10 10 10')],
        bands: [
          { alarm: 'A', lower: 0, upper: 20 },
          { alarm: 'A', from: '2m', lower: 0, upper: 9 },
        ],
        expect: [
          { at: '2m', alarm: 'A', state: 'OK' },
          { at: '3m', alarm: 'A', state: 'ALARM', reason: '/upper thresholds .9\\.0/' },
        ],
      },
    );
    expect(problems(outcome)).toEqual([]);
  });

  it('that no alarm reads are named', () => {
    const outcome = run(
      { A: metricAlarm({ Dimensions: [{ Name: 'Stage', Value: 'prod' }], TreatMissingData: 'notBreaching' }) },
      { series: [m('5x5')], expect: [{ at: '3m', alarm: 'A', state: 'OK' }] },
    );
    expect(outcome.ok).toBe(true);
    expect(outcome.unread.map(({ metric }) => metric)).toEqual(['S M']);
  });
});

describe('states', () => {
  const composite = { Type: 'AWS::CloudWatch::CompositeAlarm', Properties: { AlarmRule: 'ALARM(A) OR ALARM(B)' } };

  it('are initial until the first evaluation, of composite alarms too', () => {
    const outcome = run(
      { A: metricAlarm({ TreatMissingData: 'ignore' }), B: metricAlarm({ MetricName: 'Other' }), C: composite },
      {
        initial: { A: 'ALARM', C: 'ALARM' },
        series: [m('_x2 0')],
        expect: [
          { at: '0m', alarm: 'A', state: 'ALARM' },
          { at: '0m', alarm: 'C', state: 'ALARM' },
          { at: '2m', alarm: 'A', state: 'ALARM' },
          { at: '2m', alarm: 'C', state: 'ALARM' },
          { at: '4m', alarm: 'A', state: 'OK' },
          { at: '4m', alarm: 'C', state: 'OK', reason: '/A transitioned to OK/' },
        ],
      },
    );
    expect(problems(outcome)).toEqual([]);
  });

  it('that are set stay where no series reaches the alarm, and pass where one does', () => {
    const outcome = run(
      { A: metricAlarm(), B: metricAlarm({ MetricName: 'Other', TreatMissingData: 'notBreaching' }), C: composite },
      {
        series: [m('0x9')],
        set: [
          { at: '2m', alarm: 'A', state: 'ALARM' },
          { at: '4m', alarm: 'B', state: 'ALARM' },
          { at: '7m', alarm: 'B', state: 'OK' },
        ],
        expect: [
          { at: '2m', alarm: 'A', state: 'ALARM', reason: '/Set by the test/' },
          { at: '2m', alarm: 'C', state: 'ALARM' },
          { at: '3m', alarm: 'A', state: 'OK' },
          { at: '3m', alarm: 'C', state: 'OK' },
          { at: '6m', alarm: 'B', state: 'ALARM' },
          { at: '6m', alarm: 'C', state: 'ALARM' },
          { at: '7m', alarm: 'C', state: 'OK' },
        ],
      },
    );
    expect(problems(outcome)).toEqual([]);
  });
});

it('lets alarms stand in that watch what cannot be computed from series, and says so', () => {
  const insights = {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      Metrics: [{ Id: 'q', Expression: 'SELECT AVG(CPUUtilization) FROM "AWS/EC2"', Period: 60 }],
      EvaluationPeriods: 1,
      Threshold: 80,
      ComparisonOperator: 'GreaterThanThreshold',
    },
  };
  const promql = {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: { EvaluationCriteria: { PromQLCriteria: { Query: 'up' } } },
  };
  const either = { Type: 'AWS::CloudWatch::CompositeAlarm', Properties: { AlarmRule: 'ALARM(Busy) OR ALARM(Down)' } };
  const outcome = run(
    { Busy: insights, Down: promql, Either: either },
    {
      set: [{ at: '2m', alarm: 'Busy', state: 'ALARM' }],
      expect: [
        { at: '1m', alarm: 'Either', state: 'OK' },
        { at: '3m', alarm: 'Either', state: 'ALARM' },
      ],
    },
  );
  expect(problems(outcome)).toEqual([]);
  expect(outcome.unknown).toEqual(['Down watches a PromQL query']);
});

describe('actions', () => {
  const topic = 'arn:aws:sns:us-east-1:123456789012:on-call';

  it('are those of the present state, carried out by then', () => {
    const outcome = run(
      { A: metricAlarm({ AlarmActions: [topic] }) },
      {
        series: [m('0 5 5 0')],
        expect: [
          { at: '1m', alarm: 'A', actions: false },
          { at: '2m', alarm: 'A', actions: true },
          { at: '3m', alarm: 'A', actions: true },
          { at: '4m', alarm: 'A', actions: false },
        ],
      },
    );
    expect(problems(outcome)).toEqual([]);
    expect(outcome.expectations[1]?.got.actions).toEqual([topic]);
  });

  it('are missed in a sentence that says why', () => {
    const expectation = { at: '1m', state: 'ALARM', actions: true };
    const outcome = run(
      {
        Silent: metricAlarm(),
        Disabled: metricAlarm({ AlarmActions: [topic], ActionsEnabled: false }),
        Muted: metricAlarm({ AlarmName: 'muted', AlarmActions: [topic] }),
        Mute: {
          Type: 'AWS::CloudWatch::AlarmMuteRule',
          Properties: {
            Name: 'maintenance',
            MuteTargets: { AlarmNames: ['muted'] },
            Rule: { Schedule: { Expression: 'cron(0 0 * * *)', Duration: 'PT1H' } },
          },
        },
      },
      { series: [m('5')], expect: ['Silent', 'Disabled', 'Muted'].map((alarm) => ({ ...expectation, alarm })) },
    );
    expect(problems(outcome)).toEqual([
      'expected actions, but it has no AlarmActions: nobody is told of ALARM',
      'expected actions, but ActionsEnabled is false',
      'expected actions, but AlarmMuteRule held them back',
    ]);
  });
});

describe('a failing expectation', () => {
  it('shows the window datapoint by datapoint, and why', () => {
    const outcome = run(
      { A: metricAlarm({ EvaluationPeriods: 3, DatapointsToAlarm: 2, Threshold: 1 }) },
      { series: [m('0 _ 5 _')], expect: [{ at: '4m', alarm: 'A', state: 'ALARM' }] },
    );
    expect(outcome.expectations[0]).toMatchObject({
      problems: ['expected ALARM, but it is OK'],
      why: [
        expect.stringMatching(/^OK since 1m: Threshold Crossed/),
        'OK: 1 of 3 datapoints is greater than 1 [5]; 2 are needed. 1 more is missing and counts as neither.',
      ],
      window: [
        { from: '-1m', to: '0m', value: null, evaluated: false },
        { from: '0m', to: '1m', value: 0, breaching: false, evaluated: true },
        { from: '1m', to: '2m', value: null },
        { from: '2m', to: '3m', value: 5, breaching: true, evaluated: true },
        { from: '3m', to: '4m', value: null, filled: true },
      ],
    });
  });

  it('shows the rule of a composite alarm as a tree, with the states of its alarms', () => {
    const outcome = run(
      {
        A: metricAlarm(),
        B: metricAlarm({ MetricName: 'Other' }),
        C: {
          Type: 'AWS::CloudWatch::CompositeAlarm',
          Properties: { AlarmRule: 'ALARM(A) AND (NOT OK(B) OR AT_LEAST(2, NOT ALARM, (A, B)))' },
        },
      },
      { series: [m('0'), m('0', 'Other')], expect: [{ at: '1m', alarm: 'C', state: 'ALARM' }] },
    );
    expect(outcome.expectations[0]?.why.slice(1)).toEqual([
      'OK: the rule does not hold.',
      '  ✗ all of',
      '    ✗ A is ALARM (it is OK)',
      '    ✓ any of',
      '      ✗ not',
      '        ✓ B is OK (it is OK)',
      '      ✓ at least 2 are not ALARM: A OK, B OK',
    ]);
  });
});

describe('a template', () => {
  const file = join(__dirname, 'fixtures', 'shop.yaml');
  const series = `
      - { metric: { namespace: AWS/Lambda, name: Errors, dimensions: { FunctionName: checkout-beta } }, values: 0 9 0x9 }
      - metric: { namespace: AWS/Lambda, name: Errors, dimensions: { ExecutedVersion: 1, Resource: 'Worker:live', FunctionName: Worker } }
        values: _x4 1 0x9`;
  const outcomeOf = (text: string) => {
    const [test] = readAlarmTests(text, file);
    if (test === undefined) throw new Error('No test');
    return runTest(prepareTest(test));
  };

  it('has its functions resolved, and its resources named by their names or logical ids', () => {
    const outcome = outcomeOf(`template: shop.template.yaml
tests:
  - series: ${series}
    expect:
      - { at: 2m, alarm: CheckoutErrors, state: ALARM, actions: true }
      - { at: 2m, alarm: shop-beta-errors, state: ALARM }
      - { at: 2m, alarm: shop-any, state: ALARM, actions: true, reason: /shop-beta-errors transitioned to ALARM/ }
      - { at: 3m, alarm: AnyErrors, state: OK }
      - { at: 6m, alarm: WorkerErrors, state: ALARM }
      - { at: 6m, alarm: AnyErrors, state: ALARM }`);
    expect(problems(outcome)).toEqual([]);
    expect(outcome.unread).toEqual([]);
  });

  it('takes parameters, a region and an account; a test may say otherwise than its file', () => {
    const outcome = outcomeOf(`template: shop.template.yaml
region: eu-central-1
account: 012345678901
parameters: { ErrorThreshold: 20 }
resources:
  AnyErrors: { Type: AWS::CloudWatch::CompositeAlarm, Properties: { AlarmRule: 'FALSE' } }
tests:
  - parameters: { Stage: prod }
    resources:
      AnyErrors: { Type: AWS::CloudWatch::CompositeAlarm, Properties: { AlarmRule: !Sub 'ALARM("\${CheckoutErrors.Arn}")', AlarmActions: [!Ref OnCall] } }
    series:
      - { metric: { namespace: AWS/Lambda, name: Errors, dimensions: { FunctionName: checkout-prod } }, values: 0 9x9 }
      - { metric: { namespace: AWS/SQS, name: ApproximateNumberOfMessagesVisible, dimensions: { QueueName: Jobs } }, values: 500x9 }
    expect:
      - { at: 3m, alarm: CheckoutErrors, state: OK }
      - { at: 1m, alarm: Backlog, state: ALARM }
      - at: 4m
        alarm: AnyErrors
        state: ALARM
        actions: true
        reason: '/^arn:aws:cloudwatch:eu-central-1:012345678901:alarm:shop-prod-errors transitioned/'`);
    expect(problems(outcome)).toEqual([]);
  });
});

it('gives the same outcome each time', () => {
  const test = {
    series: [m('0 5 _ 3x3 1-1x9')],
    expect: [{ at: '9m', alarm: 'A', state: 'ALARM', reason: '/never/' }],
  };
  expect(run({ A: metricAlarm() }, test)).toEqual(run({ A: metricAlarm() }, test));
});
