import { metricsOfAlarm } from './metrics-of-alarm';

type Properties = Readonly<Record<string, unknown>>;

const operators: Readonly<Record<string, string>> = {
  GreaterThanThreshold: 'greater than',
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
  LessThanLowerOrGreaterThanUpperThreshold: 'outside the band',
  LessThanLowerThreshold: 'below the band',
  GreaterThanUpperThreshold: 'above the band',
};

/** `greater than 1`, `outside the band band1`. */
export function comparison({ ComparisonOperator, Threshold, ThresholdMetricId }: Properties): string {
  const operator = operators[String(ComparisonOperator)] ?? String(ComparisonOperator);
  return `${operator} ${String(ThresholdMetricId ?? Threshold)}`;
}

/** The treatment of missing data that counts: AWS/DynamoDB ignores it unless it is told otherwise. */
export function treatmentOf(properties: Properties): string {
  const { TreatMissingData, Namespace } = properties;
  return String(TreatMissingData ?? (Namespace === 'AWS/DynamoDB' ? 'ignore' : 'missing'));
}

/** What a metric alarm measures: `Sum of AWS/Lambda Errors {FunctionName=f} per 60 s`, or its expression. */
export function measured(properties: Properties): string {
  const { Statistic, ExtendedStatistic, Period, Metrics } = properties as {
    readonly Statistic?: string;
    readonly ExtendedStatistic?: string;
    readonly Period?: number | string;
    readonly Metrics?: readonly Query[];
  };
  const elsewhere = queryElsewhere(properties);
  if (elsewhere !== undefined) return elsewhere;
  if (Metrics === undefined) return `${ExtendedStatistic ?? Statistic} of ${metricWords(properties)} per ${Period} s`;
  const returned = Metrics.find((query) => query.ReturnData !== false && query.ReturnData !== 'false') ?? Metrics[0];
  const others = Metrics.filter((query) => query !== returned).map((query) => `${query.Id} = ${queryWords(query)}`);
  return `${returned === undefined ? '' : queryWords(returned)}${others.length === 0 ? '' : `, where ${others.join(', ')}`}`;
}

/** What PromQL alarms and log alarms ask. */
function queryElsewhere({ EvaluationCriteria, ScheduledQueryConfiguration }: Properties): string | undefined {
  const { PromQLCriteria } = (EvaluationCriteria ?? {}) as { readonly PromQLCriteria?: { readonly Query?: string } };
  if (EvaluationCriteria !== undefined) return `the PromQL query ${PromQLCriteria?.Query ?? ''}`.trim();
  return ScheduledQueryConfiguration === undefined ? undefined : 'a log query';
}

interface Query {
  readonly Id: string;
  readonly Expression?: string;
  readonly ReturnData?: boolean | string;
  readonly MetricStat?: { readonly Metric: Properties; readonly Period: number | string; readonly Stat: string };
}

function queryWords({ Expression, MetricStat }: Query): string {
  if (MetricStat === undefined) return Expression ?? '';
  return `${MetricStat.Stat} of ${metricWords(MetricStat.Metric)} per ${MetricStat.Period} s`;
}

function metricWords(properties: Properties): string {
  const [metric] = metricsOfAlarm(properties);
  if (metric === undefined) return '';
  const dimensions = Object.entries(metric.dimensions).map(([name, value]) => `${name}=${value}`);
  return `${metric.namespace} ${metric.name}${dimensions.length === 0 ? '' : ` {${dimensions.join(', ')}}`}`;
}

/** `in ALARM when 2 of the last 3 datapoints are greater than 1`. */
export function condition(properties: Properties): string {
  if (properties.EvaluationCriteria !== undefined) return 'the query returns something for its pending period';
  const { QueryResultsToEvaluate, QueryResultsToAlarm } = properties;
  const { EvaluationPeriods: n = QueryResultsToEvaluate, DatapointsToAlarm: m = QueryResultsToAlarm ?? n } = properties;
  const compared = comparison(properties);
  if (Number(n) === 1) return `the last datapoint is ${compared}`;
  if (Number(m) === Number(n)) return `the last ${n} datapoints are all ${compared}`;
  return `${m} of the last ${n} datapoints are ${compared}`;
}

const missingWords: Readonly<Record<string, string>> = {
  missing: 'missing data is missing: without any, the alarm is INSUFFICIENT_DATA',
  notBreaching: 'missing data counts as good',
  breaching: 'missing data counts as bad',
  ignore: 'missing data leaves the state as it was',
};

export function missingData(properties: Properties): string {
  const treatment = treatmentOf(properties);
  return missingWords[treatment] ?? treatment;
}
