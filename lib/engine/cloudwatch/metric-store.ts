import type { Instant } from '../clock';
import { type MetricId, metricKey, type Sample } from './metric';
import { MetricSeries } from './metric-series';

const minute = 60_000;

/** Every metric of one account and Region. */
export class MetricStore {
  readonly #series = new Map<string, { readonly metric: MetricId; readonly series: MetricSeries }>();
  /** Callers put many samples with one MetricId object: its key is built once. */
  readonly #known = new WeakMap<MetricId, MetricSeries>();

  put(metric: MetricId, sample: Sample, visibleAt: Instant = sample.timestamp): void {
    const resolution = sample.storageResolution ?? (metric.namespace.startsWith('AWS/') ? 60 : 1);
    const timestamp = resolution === 60 ? Math.floor(sample.timestamp / minute) * minute : sample.timestamp;
    this.series(metric).add(sample, timestamp, visibleAt);
  }

  /** The series of a metric; empty where nothing was put yet. */
  series(metric: MetricId): MetricSeries {
    let series = this.#known.get(metric);
    if (series !== undefined) return series;
    const key = metricKey(metric);
    series = this.#series.get(key)?.series ?? new MetricSeries();
    if (!this.#series.has(key)) this.#series.set(key, { metric, series });
    this.#known.set(metric, series);
    return series;
  }

  /** The metrics that have samples. */
  list(): MetricId[] {
    return [...this.#series.values()].filter(({ series }) => series.length > 0).map(({ metric }) => metric);
  }
}
