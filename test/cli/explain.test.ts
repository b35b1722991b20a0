import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aviary } from './command';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'aviary-explain-'));
  writeFileSync(join(directory, 'shop.yaml'), template);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const template = `Resources:
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties: { AlarmName: shop-errors, Namespace: Shop, MetricName: Errors, Dimensions: [{ Name: Stage, Value: prod }], Statistic: Sum, Period: 60, EvaluationPeriods: 3, DatapointsToAlarm: 2, Threshold: 5, ComparisonOperator: GreaterThanThreshold, TreatMissingData: notBreaching }
  Latency:
    Type: AWS::CloudWatch::Alarm
    Properties: { Namespace: Shop, MetricName: Latency, ExtendedStatistic: p99, Period: 60, EvaluationPeriods: 1, Threshold: 800, ComparisonOperator: GreaterThanThreshold }
  Rate:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Metrics:
        - { Id: rate, Expression: 100 * e / n }
        - { Id: e, ReturnData: false, MetricStat: { Metric: { Namespace: Shop, MetricName: Errors }, Period: 60, Stat: Sum } }
        - { Id: n, ReturnData: false, MetricStat: { Metric: { Namespace: Shop, MetricName: Requests }, Period: 60, Stat: Sum } }
      EvaluationPeriods: 2
      Threshold: 1
      ComparisonOperator: GreaterThanOrEqualToThreshold
      TreatMissingData: breaching
  Maintenance:
    Type: AWS::CloudWatch::Alarm
    Properties: { Namespace: Shop, MetricName: Maintenance, Statistic: Maximum, Period: 60, EvaluationPeriods: 1, Threshold: 0, ComparisonOperator: GreaterThanThreshold, TreatMissingData: ignore }
  Two:
    Type: AWS::CloudWatch::CompositeAlarm
    Properties: { AlarmRule: !Sub 'AT_LEAST(2, ALARM, (\${Errors}, \${Latency}, \${Rate}))' }
  Rollback:
    Type: AWS::CloudWatch::CompositeAlarm
    Properties:
      AlarmRule: !Sub '(ALARM("\${Two.Arn}") OR NOT OK(\${Latency})) AND NOT ALARM(\${Maintenance})'
      ActionsSuppressor: !GetAtt Maintenance.Arn
      ActionsSuppressorWaitPeriod: 60
      ActionsSuppressorExtensionPeriod: 120
  Always:
    Type: AWS::CloudWatch::CompositeAlarm
    Properties: { AlarmRule: !Sub 'NOT ALARM(\${Errors})' }
  Never:
    Type: AWS::CloudWatch::CompositeAlarm
    Properties: { AlarmRule: 'FALSE' }
`;

const explain = (alarm: string, ...more: string[]) =>
  aviary(directory, 'explain', '--template', 'shop.yaml', alarm, ...more);

it('says a rule as a tree in plain words, with the thresholds of its alarms', async () => {
  const { code, out } = await explain('Rollback');
  expect(code).toBe(0);
  expect(out).toContain(`In ALARM while
  all of these hold
    any of these holds
      Two is ALARM; it is in ALARM while
          at least 2 of 3 are ALARM
            Errors (shop-errors)
                ALARM: 2 of the last 3 datapoints are greater than 5
                of Sum of Shop Errors {Stage=prod} per 60 s
                missing data counts as good
            Latency
                ALARM: the last datapoint is greater than 800
                of p99 of Shop Latency per 60 s
                missing data is missing: without any, the alarm is INSUFFICIENT_DATA
            Rate
                ALARM: the last 2 datapoints are all greater than or equal to 1
                of 100 * e / n, where e = Sum of Shop Errors per 60 s, n = Sum of Shop Requests per 60 s
                missing data counts as bad
      Latency is not OK (see above)
    Maintenance is not ALARM
        ALARM: the last datapoint is greater than 0
        of Maximum of Shop Maintenance per 60 s
        missing data leaves the state as it was
`);
});

it('finds the smallest sets of alarms that turn it to ALARM', async () => {
  const { out } = await explain('Rollback');
  expect(out).toContain(`What turns it to ALARM, from all OK: the smallest sets
  Two ALARM, while Maintenance is not ALARM
  Latency ALARM or INSUFFICIENT_DATA, while Maintenance is not ALARM

The same in metric alarms
  Latency ALARM or INSUFFICIENT_DATA, while Maintenance is not ALARM
  Errors ALARM and Rate ALARM, while Maintenance is not ALARM
`);
});

it('says what it does when its children have no data', async () => {
  const { out } = await explain('Rollback');
  expect(out).toContain(`Without data
  all children INSUFFICIENT_DATA, as on a first deployment: ALARM (it would roll the first deployment back)
  Two alone INSUFFICIENT_DATA, the others OK: OK
  Latency alone INSUFFICIENT_DATA, the others OK: ALARM
  Maintenance alone INSUFFICIENT_DATA, the others OK: OK
`);
  expect((await explain('Two')).out).toContain(
    'all children INSUFFICIENT_DATA, as on a first deployment: OK\n  any one child INSUFFICIENT_DATA, the others OK: OK',
  );
});

it('says what the suppressor holds back, and what it does not', async () => {
  const { out } = await explain('Rollback');
  expect(out).toContain('are held back while Maintenance is in ALARM, up to 60 s in wait for that, and 120 s after it');
  expect(out).toContain('its state changes all the same');
});

it.each([
  ['Always', 'already while all are OK, as long as Errors is not ALARM'],
  ['Never', 'nothing: the rule never holds'],
])('knows rules that need nothing, or never hold: %s', async (alarm, sentence) => {
  expect((await explain(alarm)).out).toContain(sentence);
});

it('explains a metric alarm, by its name or logical id', async () => {
  const { out } = await explain('shop-errors');
  expect(out).toContain('Errors (shop-errors): a metric alarm');
  expect(out).toContain('2 of the last 3 datapoints are greater than 5\n  of Sum of Shop Errors {Stage=prod} per 60 s');
  expect(out).toContain('after 120 s of bad data');
  expect(out).toContain('Asked by\n  Two, Always');
  expect((await explain('Errors')).out).toBe(out);
});

it('lists the alarms where there is none of that name, and exits with 2', async () => {
  const { code, err } = await explain('Rolback');
  expect(code).toBe(2);
  expect(err).toMatch(/There is no alarm "Rolback"\.\n {2}Name one of: Errors \(shop-errors\), .*Rollback/);
});

it('gives its findings as data with --json', async () => {
  const { out } = await explain('Rollback', '--json');
  expect(JSON.parse(out)).toMatchObject({
    command: 'explain',
    ok: true,
    alarm: {
      kind: 'composite',
      causes: {
        more: false,
        causes: [{ alarms: [{ alarm: 'Two', states: ['ALARM'] }] }, { alarms: [{ alarm: 'Latency' }] }],
      },
      withoutData: { all: 'ALARM', each: { Two: 'OK', Latency: 'ALARM', Maintenance: 'OK' } },
    },
  });
});

it('says where there is no app to synthesize', async () => {
  const { code, err } = await aviary(directory, 'explain', 'Rollback');
  expect(code).toBe(2);
  expect(err).toMatch(/There is no cdk\.json .*\n {2}Go to the directory of a CDK app, or name what was synthesized/);
});
