import fc from 'fast-check';
import { ExpressionSyntaxError } from '../../../lib/engine/cloudwatch';
import { parseInsightsQuery } from '../../../lib/engine/cloudwatch/metrics-insights';
import { minute, start, WatchedAccount } from './watched-account';

const alarm = (Expression: string, more: Record<string, unknown> = {}) => ({
  AlarmName: 'slow',
  Metrics: [{ Id: 'q1', Expression, Period: 60 }],
  EvaluationPeriods: 1,
  Threshold: 5,
  ComparisonOperator: 'GreaterThanThreshold',
  ...more,
});

/** Latency of three services, one of them in two zones. */
function shop(): WatchedAccount {
  const account = new WatchedAccount();
  const put = (dimensions: Record<string, string>, ...values: number[]) => {
    for (const value of values) {
      account.cloudWatch.putMetricData(
        { namespace: 'Shop/Web', name: 'Latency', dimensions },
        { timestamp: start, value },
      );
    }
  };
  put({ Service: 'cart' }, 1, 3);
  put({ Service: 'checkout' }, 8);
  put({ Service: 'checkout', Zone: 'a' }, 100);
  put({ Service: "the cook's" }, 5);
  put({}, 1000);
  return account;
}

test.each([
  ['SELECT AVG(Latency) FROM SCHEMA("Shop/Web", Service)', 4.25],
  ['SELECT SUM(Latency) FROM SCHEMA("Shop/Web", Service)', 17],
  ['SELECT COUNT(Latency) FROM SCHEMA("Shop/Web", Service)', 4],
  ['SELECT MIN(Latency) FROM SCHEMA("Shop/Web", Service)', 1],
  ['SELECT MAX(Latency) FROM SCHEMA("Shop/Web", Zone, Service)', 100],
  ['SELECT MAX(Latency) FROM "Shop/Web"', 1000],
  [`SELECT MAX(Latency) FROM "Shop/Web" WHERE Service = 'cart'`, 3],
  [`SELECT SUM(Latency) FROM "Shop/Web" WHERE Service = 'checkout' AND Zone != 'a'`, 8],
  [`select max("Latency") from schema("Shop/Web", "Service") where "Service" != 'cart' limit 10`, 8],
  ["SELECT MAX(Latency) FROM \"Shop/Web\" WHERE Service = 'the cook\\'s'", 5],
])('%s is %d', (query, expected) => {
  const account = shop();
  account.cloudWatch.putMetricAlarm(alarm(query), start);
  account.runTo(minute);
  expect(account.cloudWatch.alarmWindow('slow', start + minute)?.slots[0]?.value).toBe(expected);
  expect(account.state('slow')).toBe(expected > 5 ? 'ALARM' : 'OK');
});

test('a metric that appears later is read too', () => {
  const account = new WatchedAccount();
  account.cloudWatch.putMetricAlarm(alarm('SELECT MAX(Latency) FROM "Shop/Web"'), start);
  account.runTo(minute);
  expect(account.state('slow')).toBe('INSUFFICIENT_DATA');
  const dimensions = { Service: 'new' };
  account.cloudWatch.putMetricData(
    { namespace: 'Shop/Web', name: 'Latency', dimensions },
    { timestamp: start + minute, value: 9 },
  );
  account.runTo(2 * minute);
  expect(account.state('slow')).toBe('ALARM');
});

test('metric math goes on with its series', () => {
  const account = shop();
  const query = {
    Id: 'q1',
    Expression: 'SELECT AVG(Latency) FROM SCHEMA("Shop/Web", Service)',
    Period: 60,
    ReturnData: false,
  };
  account.cloudWatch.putMetricAlarm(alarm('', { Metrics: [query, { Id: 'e1', Expression: 'q1 * 2' }] }), start);
  account.runTo(minute);
  expect(account.describe('slow')?.stateReason).toContain('[8.5 (');
});

test('groups are not evaluated here: the alarm keeps its state, and is named', () => {
  const account = shop();
  const query = 'SELECT MAX(Latency) FROM SCHEMA("Shop/Web", Service) GROUP BY Service ORDER BY MAX() DESC';
  account.cloudWatch.putMetricAlarm(alarm(query), start);
  account.runTo(5 * minute);
  expect(account.state('slow')).toBe('INSUFFICIENT_DATA');
  expect(account.cloudWatch.unevaluatedAlarms()).toEqual([
    { alarm: 'slow', why: 'its query q1 gives a series for each group, which are not evaluated here' },
  ]);
});

test('a PromQL alarm is born OK, is not evaluated here, and is named', () => {
  const account = new WatchedAccount();
  const PromQLCriteria = { Query: 'up == 0', PendingPeriod: 60, RecoveryPeriod: 60 };
  account.cloudWatch.putMetricAlarm(
    { AlarmName: 'up', EvaluationCriteria: { PromQLCriteria }, EvaluationInterval: 60 },
    start,
  );
  account.runTo(5 * minute);
  expect(account.state('up')).toBe('OK');
  expect(account.cloudWatch.unevaluatedAlarms()).toEqual([{ alarm: 'up', why: 'it is a PromQL alarm' }]);
});

describe('refused', () => {
  test.each([
    ['SELECT AVG(Latency)', 19, 'Unexpected end: expected FROM'],
    ['SELECT P99(Latency) FROM "Shop/Web"', 7, "Unexpected 'P99': expected AVG, COUNT, MAX, MIN or SUM"],
    ['SELECT AVG() FROM "Shop/Web"', 11, "Unexpected ')': expected a name"],
    ['SELECT AVG(Latency) FROM Shop/Web', 29, "Unexpected character '/'"],
    [
      'SELECT AVG(Latency) FROM "Shop/Web" WHERE Service = cart',
      52,
      "Unexpected 'cart': expected a value in single quotes",
    ],
    ["SELECT AVG(Latency) FROM Shop WHERE Service > 'a'", 44, "Unexpected character '>'"],
    ['SELECT AVG(Latency) FROM Shop LIMIT many', 36, "Unexpected 'many': expected a number"],
    ['SELECT AVG(Latency) FROM Shop Shop', 30, "Unexpected 'Shop': expected the end"],
  ])('%s', (query, offset, message) => {
    const put = () => new WatchedAccount().cloudWatch.putMetricAlarm(alarm(query), start);
    expect(put).toThrow(`Error in expression 'q1': ${message}`);
    expect(put).toThrow(expect.objectContaining({ property: 'Metrics[0].Expression', offset }));
  });

  test('groups without an order', () => {
    const query = 'SELECT MAX(Latency) FROM Shop GROUP BY Service';
    expect(() => new WatchedAccount().cloudWatch.putMetricAlarm(alarm(query), start)).toThrow(
      'Metrics expression that return multi time series are only allowed for MetricsInsights expression with an ORDER BY clause',
    );
  });

  test('more than three hours', () => {
    const properties = alarm('SELECT MAX(Latency) FROM Shop', { EvaluationPeriods: 181 });
    expect(() => new WatchedAccount().cloudWatch.putMetricAlarm(properties, start)).toThrow(
      'MetricsInsights monitors cannot be checked across more than 3 hours',
    );
  });
});

test('whatever a query is, it is read or refused with its place', () => {
  const pieces = [
    'SELECT ',
    'AVG',
    '(',
    ')',
    ' FROM ',
    'SCHEMA',
    ',',
    ' WHERE ',
    '=',
    '!=',
    ' AND ',
    ' GROUP BY ',
    ' ORDER BY ',
    ' LIMIT ',
    '"',
    "'",
    '\\',
    'a',
    '1',
    '*',
    ' ',
  ];
  const text = fc.oneof(
    fc.string({ maxLength: 10_000, size: 'max' }),
    fc
      .array(fc.constantFrom(...pieces), { maxLength: 2000, size: 'max' })
      .map((parts) => parts.join('').slice(0, 10_000)),
  );
  fc.assert(
    fc.property(text, (input) => {
      try {
        parseInsightsQuery(input);
      } catch (error) {
        if (!(error instanceof ExpressionSyntaxError)) throw error;
        expect(error.offset).toBeLessThanOrEqual(input.length);
      }
    }),
    { numRuns: 200 },
  );
});
