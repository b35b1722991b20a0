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
  type TypeScope,
  typeOfExpression,
} from './metric-math';
import type { MetricStore } from './metric-store';
import { type InsightsQuery, InsightsSource, isInsightsQuery, parseInsightsQuery } from './metrics-insights';
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
  /** Whether it reads a Metrics Insights query, which reaches back three hours at most. */
  readonly insights: boolean;
  /** What of it cannot be evaluated here, as a sentence. */
  readonly unevaluated?: string;
}

/** An entry with where it is written, and what its text says. */
interface Entry {
  readonly written: MetricDataQuery;
  readonly property: string;
  readonly says:
    | { readonly kind: 'metric' }
    | { readonly kind: 'expression'; readonly expression: Expression }
    | { readonly kind: 'insights'; readonly query: InsightsQuery };
}

/**
 * Reads `Metrics`.
 * @param thresholdMetricId the id of the anomaly band, where the alarm has one
 * @throws AlarmError where CloudWatch would refuse it, with the reason it gives
 */
export function metricQueries(
  written: readonly MetricDataQuery[],
  thresholdMetricId: string | undefined,
  store: MetricStore,
): MetricQueries {
  checkIds(written);
  if (written.filter(({ MetricStat }) => MetricStat !== undefined).length > mostMetrics) {
    throw new AlarmError(`Too many metrics in alarm, maximum is ${mostMetrics}`, 'Metrics');
  }
  const entries = written.map(readEntry);
  const watched = watchedEntry(entries, thresholdMetricId);
  const ordered = inOrder(entries);
  checkTypes(ordered, watched);
  const grouped = entries.find(({ says }) => says.kind === 'insights' && says.query.groupBy.length > 0);
  const stat = watched.written.MetricStat;
  return {
    queries: ordered.map((entry) => mathQuery(entry, store)),
    watched: watched.written.Id,
    period: commonPeriod(entries),
    insights: entries.some(({ says }) => says.kind === 'insights'),
    ...(stat !== undefined && { statistic: parseStatistic(stat.Stat), unit: stat.Unit }),
    ...(grouped !== undefined && {
      unevaluated: `its query ${grouped.written.Id} gives a series for each group, which are not evaluated here`,
    }),
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

function readEntry(written: MetricDataQuery, index: number): Entry {
  const property = `Metrics[${index}]`;
  const { Id, Expression: text } = written;
  if (text === undefined) return { written, property, says: { kind: 'metric' } };
  return placed(Id, `${property}.Expression`, (): Entry => {
    if (isInsightsQuery(text))
      return { written, property, says: { kind: 'insights', query: parseInsightsQuery(text) } };
    const expression = withoutRefused(parseExpression(text));
    return { written, property, says: { kind: 'expression', expression } };
  });
}

/** Refuses what metric math has and alarms have not. */
function withoutRefused(expression: Expression): Expression {
  const refused = expression.kind === 'call' ? functionNamed(expression.name)?.refusedInAlarms : undefined;
  if (refused !== undefined) throw new ExpressionSyntaxError(refused, expression.offset);
  partsOf(expression).forEach(withoutRefused);
  return expression;
}

/** An alarm watches one series; one with an anomaly band returns that band too. */
function watchedEntry(entries: readonly Entry[], thresholdMetricId: string | undefined): Entry {
  const returning = entries.filter(({ written }) => written.ReturnData !== false);
  if (thresholdMetricId === undefined) {
    const [watched] = returning;
    if (watched === undefined || returning.length > 1) {
      throw new AlarmError('Exactly one element of the metrics list should return data.', 'Metrics');
    }
    return watched;
  }
  const band = entries.find(({ written }) => written.Id === thresholdMetricId);
  if (band === undefined) {
    throw new AlarmError(
      `ThresholdMetricId ${thresholdMetricId} does not match any Id in the metrics list.`,
      'ThresholdMetricId',
    );
  }
  const { says } = band;
  if (
    says.kind !== 'expression' ||
    says.expression.kind !== 'call' ||
    says.expression.name !== 'ANOMALY_DETECTION_BAND'
  ) {
    throw new AlarmError(`${thresholdMetricId} is no ANOMALY_DETECTION_BAND`, 'ThresholdMetricId');
  }
  const [watched, ...others] = returning.filter((entry) => entry !== band);
  if (watched === undefined || others.length > 0 || returning.length !== 2) {
    throw new AlarmError('Exactly two elements of the metrics list should return data.', 'Metrics');
  }
  return watched;
}

/** Each entry after those that its expression mentions. */
function inOrder(entries: readonly Entry[]): readonly Entry[] {
  const byId = new Map(entries.map((entry) => [entry.written.Id, entry]));
  const ordered = new Set<Entry>();
  const open = new Set<Entry>();
  const visit = (entry: Entry): void => {
    if (ordered.has(entry)) return;
    const { written, property, says } = entry;
    if (open.has(entry)) {
      throw new AlarmError(`Error in expression '${written.Id}': it depends on itself`, `${property}.Expression`, 0);
    }
    open.add(entry);
    for (const id of says.kind === 'expression' ? idsOf(says.expression) : []) {
      const mentioned = byId.get(id);
      if (mentioned !== undefined) visit(mentioned);
    }
    ordered.add(entry);
  };
  entries.forEach(visit);
  return [...ordered];
}

function checkTypes(ordered: readonly Entry[], watched: Entry): void {
  const types = new Map<string, MathType>();
  const metrics = new Set(ordered.filter(({ says }) => says.kind === 'metric').map(({ written }) => written.Id));
  const scope = { typeOf: (id: string) => types.get(id), isMetric: (id: string) => metrics.has(id) };
  for (const { written, property, says } of ordered) {
    types.set(written.Id, typeOfEntry(written.Id, `${property}.Expression`, says, scope));
  }
  const type = types.get(watched.written.Id);
  const groups = watched.says.kind === 'insights' && watched.says.query.ordered;
  if (type === 'TS' || groups) return;
  throw new AlarmError(
    type === 'TS[]'
      ? 'Metrics expression that return multi time series are only allowed for MetricsInsights expression with an ORDER BY clause'
      : `Error in expression '${watched.written.Id}': it gives a single value; the result of an alarm must be a time series`,
    `${watched.property}.Expression`,
    0,
  );
}

function typeOfEntry(id: string, property: string, says: Entry['says'], scope: TypeScope): MathType {
  switch (says.kind) {
    case 'metric':
      return 'TS';
    case 'insights':
      return says.query.groupBy.length > 0 ? 'TS[]' : 'TS';
    case 'expression':
      return placed(id, property, () => typeOfExpression(says.expression, scope));
  }
}

function commonPeriod(entries: readonly Entry[]): number {
  const periods = entries.flatMap(({ written, property }) => {
    const period = written.MetricStat?.Period ?? written.Period;
    return period === undefined ? [] : [{ id: written.Id, period, property }];
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

function mathQuery({ written, property, says }: Entry, store: MetricStore): MathQuery {
  const { Id: id, MetricStat } = written;
  if (says.kind === 'expression') return { id, kind: 'expression', expression: says.expression };
  if (says.kind === 'insights') return { id, kind: 'insights', source: new InsightsSource(says.query, store) };
  if (MetricStat === undefined) throw new AlarmError(`'${id}' has no MetricStat`, property);
  const { Namespace: namespace, MetricName: name, Dimensions = [] } = MetricStat.Metric;
  const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
  const series = store.series({ namespace, name, dimensions });
  const statistic = parseStatistic(MetricStat.Stat, `${property}.MetricStat.Stat`);
  return { id, kind: 'metric', source: new MetricSource(series, statistic, MetricStat.Unit) };
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
