import type { Instant, Millis } from '../../engine/clock';
import type { MetricId, Sample } from '../../engine/cloudwatch';

/** Where a minute's datapoints go. */
export type Deliver = (metric: MetricId, sample: Sample, visibleAt: Instant) => void;

/** A metric that is measured often: `key` is unique to it and to how its samples are kept. */
export interface MeasuredMetric {
  readonly key: string;
  readonly metric: MetricId;
  readonly unit: string;
  /** Keeps each value, for percentiles; else a statistic set is enough. */
  readonly keepsValues: boolean;
}

/** The metrics of one set of dimensions: each by its name and unit. */
export function measuredIn(namespace: string, dimensions: MetricId['dimensions']) {
  return (name: string, unit: string, keepsValues: boolean): MeasuredMetric => ({
    key: `${namespace} ${name} ${Object.values(dimensions).join(' ')}`,
    metric: { namespace, name, dimensions },
    unit,
    keepsValues,
  });
}

/** What was measured in one minute. */
interface Gathered {
  readonly measured: MeasuredMetric;
  readonly timestamp: Instant;
  n: number;
  sum: number;
  min: number;
  max: number;
  readonly values: Map<number, number>;
}

const MINUTE = 60_000;
const minuteOf = (at: Instant) => at - (at % MINUTE);

/**
 * Gathers what services measure and delivers it minute by minute, as Lambda does ("sends metric data to CloudWatch in
 * 1-minute intervals"): what was emitted in a minute becomes readable `publishDelay` after the end of that minute. It is
 * stamped with the start of what was measured, which may lie minutes earlier.
 */
export class MetricBatches {
  readonly #emitted = new Map<Instant, Map<string, Gathered>>();

  constructor(private readonly deliver: Deliver) {}

  /**
   * @param at when what was measured began
   * @param emittedAt when it had ended
   */
  add(measured: MeasuredMetric, value: number, at: Instant, emittedAt: Instant): void {
    const emission = minuteOf(emittedAt);
    let batch = this.#emitted.get(emission);
    if (batch === undefined) {
      batch = new Map();
      this.#emitted.set(emission, batch);
    }
    const timestamp = minuteOf(at);
    const key = timestamp === emission ? measured.key : `${measured.key} ${timestamp}`;
    let gathered = batch.get(key);
    if (gathered === undefined) {
      gathered = { measured, timestamp, n: 0, sum: 0, min: value, max: value, values: new Map() };
      batch.set(key, gathered);
    }
    gathered.n += 1;
    gathered.sum += value;
    if (value < gathered.min) gathered.min = value;
    if (value > gathered.max) gathered.max = value;
    if (measured.keepsValues) gathered.values.set(value, (gathered.values.get(value) ?? 0) + 1);
  }

  /** Delivers what was emitted before `now`, the end of a minute. */
  flush(now: Instant, publishDelay: (namespace: string) => Millis): void {
    for (const [emission, batch] of this.#emitted) {
      if (emission >= now) continue;
      this.#emitted.delete(emission);
      for (const { measured, timestamp, n, sum, min, max, values } of batch.values()) {
        const { metric, unit, keepsValues } = measured;
        const visibleAt = emission + MINUTE + publishDelay(metric.namespace);
        if (!keepsValues) this.deliver(metric, { timestamp, unit, n, sum, min, max }, visibleAt);
        else for (const [value, count] of values) this.deliver(metric, { timestamp, unit, value, count }, visibleAt);
      }
    }
  }
}
