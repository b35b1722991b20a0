import type { Instant, Millis } from '../../../engine/clock';
import { type MeasuredMetric, type MetricBatches, measuredIn } from '../../world/metric-batches';
import type { Target } from './functions';

const namespace = 'AWS/Lambda';

/** The four metrics of an invocation, in one of the dimension sets that Lambda publishes. */
interface MetricSet {
  readonly invocations: MeasuredMetric;
  readonly errors: MeasuredMetric;
  readonly throttles: MeasuredMetric;
  readonly duration: MeasuredMetric;
}

/**
 * Publishes what Lambda publishes of each invocation: without dimensions, by FunctionName, by FunctionName and Resource,
 * and for aliases also by ExecutedVersion, the only one that tells the versions of a weighted alias apart.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-view.html
 */
export class LambdaMetrics {
  readonly #sets = new Map<string, readonly MetricSet[]>();

  constructor(private readonly batches: MetricBatches) {}

  record(target: Target, at: Instant, durationMs: Millis, failed: boolean): void {
    const emittedAt = at + durationMs;
    // Lambda reports durations to a hundredth of a millisecond.
    const duration = Math.round(durationMs * 100) / 100;
    for (const set of this.#setsOf(target)) {
      this.batches.add(set.invocations, 1, at, emittedAt);
      this.batches.add(set.errors, failed ? 1 : 0, at, emittedAt);
      this.batches.add(set.throttles, 0, at, emittedAt);
      this.batches.add(set.duration, duration, at, emittedAt);
    }
  }

  #setsOf(target: Target): readonly MetricSet[] {
    const { functionName } = target.configuration;
    const key = `${functionName}:${target.qualifier ?? ''}:${target.alias === undefined ? '' : target.version}`;
    const known = this.#sets.get(key);
    if (known !== undefined) return known;
    const sets = dimensionSets(functionName, target).map((dimensions) => metricSet(dimensions));
    this.#sets.set(key, sets);
    return sets;
  }
}

function dimensionSets(functionName: string, target: Target): readonly Record<string, string>[] {
  const sets: Record<string, string>[] = [{}, { FunctionName: functionName }];
  if (target.qualifier === undefined) return sets;
  const Resource = `${functionName}:${target.qualifier}`;
  sets.push({ FunctionName: functionName, Resource });
  if (target.alias !== undefined) sets.push({ FunctionName: functionName, Resource, ExecutedVersion: target.version });
  return sets;
}

function metricSet(dimensions: Readonly<Record<string, string>>): MetricSet {
  const measured = measuredIn(namespace, dimensions);
  return {
    invocations: measured('Invocations', 'Count', false),
    errors: measured('Errors', 'Count', false),
    throttles: measured('Throttles', 'Count', false),
    duration: measured('Duration', 'Milliseconds', true),
  };
}
