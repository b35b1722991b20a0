type Properties = Readonly<Record<string, unknown>>;

/**
 * What an alarm watches that cannot be computed from series: the alarm then stands in states that the test sets.
 * `undefined` for alarms that can be evaluated.
 */
export function watchesElsewhere(type: string, properties: Properties): string | undefined {
  if (type === 'AWS::CloudWatch::LogAlarm') return 'a log query';
  if (properties.EvaluationCriteria !== undefined) return 'a PromQL query';
  const { Metrics } = properties;
  const isQuery = (entry: unknown) =>
    typeof entry === 'object' &&
    entry !== null &&
    'Expression' in entry &&
    /^\s*SELECT\s/i.test(String(entry.Expression));
  return Array.isArray(Metrics) && Metrics.some(isQuery) ? 'a Metrics Insights query' : undefined;
}

/** An alarm that ignores missing data, over a metric that has none, keeps its state. */
export function withoutData(properties: Properties): Properties {
  const { AlarmName, ActionsEnabled, AlarmActions, OKActions, InsufficientDataActions } = properties;
  return {
    ...{ AlarmName, ActionsEnabled, AlarmActions, OKActions, InsufficientDataActions },
    ...{ Namespace: 'WithoutData', MetricName: 'WithoutData', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1 },
    ...{ ComparisonOperator: 'GreaterThanThreshold', Threshold: 0, TreatMissingData: 'ignore' },
  };
}
