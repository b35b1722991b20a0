import type { Instant } from '../clock';

/** A metric: CloudWatch knows one by its namespace, its name and its exact set of dimensions. */
export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** What PutMetricData sends: one value (counted once or `count` times), or a statistic set of `n` values. */
export type Sample = {
  readonly timestamp: Instant;
  /** As AWS names it. Without one, an alarm reads the sample whatever unit it asks for. */
  readonly unit?: string;
  /**
   * Seconds: at 60 the sample is stored at the start of its minute, and a high-resolution alarm meets it there.
   * @default 60 in namespaces that begin with `AWS/`, 1 elsewhere
   */
  readonly storageResolution?: 1 | 60;
} & (
  | { readonly value: number; readonly count?: number }
  | { readonly n: number; readonly sum: number; readonly min: number; readonly max: number }
);

/** Equal for equal metrics, whatever the order of their dimensions. */
export function metricKey(metric: MetricId): string {
  const dimensions = Object.entries(metric.dimensions).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return JSON.stringify([metric.namespace, metric.name, dimensions]);
}
