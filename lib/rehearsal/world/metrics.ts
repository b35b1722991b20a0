import type { Instant, Millis } from '../../engine/clock';
import type { CloudWatch, MetricId, Sample } from '../../engine/cloudwatch';
import type { Condition, Scenario } from '../scenario';
import { MetricBatches } from './metric-batches';

/** The way of every datapoint to CloudWatch: delayed as assumed, or as the scenario has it for a namespace. */
export class Metrics {
  readonly batches: MetricBatches;
  readonly #conditions: ReadonlyMap<string, Extract<Condition, { metrics: string }>>;

  constructor(
    private readonly cloudwatch: CloudWatch,
    private readonly scenario: Scenario,
  ) {
    this.batches = new MetricBatches((metric, sample, visibleAt) => this.#deliver(metric, sample, visibleAt));
    const conditions = scenario.conditions.flatMap((one) => ('metrics' in one ? [[one.metrics, one] as const] : []));
    this.#conditions = new Map(conditions);
  }

  /** A minute has ended: what was emitted in it is on its way. */
  flush(now: Instant): void {
    this.batches.flush(now, (namespace) => this.delayOf(namespace));
  }

  /** Delivers one sample that was emitted at an instant. */
  put(metric: MetricId, sample: Sample, emittedAt: Instant): void {
    this.#deliver(metric, sample, emittedAt + this.delayOf(metric.namespace));
  }

  /** From the emission of a datapoint of a namespace to its being readable. */
  delayOf(namespace: string): Millis {
    return this.#conditions.get(namespace)?.delay ?? this.scenario.assumptions.publishDelay;
  }

  #deliver(metric: MetricId, sample: Sample, visibleAt: Instant): void {
    if (this.#conditions.get(metric.namespace)?.drop === true) return;
    this.cloudwatch.putMetricData(metric, sample, visibleAt);
  }
}
