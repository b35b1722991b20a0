/** A Metrics Insights query: `SELECT AVG(Latency) FROM SCHEMA("Shop", Service) WHERE Service = 'checkout'`. */
export interface InsightsQuery {
  readonly aggregate: InsightsAggregate;
  readonly metricName: string;
  readonly namespace: string;
  /** With SCHEMA: only metrics that have exactly these dimensions. */
  readonly dimensions?: readonly string[];
  readonly where: readonly InsightsCondition[];
  readonly groupBy: readonly string[];
  readonly ordered: boolean;
}

export type InsightsAggregate = 'AVG' | 'COUNT' | 'MAX' | 'MIN' | 'SUM';

export interface InsightsCondition {
  readonly dimension: string;
  readonly equal: boolean;
  readonly value: string;
}

/** Whether a query reads a metric with these dimensions. */
export function reads(query: InsightsQuery, dimensions: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(dimensions);
  const schema = query.dimensions;
  if (schema !== undefined && (keys.length !== schema.length || !schema.every((key) => key in dimensions)))
    return false;
  return query.where.every(({ dimension, equal, value }) => (dimensions[dimension] === value) === equal);
}
