import { AlarmError } from './alarm-error';
import type { MetricDataQuery } from './alarm-properties';
import { MetricSource } from './datapoints';
import type { MathQuery } from './math-source';
import {
  type Expression,
  ExpressionSyntaxError,
  functionNamed,
  idsOf,
  type MathType,
  parseExpression,
  partsOf,
  typeOfExpression,
} from './metric-math';
import type { MetricStore } from './metric-store';
import { parseStatistic, type Statistic } from './statistic';

/** CloudWatch's limit on the metrics of one alarm. */
const mostMetrics = 10;

/** The entries of an alarm's `Metrics`, read and found to fit together. */
export interface MetricQueries {
  /** Each after those it mentions. */
  readonly queries: readonly MathQuery[];
  /** The id of the series that the alarm watches. */
  readonly watched: string;
  /** Seconds. */
  readonly period: number;
  /** Of the watched metric; absent for an expression. */
  readonly statistic?: Statistic;
  readonly unit?: string;
}

/**
 * Reads `Metrics`.
 * @param thresholdMetricId the id of the anomaly band, where the alarm has one
 * @throws AlarmError where CloudWatch would refuse it, with the reason it gives
 */
export function metricQueries(
  entries: readonly MetricDataQuery[],
  thresholdMetricId: string | undefined,
  store: MetricStore,
): MetricQueries {
  checkIds(entries);
  if (entries.filter(({ MetricStat }) => MetricStat !== undefined).length > mostMetrics) {
    throw new AlarmError(`Too many metrics in alarm, maximum is ${mostMetrics}`, 'Metrics');
  }
  const expressions = new Map(entries.flatMap((entry, index) => readExpression(entry, index)));
  const watched = watchedQuery(entries, thresholdMetricId, expressions);
  const ordered = inOrder(entries, expressions);
  checkTypes(ordered, entries, expressions, watched.Id);
  const queries = ordered.map((entry): MathQuery => {
    const expression = expressions.get(entry.Id);
    return expression === undefined
      ? metricQuery(entry, `Metrics[${entries.indexOf(entry)}]`, store)
      : { id: entry.Id, expression };
  });
  const stat = watched.MetricStat;
  return {
    queries,
    watched: watched.Id,
    period: commonPeriod(entries),
    ...(stat === undefined ? {} : { statistic: parseStatistic(stat.Stat), unit: stat.Unit }),
  };
}

function checkIds(entries: readonly MetricDataQuery[]): void {
  const seen = new Set<string>();
  entries.forEach(({ Id, Expression: expression, MetricStat }, index) => {
    const property = `Metrics[${index}]`;
    if (!/^[a-z][A-Za-z0-9_]*$/.test(Id)) {
      throw new AlarmError(
        `The id '${Id}' must begin with a lower-case letter and hold only letters, digits and underscores`,
        `${property}.Id`,
      );
    }
    if (seen.has(Id)) throw new AlarmError(`The id '${Id}' is used twice: ids must be unique`, `${property}.Id`);
    seen.add(Id);
    if ((expression === undefined) === (MetricStat === undefined)) {
      throw new AlarmError(`'${Id}' must have exactly one of Expression and MetricStat`, property);
    }
  });
}

function readExpression({ Id, Expression: text }: MetricDataQuery, index: number): [string, Expression][] {
  if (text === undefined) return [];
  const property = `Metrics[${index}].Expression`;
  if (/^\s*SELECT\s/i.test(text)) {
    throw new AlarmError('Metrics Insights queries (SELECT …) cannot be evaluated here', property, 0);
  }
  return [[Id, placed(Id, property, () => withoutRefused(parseExpression(text)))]];
}

/** Refuses what metric math has and alarms have not. */
function withoutRefused(expression: Expression): Expression {
  const refused = expression.kind === 'call' ? functionNamed(expression.name)?.refusedInAlarms : undefined;
  if (refused !== undefined) throw new ExpressionSyntaxError(refused, expression.offset);
  partsOf(expression).forEach(withoutRefused);
  return expression;
}

/** An alarm watches one series; one with an anomaly band returns that band too. */
function watchedQuery(
  entries: readonly MetricDataQuery[],
  thresholdMetricId: string | undefined,
  expressions: ReadonlyMap<string, Expression>,
): MetricDataQuery {
  const returning = entries.filter(({ ReturnData }) => ReturnData !== false);
  if (thresholdMetricId === undefined) {
    const [watched] = returning;
    if (watched === undefined || returning.length > 1) {
      throw new AlarmError('Exactly one element of the metrics list should return data.', 'Metrics');
    }
    return watched;
  }
  const band = expressions.get(thresholdMetricId);
  if (!entries.some(({ Id }) => Id === thresholdMetricId)) {
    throw new AlarmError(
      `ThresholdMetricId ${thresholdMetricId} does not match any Id in the metrics list.`,
      'ThresholdMetricId',
    );
  }
  if (band?.kind !== 'call' || band.name !== 'ANOMALY_DETECTION_BAND') {
    throw new AlarmError(`${thresholdMetricId} is no ANOMALY_DETECTION_BAND`, 'ThresholdMetricId');
  }
  const others = returning.filter(({ Id }) => Id !== thresholdMetricId);
  const [watched] = others;
  if (watched === undefined || others.length > 1 || returning.length !== 2) {
    throw new AlarmError('Exactly two elements of the metrics list should return data.', 'Metrics');
  }
  return watched;
}

/** Each entry after those that its expression mentions. */
function inOrder(
  entries: readonly MetricDataQuery[],
  expressions: ReadonlyMap<string, Expression>,
): readonly MetricDataQuery[] {
  const byId = new Map(entries.map((entry) => [entry.Id, entry]));
  const ordered = new Set<MetricDataQuery>();
  const open = new Set<string>();
  const visit = (entry: MetricDataQuery): void => {
    if (ordered.has(entry)) return;
    const expression = expressions.get(entry.Id);
    if (expression !== undefined) {
      if (open.has(entry.Id)) {
        const property = `Metrics[${entries.indexOf(entry)}].Expression`;
        throw new AlarmError(`Error in expression '${entry.Id}': it depends on itself`, property, 0);
      }
      open.add(entry.Id);
      for (const id of idsOf(expression)) {
        const mentioned = byId.get(id);
        if (mentioned !== undefined) visit(mentioned);
      }
    }
    ordered.add(entry);
  };
  entries.forEach(visit);
  return [...ordered];
}

function checkTypes(
  ordered: readonly MetricDataQuery[],
  entries: readonly MetricDataQuery[],
  expressions: ReadonlyMap<string, Expression>,
  watched: string,
): void {
  const types = new Map<string, MathType>();
  const isMetric = (id: string) => types.has(id) && !expressions.has(id);
  for (const entry of ordered) {
    const expression = expressions.get(entry.Id);
    const property = `Metrics[${entries.indexOf(entry)}].Expression`;
    const type =
      expression === undefined
        ? 'TS'
        : placed(entry.Id, property, () => typeOfExpression(expression, { typeOf: (id) => types.get(id), isMetric }));
    types.set(entry.Id, type);
    if (entry.Id !== watched || type === 'TS') continue;
    throw new AlarmError(
      type === 'TS[]'
        ? 'Metrics expression that return multi time series are only allowed for MetricsInsights expression with an ORDER BY clause'
        : `Error in expression '${entry.Id}': it gives a single value; the result of an alarm must be a time series`,
      property,
      0,
    );
  }
}

function commonPeriod(entries: readonly MetricDataQuery[]): number {
  const periods = entries.flatMap(({ Id, MetricStat, Period }, index) => {
    const own = MetricStat?.Period ?? Period;
    return own === undefined ? [] : [{ id: Id, period: own, property: `Metrics[${index}]` }];
  });
  const [first] = periods;
  if (first === undefined) throw new AlarmError('Period must not be null', 'Metrics');
  const other = periods.find(({ period }) => period !== first.period);
  if (other !== undefined) {
    throw new AlarmError(
      `All metrics of an alarm must have the same period: ${first.id} has ${first.period}, ${other.id} has ${other.period}`,
      other.property,
    );
  }
  return first.period;
}

function metricQuery({ Id, MetricStat }: MetricDataQuery, property: string, store: MetricStore): MathQuery {
  if (MetricStat === undefined) throw new AlarmError(`'${Id}' has no MetricStat`);
  const { Namespace: namespace, MetricName: name, Dimensions = [] } = MetricStat.Metric;
  const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
  const series = store.series({ namespace, name, dimensions });
  const statistic = parseStatistic(MetricStat.Stat, `${property}.MetricStat.Stat`);
  return { id: Id, source: new MetricSource(series, statistic, MetricStat.Unit) };
}

function placed<T>(id: string, property: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ExpressionSyntaxError)) throw error;
    const own = error.message.startsWith('SEARCH');
    throw new AlarmError(own ? error.message : `Error in expression '${id}': ${error.message}`, property, error.offset);
  }
}
