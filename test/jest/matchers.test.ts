import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Alarm, CompositeAlarm, type IAlarm, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { anyOf } from '../../lib/alarms/rule';
import '../../lib/jest';

interface Shop {
  readonly stack: Stack;
  readonly fn: LambdaFunction;
  readonly errors: IAlarm;
  readonly rollback: IAlarm;
}

function shop(): Shop {
  const stack = new Stack(new App(), 'Shop');
  const fn = new LambdaFunction(stack, 'Checkout', {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {}'),
  });
  const period = Duration.minutes(1);
  const rate = new MathExpression({
    expression: '100 * errors / invocations',
    usingMetrics: { errors: fn.metricErrors({ period }), invocations: fn.metricInvocations({ period }) },
    period,
  });
  const errors = rate.createAlarm(stack, 'Errors', { threshold: 5, evaluationPeriods: 3, datapointsToAlarm: 2 });
  const latency = new Alarm(stack, 'Latency', {
    alarmName: 'shop-latency',
    metric: new Metric({ namespace: 'Shop', metricName: 'Latency', statistic: 'p90', period }),
    threshold: 500,
    evaluationPeriods: 1,
  });
  const rollback = new CompositeAlarm(stack, 'Rollback', { alarmRule: anyOf(errors, latency) });
  return { stack, fn, errors, rollback };
}

const traffic = ({ fn }: Shop, errors: string) => [
  { metric: fn.metricInvocations(), values: '100x9' },
  { metric: fn.metricErrors(), values: errors },
];

describe('toReachAlarmState', () => {
  it('takes a stack, with its own constructs as alarms and metrics', () => {
    const given = shop();
    expect(given.stack).toReachAlarmState({
      alarm: given.errors,
      state: 'ALARM',
      at: '4m',
      series: traffic(given, '0 0 10x7'),
    });
    expect(given.stack).toReachAlarmState({
      alarm: given.rollback,
      state: 'ALARM',
      within: '5m',
      series: traffic(given, '0 0 10x7'),
    });
    expect(given.stack).not.toReachAlarmState({
      alarm: given.rollback,
      state: 'ALARM',
      within: '9m',
      series: traffic(given, '3x9'),
    });
  });

  it('takes a Template, a template object and the path of a template file', () => {
    const template = Template.fromStack(shop().stack);
    const expected = {
      alarm: 'shop-latency',
      state: 'ALARM',
      at: '2m',
      reason: /1 datapoint .900\.0/,
      series: [
        {
          metric: { namespace: 'Shop', name: 'Latency' },
          values: [
            [10, 12],
            [10, 900, 900],
          ],
        },
      ],
    } as const;
    expect(template).toReachAlarmState(expected);
    expect(template.toJSON()).toReachAlarmState(expected);
    const directory = mkdtempSync(join(tmpdir(), 'aviary-matcher-'));
    const file = join(directory, 'Shop.template.json');
    writeFileSync(file, JSON.stringify(template.toJSON()));
    expect(file).toReachAlarmState(expected);
    rmSync(directory, { recursive: true });
  });

  it('says why the alarm is in another state, datapoint by datapoint', () => {
    const given = shop();
    expect(() =>
      expect(given.stack).toReachAlarmState({
        alarm: given.errors,
        state: 'ALARM',
        at: '3m',
        series: traffic(given, '0 0 10x7'),
      }),
    ).toThrow(
      /expected ALARM, but it is OK(.|\n)*1 of 3 datapoints is greater than or equal to 5 \[10\]; 2 are needed(.|\n)*2m to 3m +10 +breaching/,
    );
    expect(() =>
      expect(given.stack).not.toReachAlarmState({
        alarm: given.errors,
        state: 'ALARM',
        within: '9m',
        series: traffic(given, '10x9'),
      }),
    ).toThrow(/not to be ALARM within 9m, but it is ALARM at 2m/);
  });

  it('says which series no alarm reads', () => {
    const { stack } = shop();
    const misspelt = { metric: { namespace: 'Shop', name: 'Latencies' }, values: '900x3' };
    expect(() =>
      expect(stack).toReachAlarmState({ alarm: 'shop-latency', state: 'ALARM', at: '3m', series: [misspelt] }),
    ).toThrow(/No alarm reads the series Shop Latencies/);
  });

  it('refuses what cannot be tested, in a sentence', () => {
    const { stack } = shop();
    const expected = { state: 'ALARM', at: '3m' } as const;
    expect(() => expect(stack).toReachAlarmState({ ...expected, alarm: 'Nobody' })).toThrow(
      /There is no alarm "Nobody".*Name one of: .*shop-latency/,
    );
    expect(() => expect({}).toReachAlarmState({ ...expected, alarm: 'A' })).toThrow(
      /At least one Resources member must be defined/,
    );
    expect(() => expect(stack).toReachAlarmState({ ...expected, at: '3', alarm: 'shop-latency' })).toThrow(
      /"3" is not a time/,
    );
    expect(() => expect(3).toReachAlarmState({ ...expected, alarm: 'A' })).toThrow(/Expect alarms of a stack/);
  });
});

describe('toPassAlarmTest', () => {
  it('holds several expectations over one course of events', () => {
    const given = shop();
    expect(given.stack).toPassAlarmTest({
      series: traffic(given, '0 0 10x2 0x9'),
      initial: { 'shop-latency': 'OK' },
      set: [{ at: '8m', alarm: 'shop-latency', state: 'ALARM' }],
      expect: [
        { at: '3m', alarm: given.rollback, state: 'OK' },
        { at: '4m', alarm: given.rollback, state: 'ALARM' },
        { at: '7m', alarm: given.rollback, state: 'OK', actions: false },
        { at: '9m', alarm: given.rollback, state: 'ALARM', reason: /shop-latency transitioned to ALARM/ },
      ],
    });
  });

  it('shows each expectation that does not hold', () => {
    const given = shop();
    const wrong = { at: '3m', alarm: given.rollback, state: 'ALARM' } as const;
    expect(() =>
      expect(given.stack).toPassAlarmTest({
        series: traffic(given, '0x9'),
        expect: [wrong, { ...wrong, state: 'OK' }],
      }),
    ).toThrow(/^at 3m ShopRollback\w+: expected ALARM, but it is OK/);
  });
});
