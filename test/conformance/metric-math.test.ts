import {
  CloudWatch,
  evaluateExpression,
  idsOf,
  isSeries,
  parseExpression,
  printExpression,
  typeOfExpression,
} from '../../lib/engine/cloudwatch';
import documented from './metric-math.json';
import inUse from './metric-math-in-use.json';

type Values = readonly (number | null)[];

const seconds = 60;

function evaluate(text: string, inputs: Readonly<Record<string, Values>>, times?: readonly string[]): Values {
  const length = Math.max(...Object.values(inputs).map((values) => values.length));
  const timestamps = Array.from({ length }, (_, index) =>
    times === undefined ? index * seconds * 1000 : Date.parse(times[index] ?? ''),
  );
  const series = new Map(
    Object.entries(inputs).map(([id, values]) => [id, Float64Array.from(values, (value) => value ?? Number.NaN)]),
  );
  const metrics = [...series].map(([id, values]) => ({ id, series: values }));
  const expression = parseExpression(text);
  const isMetric = (id: string) => series.has(id);
  expect(typeOfExpression(expression, { typeOf: (id) => (isMetric(id) ? 'TS' : undefined), isMetric })).toBe('TS');
  const result = evaluateExpression(expression, {
    timestamps,
    period: seconds,
    valueOf: (id) => series.get(id),
    metrics,
  });
  if (!isSeries(result)) throw new Error(`${text} gives no time series`);
  return [...result].map((value) => (Number.isNaN(value) ? null : value));
}

test.each(documented.cases)('the user guide: $expression gives $expect', ({
  expression,
  expect: expected,
  ...inputs
}) => {
  expect(evaluate(expression, inputs as unknown as Record<string, Values>)).toEqual(expected);
});

test.each(inUse.vectors)('$id: $expr gives $out', ({ expr, in: inputs, out, ...rest }) => {
  const times = 'timestamps_utc' in rest ? rest.timestamps_utc : undefined;
  expect(evaluate(expr, inputs as unknown as Record<string, Values>, times)).toEqual(out);
});

test.each(inUse.expressions)('$id: $expression is read, printed and read again', ({ expression }) => {
  const parsed = parseExpression(expression);
  const printed = printExpression(parsed);
  expect(printExpression(parseExpression(printed))).toBe(printed);
});

type Used = (typeof inUse.expressions)[number];

/** The alarm around an expression, with what is not recorded about it chosen. */
function alarmOf(used: Used): Record<string, unknown> {
  const alarm = 'alarm' in used ? used.alarm : undefined;
  const period = alarm?.period ?? 300;
  const metric = (Id: string, MetricName: string, Stat: string, ReturnData: boolean) => ({
    Id,
    MetricStat: { Metric: { Namespace: 'N', MetricName }, Period: period, Stat },
    ReturnData,
  });
  const expressions = (alarm !== undefined && 'expressions' in alarm ? (alarm.expressions ?? []) : []).map((each) => ({
    Id: each.id,
    Expression: each.expr,
    ReturnData: each.returnData,
  }));
  if (expressions.length === 0) expressions.push({ Id: 'result', Expression: used.expression, ReturnData: true });
  const band = expressions.find(({ Expression }) => Expression.startsWith('ANOMALY_DETECTION_BAND'));
  const watchesMetric = band !== undefined && expressions.filter(({ ReturnData }) => ReturnData).length === 1;
  const recorded = (alarm?.inputs ?? []).filter((input) => typeof input !== 'string');
  const ids = expressions.flatMap(({ Expression }) => idsOf(parseExpression(Expression)));
  const missing = ids.filter(
    (id) => ![...recorded, ...expressions.map(({ Id }) => ({ id: Id }))].some((each) => each.id === id),
  );
  const metrics = [
    ...recorded
      // The recording made this id anonymous in one of its two places.
      .filter(({ id }) => ids.includes(id) || !id.startsWith('ad_'))
      .map((input) => metric(input.id, input.metric, input.stat, watchesMetric)),
    ...[...new Set(missing)].map((id) =>
      metric(id, id, 'Sum', watchesMetric && recorded.every((input) => input.id !== id)),
    ),
  ];
  const lone = metrics.length === 0 ? { Period: period } : {};
  return {
    AlarmName: used.id,
    Metrics: [...metrics, ...expressions.map((each) => ({ ...each, ...lone }))],
    EvaluationPeriods: alarm?.N ?? 1,
    DatapointsToAlarm: (alarm !== undefined && 'M' in alarm ? alarm.M : undefined) ?? undefined,
    ComparisonOperator: alarm?.op ?? 'GreaterThanThreshold',
    ...(band === undefined ? { Threshold: Number(alarm?.threshold ?? 1) || 0 } : { ThresholdMetricId: band.Id }),
    TreatMissingData: alarm?.treatMissingData ?? undefined,
  };
}

const put = (properties: Record<string, unknown>) => {
  new CloudWatch({ region: 'us-east-1', account: '111122223333' }).putMetricAlarm(properties, 0);
};

const accepted = inUse.expressions.filter(({ deployable }) => deployable.startsWith('accepted'));

test.each(accepted)('$id: an alarm takes $expression', (used) => {
  expect(() => put(alarmOf(used))).not.toThrow();
});

describe('an alarm refuses', () => {
  const used = (id: string): Used => {
    const found = inUse.expressions.find((each) => each.id === id);
    if (found === undefined) throw new Error(`no expression ${id}`);
    return found;
  };

  test('SEARCH', () => {
    expect(() => put(alarmOf(used('m09')))).toThrow('SEARCH is not supported on Metric Alarms');
  });

  test('fourteen metrics', () => {
    const metrics = Array.from({ length: 14 }, (_, index) => ({
      Id: `m${index}`,
      MetricStat: { Metric: { Namespace: 'N', MetricName: `M${index}` }, Period: 60, Stat: 'Sum' },
      ReturnData: false,
    }));
    const properties = { ...alarmOf(used('m35')), Metrics: [...metrics, { Id: 'r', Expression: 'SUM(METRICS())' }] };
    expect(() => put(properties)).toThrow('Too many metrics in alarm, maximum is 10');
  });

  test('a period that is no multiple of 60', () => {
    const message = inUse.errors.find(({ input }) => input.startsWith('Period 90'))?.awsMessage;
    const comparison = { Threshold: 1, ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1 };
    const single = { AlarmName: 'a', Namespace: 'N', MetricName: 'M', Statistic: 'Sum', Period: 90, ...comparison };
    expect(() => put(single)).toThrow(message);
    const MetricStat = { Metric: { Namespace: 'N', MetricName: 'M' }, Period: 90, Stat: 'Sum' };
    expect(() => put({ AlarmName: 'a', Metrics: [{ Id: 'm', MetricStat }], ...comparison })).toThrow(message);
  });

  test('a series compared with a band (an assumption: nobody has seen it refused)', () => {
    const band = { Id: 'e1', Expression: 'ANOMALY_DETECTION_BAND(m1)', ReturnData: false };
    const properties = alarmOf(used('m69'));
    const [m1] = properties.Metrics as { Id: string }[];
    const Metrics = [m1, band, { Id: 'r', Expression: used('m69').expression }];
    expect(() => put({ ...properties, Metrics })).toThrow(
      "'>' does not take a time series and an array of time series",
    );
  });
});
