import type { MetricId } from '../engine/cloudwatch';

interface MetricProperties {
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
  readonly Metrics?: readonly {
    readonly MetricStat?: {
      readonly Metric?: MetricProperties;
    };
  }[];
}

/** Every metric that a metric alarm reads. Its properties have been taken by CloudWatch. */
export function metricsOfAlarm(properties: Readonly<Record<string, unknown>>): MetricId[] {
  const { Metrics, ...single } = properties as MetricProperties;
  return [single, ...(Metrics ?? []).map((query) => query.MetricStat?.Metric ?? {})].flatMap(
    ({ Namespace, MetricName, Dimensions }) =>
      Namespace === undefined || MetricName === undefined
        ? []
        : [
            {
              namespace: Namespace,
              name: MetricName,
              dimensions: Object.fromEntries((Dimensions ?? []).map(({ Name, Value }) => [Name, Value])),
            },
          ],
  );
}

/** The seconds of a metric alarm's shortest period. */
export function shortestPeriod(properties: Readonly<Record<string, unknown>>): number {
  const { Period, Metrics } = properties as {
    readonly Period?: number | string;
    readonly Metrics?: readonly {
      readonly Period?: number | string;
      readonly MetricStat?: { readonly Period?: number | string };
    }[];
  };
  const periods = [Period, ...(Metrics ?? []).flatMap((query) => [query.Period, query.MetricStat?.Period])];
  return Math.min(...periods.filter((period) => period !== undefined).map(Number));
}
