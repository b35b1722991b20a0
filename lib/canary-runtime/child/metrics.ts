import type { CanaryMetric } from '../request';
import type { Configuration } from './configuration';
import type { RequestCounts } from './requests';

/** The datapoints of a run, with AWS' names, dimensions and units. Source: CloudWatch_Synthetics_Canaries_metrics. */
export class Metrics {
  readonly published: CanaryMetric[] = [];

  constructor(
    private readonly canaryName: string,
    private readonly configuration: Configuration,
  ) {}

  step(
    stepName: string,
    passed: boolean,
    durationMs: number,
    settings: { stepSuccessMetric: boolean; stepDurationMetric: boolean },
  ): void {
    const dimensions = { CanaryName: this.canaryName, StepName: stepName };
    if (settings.stepSuccessMetric) this.#put('SuccessPercent', dimensions, passed ? 100 : 0, 'Percent');
    if (settings.stepDurationMetric) this.#put('Duration', dimensions, durationMs, 'Milliseconds');
  }

  /** A run with a verdict. */
  verdict(passed: boolean, durationMs: number): void {
    const dimensions = { CanaryName: this.canaryName };
    this.#put('SuccessPercent', dimensions, passed ? 100 : 0, 'Percent');
    this.#put('Duration', dimensions, durationMs, 'Milliseconds');
  }

  requests(counts: RequestCounts): void {
    const on = this.configuration;
    this.#pair('2xx', counts._2xx, on.get('_2xxMetric'), on.get('aggregated2xxMetric'));
    this.#pair('4xx', counts._4xx, on.get('_4xxMetric'), on.get('aggregated4xxMetric'));
    this.#pair('5xx', counts._5xx, on.get('_5xxMetric'), on.get('aggregated5xxMetric'));
    this.#pair(
      'Failed requests',
      counts.failed,
      on.get('failedRequestsMetric'),
      on.get('aggregatedFailedRequestsMetric'),
    );
  }

  /** Whether the canary itself failed to execute. */
  execution(failed: boolean): void {
    const on = this.configuration;
    this.#pair('Failed', failed ? 1 : 0, on.get('failedCanaryMetric'), on.get('aggregatedFailedCanaryMetric'));
  }

  visual(comparisons: number, matching: number): void {
    const dimensions = { CanaryName: this.canaryName };
    if (this.configuration.get('visualMonitoringSuccessPercentMetric')) {
      this.#put('VisualMonitoringSuccessPercent', dimensions, (100 * matching) / comparisons, 'Percent');
    }
    if (this.configuration.get('visualMonitoringTotalComparisonsMetric')) {
      this.#put('VisualMonitoringTotalComparisons', dimensions, comparisons, 'Count');
    }
  }

  #pair(name: string, value: number, own: boolean, aggregated: boolean): void {
    if (own) this.#put(name, { CanaryName: this.canaryName }, value, 'Count');
    if (aggregated) this.#put(name, {}, value, 'Count');
  }

  #put(name: string, dimensions: Record<string, string>, value: number, unit: string): void {
    this.published.push({ name, dimensions, value, unit });
  }
}
