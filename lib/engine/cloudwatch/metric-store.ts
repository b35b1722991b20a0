import type { Instant } from '../clock';
import { type MetricId, metricKey, type Sample } from './metric';
import { MetricSeries } from './metric-series';

const minute = 60_000;

interface NamedSeries {
  readonly metric: MetricId;
  readonly series: MetricSeries;
}

/** Every metric of one account and Region. */
export class MetricStore {
  readonly #series = new Map<string, NamedSeries>();
  readonly #byName = new Map<string, NamedSeries[]>();
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
    series = this.#series.get(key)?.series ?? this.#create(key, metric);
    this.#known.set(metric, series);
    return series;
  }

  /** The series of every metric with this name, whatever its dimensions. */
  named(namespace: string, name: string): readonly NamedSeries[] {
    return this.#byName.get(JSON.stringify([namespace, name])) ?? [];
  }

  /** The metrics that have samples. */
  list(): MetricId[] {
    return [...this.#series.values()].filter(({ series }) => series.length > 0).map(({ metric }) => metric);
  }

  #create(key: string, metric: MetricId): MetricSeries {
    const named = { metric, series: new MetricSeries() };
    const name = JSON.stringify([metric.namespace, metric.name]);
    this.#series.set(key, named);
    const others = this.#byName.get(name);
    if (others === undefined) this.#byName.set(name, [named]);
    else others.push(named);
    return named.series;
  }
}
