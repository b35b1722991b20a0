import {
  AlarmError,
  evaluateExpression,
  isSeries,
  isSeriesArray,
  type MathScope,
  type MathValue,
  parseExpression,
  type TimeSeries,
  typeOfExpression,
} from '../../../lib/engine/cloudwatch';
import { minute, start, tooManyErrors, WatchedAccount } from './watched-account';

type Values = readonly (number | null)[];

const series = (values: Values): TimeSeries => Float64Array.from(values, (value) => value ?? Number.NaN);
const shown = (value: MathValue): unknown => {
  if (isSeriesArray(value)) return value.map(shown);
  return isSeries(value) ? [...value].map((each) => (Number.isNaN(each) ? null : each + 0)) : value;
};

/** Over minutes from Thursday, 1 January 2026, 12:00 UTC, oldest first. */
function evaluate(text: string, inputs: Readonly<Record<string, Values>>, band?: MathScope['band']): unknown {
  const metrics = Object.entries(inputs).map(([id, values]) => ({ id, series: series(values) }));
  const length = metrics[0]?.series.length ?? 3;
  const seriesOf = (id: string) => metrics.find((metric) => metric.id === id)?.series;
  const expression = parseExpression(text);
  const isMetric = (id: string) => seriesOf(id) !== undefined;
  typeOfExpression(expression, { typeOf: (id) => (isMetric(id) ? 'TS' : undefined), isMetric });
  const timestamps = Array.from({ length }, (_, index) => start + index * minute);
  return shown(
    evaluateExpression(expression, { timestamps, period: 60, valueOf: seriesOf, metrics, ...(band ? { band } : {}) }),
  );
}

const m = { m1: [4, null, -2, 0], m2: [1, 3, null, 0] };

test.each([
  // Arithmetic: what one series misses is 0, a number meets what there is.
  ['m1 + m2', [5, 3, -2, 0]],
  ['m1 - m2', [3, -3, -2, 0]],
  ['m1 * m2', [4, 0, 0, 0]],
  ['m1 / m2', [4, 0, null, null]],
  ['m1 ^ 2', [16, null, 4, 0]],
  ['2 * m1 + 1', [9, null, -3, 1]],
  ['-m1', [-4, null, 2, 0]],
  ['1 / m1', [0.25, null, -0.5, null]],
  ['(1 + 2) * 3 / 2', 4.5],
  [
    'METRICS() * 2',
    [
      [8, null, -4, 0],
      [2, 6, null, 0],
    ],
  ],
  [
    'm1 + METRICS()',
    [
      [8, null, -4, 0],
      [5, 3, -2, 0],
    ],
  ],
  // Comparisons and logic.
  ['m1 == m2', [0, 0, 0, 1]],
  ['m1 != 0', [1, null, 1, 0]],
  ['m1 >= 0 OR m2 > 2', [1, 1, 0, 1]],
  ['m1 && m2', [1, 0, 0, 0]],
  ['1 < 2', 1],
  // Pointwise.
  ['ABS(m1)', [4, null, 2, 0]],
  ['CEIL(m1 / 3)', [2, null, 0, 0]],
  ['FLOOR(m1 / 3)', [1, null, -1, 0]],
  ['LOG(m2)', [0, Math.log(3), null, null]],
  ['LOG10(m1 * 25)', [2, null, null, null]],
  [
    'ABS([m1, m2])',
    [
      [4, null, 2, 0],
      [1, 3, null, 0],
    ],
  ],
  // Pairs of datapoints.
  ['DIFF(m1)', [null, null, -6, 2]],
  ['DIFF_TIME(m1)', [null, null, 120, 60]],
  ['RATE(m1)', [null, null, -6 / 120, 2 / 60]],
  ['RUNNING_SUM(m1)', [4, null, 2, 2]],
  // Aggregates of one series, and across series.
  ['SUM(m1)', 2],
  ['MAX(m1) - MIN(m1)', 6],
  ['AVG(m2)', 4 / 3],
  ['DATAPOINT_COUNT(m1)', 3],
  ['STDDEV(m2)', Math.sqrt(((1 - 4 / 3) ** 2 + (3 - 4 / 3) ** 2 + (4 / 3) ** 2) / 3)],
  ['SUM([m1, m2])', [5, 3, -2, 0]],
  ['AVG([m1, m2])', [2.5, 1.5, -1, 0]],
  ['MIN([m1, m2])', [1, 3, -2, 0]],
  ['MAX(METRICS())', [4, 3, -2, 0]],
  ['DATAPOINT_COUNT([m1, m2])', [2, 1, 1, 2]],
  ['METRIC_COUNT(METRICS())', 2],
  // FILL.
  ['FILL(m1, 7)', [4, 7, -2, 0]],
  ['FILL(m1, m2)', [4, 3, -2, 0]],
  ['FILL(m1, REPEAT)', [4, 4, -2, 0]],
  ['FILL(m1, LINEAR)', [4, 1, -2, 0]],
  [
    'FILL(METRICS(), 0)',
    [
      [4, 0, -2, 0],
      [1, 3, 0, 0],
    ],
  ],
  // Arrays.
  ['FIRST(METRICS())', [4, null, -2, 0]],
  ['LAST(METRICS())', [1, 3, null, 0]],
  ['METRICS("2")', [[1, 3, null, 0]]],
  ['SLICE(METRICS(), 1)', [[1, 3, null, 0]]],
  ['SLICE(METRICS(), 0, 1)', [[4, null, -2, 0]]],
  [
    'SORT(METRICS(), SUM, DESC)',
    [
      [1, 3, null, 0],
      [4, null, -2, 0],
    ],
  ],
  ['SORT(METRICS(), MAX, DESC, 1)', [[4, null, -2, 0]]],
  [
    'SORT(METRICS(), MIN, ASC)',
    [
      [4, null, -2, 0],
      [1, 3, null, 0],
    ],
  ],
  ['REMOVE_EMPTY([m1, m1 / 0])', [[4, null, -2, 0]]],
  // Time.
  ['TIME_SERIES(5)', [5, 5, 5, 5]],
  ['PERIOD(m1)', 60],
  ['MINUTE(m1)', [0, 1, 2, 3]],
  ['HOUR(m1)', [12, 12, 12, 12]],
  ['DAY(m1)', [4, 4, 4, 4]],
  ['DATE(m1) + MONTH(m1) / 10', [1.1, 1.1, 1.1, 1.1]],
  ['YEAR(m1)', [2026, 2026, 2026, 2026]],
  ['EPOCH(m1) - 1767268800', [0, 60, 120, 180]],
  // IF.
  ['IF(m1 > 0, m1)', [4, null, null, null]],
  ['IF(m1 > 0, m1, m2)', [4, null, 0, 0]],
  ['IF(m1 > 0, 1, m2)', [1, null, 0, 0]],
  ['IF(m1, 1, m2)', [1, null, 1, 0]],
  ['IF(m2, m1, 9)', [4, 0, null, 9]],
  ['IF(m1 > 0 AND m2 > 0, 1, 0)', [1, 0, 0, 0]],
  ['IF(1 > 0, m1, m2)', [4, null, -2, 0]],
  ['IF(0, m1)', [null, null, null, null]],
  ['IF(0, m1, 5)', [5, 5, 5, 5]],
  ['IF(m1 > 0, MAX(m2), 0)', [3, null, 0, 0]],
  // What lies outside gives no datapoint.
  ['m1 / SERVICE_QUOTA(m1)', [null, null, null, null]],
])('%s', (text, expected) => {
  expect(evaluate(text, m)).toEqual(expected);
});

test('LINEAR leaves open what has only one end, REPEAT what has no value before', () => {
  expect(evaluate('FILL(m1, LINEAR)', { m1: [null, 1, null, null, 4, null] })).toEqual([null, 1, 2, 3, 4, null]);
  expect(evaluate('FILL(m1, REPEAT)', { m1: [null, 1, null] })).toEqual([null, 1, 1]);
});

test('a band is given as data: the last of its two series is the upper one', () => {
  const band = { lower: series([1, 1]), upper: series([5, 5]) };
  expect(evaluate('IF(m1 > LAST(ANOMALY_DETECTION_BAND(m1, 3)), 1, 0)', { m1: [4, 6] }, band)).toEqual([0, 1]);
});

describe('an alarm', () => {
  const metric = (Id: string, MetricName: string, more: Record<string, unknown> = {}) => ({
    Id,
    ReturnData: false,
    MetricStat: { Metric: { Namespace: 'Shop', MetricName }, Period: 60, Stat: 'Sum', ...more },
  });
  const math = (Metrics: readonly unknown[], more: Record<string, unknown> = {}) => ({
    AlarmName: 'rate',
    Metrics,
    EvaluationPeriods: 2,
    Threshold: 5,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
    ...more,
  });
  const put = (account: WatchedAccount, name: string, at: number, value: number) =>
    account.cloudWatch.putMetricData(
      { namespace: 'Shop', name, dimensions: {} },
      { timestamp: start + at * minute, value },
    );

  test('on an error rate of at least ten requests', () => {
    const account = new WatchedAccount();
    const rate = [
      { Id: 'rate', Expression: 'IF(enough, percent)' },
      { Id: 'percent', Expression: '100 * errors / requests', ReturnData: false },
      { Id: 'enough', Expression: 'requests >= 10', ReturnData: false },
      metric('errors', 'Errors'),
      metric('requests', 'Requests'),
    ];
    account.cloudWatch.putMetricAlarm(math(rate), start);
    const requests = [100, 100, 5, 100, 100, 100];
    const errors = [0, 10, 5, 50];
    for (const [at, value] of requests.entries()) put(account, 'Requests', at, value);
    for (const [at, value] of errors.entries()) put(account, 'Errors', at, value);
    account.runTo(6 * minute);
    // The minute of five requests has no datapoint: the alarm reaches back to the one before.
    expect(account.changes('rate')).toEqual([
      [1, 'OK'],
      [4, 'ALARM'],
      [5, 'OK'],
    ]);
    expect(account.cloudWatch.history('rate').findLast(({ state }) => state === 'ALARM')?.reason).toBe(
      'Threshold Crossed: 2 datapoints [50.0 (01/01/26 12:03:00), 10.0 (01/01/26 12:01:00)] were greater than the threshold (5.0).',
    );
  });

  test('on a single metric in the long form has its statistic and sample counts', () => {
    const account = new WatchedAccount();
    account.cloudWatch.putMetricAlarm(
      math([{ ...metric('m', 'Latency', { Stat: 'p90' }), ReturnData: true }], { EvaluationPeriods: 1 }),
      start,
    );
    for (let at = 0; at < 10; at++) put(account, 'Latency', 0, at);
    account.runTo(minute);
    expect(account.describe('rate')?.stateReasonData).toMatchObject({
      statistic: 'p90',
      evaluatedDatapoints: [{ sampleCount: 10, value: 8 }],
    });
  });

  test('on an anomaly band', () => {
    const account = new WatchedAccount();
    const band = [
      { ...metric('m1', 'Latency'), ReturnData: true },
      { Id: 'ad1', Expression: 'ANOMALY_DETECTION_BAND(m1, 2)' },
    ];
    const alarm = math(band, {
      Threshold: undefined,
      ThresholdMetricId: 'ad1',
      ComparisonOperator: 'LessThanLowerOrGreaterThanUpperThreshold',
    });
    account.cloudWatch.putMetricAlarm(
      { ...alarm, EvaluationPeriods: 1, DatapointsToAlarm: 1, TreatMissingData: 'missing' },
      start,
    );
    for (const [at, value] of [9, 9, 12, 5].entries()) put(account, 'Latency', at, value);
    account.cloudWatch.putAnomalyBand('rate', start + minute, { lower: 8, upper: 10 });
    account.runTo(4 * minute);
    expect(account.changes('rate')).toEqual([
      [2, 'OK'],
      [3, 'ALARM'],
    ]);
    expect(account.describe('rate')).toMatchObject({
      stateReason:
        'Thresholds Crossed: 1 out of the last 1 datapoints [12.0 (01/01/26 12:02:00)] was less than the lower thresholds [8.0] or greater than the upper thresholds [10.0] (minimum 1 datapoint for OK -> ALARM transition).',
      stateReasonData: { recentLowerThresholds: [8], recentUpperThresholds: [10] },
    });
  });

  const expression = (Expression: string, more: Record<string, unknown> = {}) => ({ Id: 'e', Expression, ...more });
  const m1 = metric('m1', 'M');

  const refusals: [string, readonly unknown[], string, string, number?][] = [
    [
      'a scalar',
      [expression('MAX(m1)'), m1],
      "Error in expression 'e': it gives a single value; the result of an alarm must be a time series",
      'Metrics[0].Expression',
      0,
    ],
    [
      'an array',
      [expression('METRICS()'), m1],
      'Metrics expression that return multi time series are only allowed for MetricsInsights expression with an ORDER BY clause',
      'Metrics[0].Expression',
      0,
    ],
    [
      'SEARCH, wherever it is',
      [expression("SUM(SEARCH('{a}', 'Sum', 60))")],
      'SEARCH is not supported on Metric Alarms',
      'Metrics[0].Expression',
      4,
    ],
    [
      'two results',
      [expression('m1 + 1'), { ...m1, ReturnData: true }],
      'Exactly one element of the metrics list should return data.',
      'Metrics',
    ],
    ['no result', [m1], 'Exactly one element of the metrics list should return data.', 'Metrics'],
    [
      'mixed periods',
      [expression('m1 + m2'), m1, metric('m2', 'M', { Period: 300 })],
      'All metrics of an alarm must have the same period: m1 has 60, m2 has 300',
      'Metrics[2]',
    ],
    [
      'an unknown id',
      [expression('m1 + m2'), m1],
      "Error in expression 'e': Unknown id 'm2'",
      'Metrics[0].Expression',
      5,
    ],
    [
      'an unknown function',
      [expression('ANOMALY_DETECTOR(m1)'), m1],
      "Error in expression 'e': Function 'ANOMALY_DETECTOR' not found",
      'Metrics[0].Expression',
      0,
    ],
    [
      'a parenthesis that is not closed',
      [expression('(m1 + 1'), m1],
      "Error in expression 'e': Unexpected end: expected ')'",
      'Metrics[0].Expression',
      7,
    ],
    [
      'a circle',
      [expression('f + 1'), expression('e + 1', { Id: 'f', ReturnData: false })],
      "Error in expression 'e': it depends on itself",
      'Metrics[0].Expression',
      0,
    ],
    ['one id twice', [expression('m1'), m1, m1], "The id 'm1' is used twice: ids must be unique", 'Metrics[2].Id'],
    [
      'an id in capitals',
      [{ ...m1, Id: 'M1', ReturnData: true }],
      "The id 'M1' must begin with a lower-case letter and hold only letters, digits and underscores",
      'Metrics[0].Id',
    ],
    [
      'neither expression nor metric',
      [{ Id: 'x' }],
      "'x' must have exactly one of Expression and MetricStat",
      'Metrics[0]',
    ],
    ['no period', [expression('TIME_SERIES(1)')], 'Period must not be null', 'Metrics'],
    [
      'an unknown statistic',
      [{ ...metric('m1', 'M', { Stat: 'p1000' }), ReturnData: true }],
      'The value p1000 for parameter ExtendedStatistic is not supported.',
      'Metrics[0].MetricStat.Stat',
    ],
    [
      'PERIOD of an expression',
      [expression('f / PERIOD(f)'), expression('m1 * 2', { Id: 'f', ReturnData: false }), m1],
      "Error in expression 'e': PERIOD takes the id of a metric, not an expression",
      'Metrics[0].Expression',
      4,
    ],
  ];

  test.each(
    refusals.map(([what, Metrics, message, property, offset]) => ({ what, Metrics, message, property, offset })),
  )('is refused: $what', ({ Metrics, message, property, offset }) => {
    const call = () => new WatchedAccount().cloudWatch.putMetricAlarm(math(Metrics), start);
    expect(call).toThrow(message);
    expect(call).toThrow(AlarmError);
    expect(call).toThrow(expect.objectContaining({ property, offset }));
  });

  test.each([
    [{ ThresholdMetricId: 'x' }, 'ThresholdMetricId x does not match any Id in the metrics list.'],
    [{ ThresholdMetricId: 'm1' }, 'm1 is no ANOMALY_DETECTION_BAND'],
    [{}, 'GreaterThanUpperThreshold needs ThresholdMetricId, the id of an anomaly band'],
  ])('with a band is refused: %j', (more, message) => {
    const properties = math([m1], { Threshold: undefined, ComparisonOperator: 'GreaterThanUpperThreshold', ...more });
    expect(() => new WatchedAccount().cloudWatch.putMetricAlarm(properties, start)).toThrow(message);
  });

  test('with a band returns two: the band and what is compared with it', () => {
    const band = [m1, { Id: 'ad1', Expression: 'ANOMALY_DETECTION_BAND(m1)' }];
    const properties = math(band, {
      Threshold: undefined,
      ComparisonOperator: 'GreaterThanUpperThreshold',
      ThresholdMetricId: 'ad1',
    });
    expect(() => new WatchedAccount().cloudWatch.putMetricAlarm(properties, start)).toThrow(
      'Exactly two elements of the metrics list should return data.',
    );
  });

  test.each(['Statistic', 'Period', 'Namespace', 'Unit', 'Dimensions'])('has no %s beside Metrics', (key) => {
    const value = { Statistic: tooManyErrors.Statistic, Period: 60, Namespace: 'N', Unit: 'Count', Dimensions: [] }[
      key
    ];
    expect(() => new WatchedAccount().cloudWatch.putMetricAlarm(math([m1], { [key]: value }), start)).toThrow(
      `${key} should not be set if list of Metrics is set.`,
    );
  });
});
