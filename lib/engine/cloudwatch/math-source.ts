import type { Instant } from '../clock';
import { type DatapointSource, Datapoints } from './datapoints';
import {
  type Expression,
  evaluateExpression,
  isSeries,
  type MathScope,
  type MathValue,
  type TimeSeries,
} from './metric-math';
import { type Periods, startOf } from './periods';

/** An entry of an alarm's metrics. */
export type MathQuery =
  | { readonly id: string; readonly kind: 'metric' | 'insights'; readonly source: DatapointSource }
  | { readonly id: string; readonly kind: 'expression'; readonly expression: Expression };

/** The datapoints of one query of several, evaluated by metric math; with the alarm's anomaly band. */
export class MathSource implements DatapointSource {
  /** @param queries in an order in which none mentions a later one */
  constructor(
    private readonly queries: readonly MathQuery[],
    private readonly watched: string,
    private readonly band: DatapointSource,
  ) {}

  read(periods: Periods, now: Instant, into: Datapoints): void {
    const count = periods.count;
    const scratch = new Datapoints(count);
    const values = new Map<string, MathValue>();
    const metrics: { id: string; series: TimeSeries }[] = [];
    const timestamps = Array.from({ length: count }, (_, index) => startOf(periods, count - 1 - index));
    this.band.read(periods, now, into);
    const scope: MathScope = {
      timestamps,
      period: periods.length / 1000,
      valueOf: (id) => values.get(id),
      metrics,
      band: { lower: into.lower.slice(0, count).reverse(), upper: into.upper.slice(0, count).reverse() },
    };
    into.sampleCounts.fill(Number.NaN, 0, count);
    for (const query of this.queries) {
      if (query.kind === 'expression') continue;
      query.source.read(periods, now, scratch);
      const series = scratch.values.slice(0, count).reverse();
      if (query.kind === 'metric') metrics.push({ id: query.id, series });
      values.set(query.id, series);
      if (query.id === this.watched) into.sampleCounts.set(scratch.sampleCounts.subarray(0, count));
    }
    for (const query of this.queries) {
      if (query.kind === 'expression') values.set(query.id, evaluateExpression(query.expression, scope));
    }
    const result = values.get(this.watched);
    for (let slot = 0; slot < count; slot++) {
      into.values[slot] = result !== undefined && isSeries(result) ? (result[count - 1 - slot] as number) : Number.NaN;
    }
  }
}
