import type { LocatedDocument, Path } from '../document';
import type { Instant, Millis } from '../engine/clock';
import type { Expectation, ForcedState, TestBand } from './schema';
import type { SeriesValues } from './series';

/** The values of one metric, one for each interval. */
export interface TestSeries {
  readonly metric: {
    readonly namespace: string;
    readonly name: string;
    readonly dimensions: Readonly<Record<string, string>>;
  };
  readonly unit?: string;
  readonly values: SeriesValues;
  /** Where it is written. */
  readonly path: Path;
}

/** One resource that a test file holds itself. */
export interface InlineResource {
  readonly definition: { readonly Type: string; readonly [key: string]: unknown };
  readonly path: Path;
}

/** One test: alarms, what is published, and what is expected of the alarms. */
export interface AlarmTest {
  readonly name: string;
  readonly document: LocatedDocument;
  /** Where the test is written. */
  readonly path: Path;
  /** As written: relative to the file. */
  readonly template?: { readonly file: string; readonly path: Path };
  /** By logical id. */
  readonly resources: Readonly<Record<string, InlineResource>>;
  readonly parameters: Readonly<Record<string, string>>;
  /** @default the template's, else us-east-1 */
  readonly region?: string;
  /** @default the template's, else 123456789012 */
  readonly account?: string;
  /** The instant that `0m` stands for. */
  readonly start: Instant;
  readonly interval: Millis;
  /** From the end of an interval until CloudWatch can see its value. */
  readonly publishDelay: Millis;
  readonly evaluationRange: 'n+2' | 'long';
  /** How long after the full minute alarms are evaluated. */
  readonly phase: Millis;
  readonly series: readonly TestSeries[];
  readonly initial: Readonly<Record<string, 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'>>;
  readonly set: readonly ForcedState[];
  /** Anomaly bands: CloudWatch's own model makes them, so a test gives them. */
  readonly bands: readonly TestBand[];
  readonly expect: readonly Expectation[];
}

/** A series as one key: two series of one metric cannot both be true. */
export function metricIdentity(metric: TestSeries['metric']): string {
  const dimensions = Object.entries(metric.dimensions).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return JSON.stringify([metric.namespace, metric.name, dimensions]);
}

/** A metric as a person reads it: `AWS/Lambda Errors {FunctionName=f}`. */
export function printMetric(metric: TestSeries['metric']): string {
  const dimensions = Object.entries(metric.dimensions).map(([name, value]) => `${name}=${value}`);
  return `${metric.namespace} ${metric.name}${dimensions.length === 0 ? '' : ` {${dimensions.join(', ')}}`}`;
}
