import type { Instant, Millis } from '../../../engine/clock';
import type { FrontDoor } from '../../network';
import { type MeasuredMetric, type MetricBatches, measuredIn } from '../../world/metric-batches';

const namespace = 'AWS/ApiGateway';

interface MetricSet {
  readonly count: MeasuredMetric;
  readonly clientErrors: MeasuredMetric;
  readonly serverErrors: MeasuredMetric;
  readonly latency: MeasuredMetric;
  readonly integrationLatency: MeasuredMetric;
}

/**
 * What API Gateway publishes of each request: HTTP APIs by ApiId (and Stage) as `4xx` and `5xx`, REST APIs by ApiName (and
 * Stage) as `4XXError` and `5XXError`. Function URLs publish in AWS/Lambda, which a guard does not read.
 * Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html and
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 */
export class ApiMetrics {
  readonly #sets = new Map<string, readonly MetricSet[]>();

  constructor(private readonly batches: MetricBatches) {}

  record(
    door: FrontDoor<string>,
    apiName: string,
    stage: string,
    request: { readonly at: Instant; readonly status: number; readonly latency: Millis; readonly integration: Millis },
  ): void {
    if (door.kind === 'function-url') return;
    const { at, status, latency, integration } = request;
    const emittedAt = at + latency;
    for (const set of this.#setsOf(door, apiName, stage)) {
      this.batches.add(set.count, 1, at, emittedAt);
      this.batches.add(set.clientErrors, status >= 400 && status < 500 ? 1 : 0, at, emittedAt);
      this.batches.add(set.serverErrors, status >= 500 ? 1 : 0, at, emittedAt);
      this.batches.add(set.latency, Math.round(latency), at, emittedAt);
      this.batches.add(set.integrationLatency, Math.round(integration), at, emittedAt);
    }
  }

  #setsOf(door: FrontDoor<string>, apiName: string, stage: string): readonly MetricSet[] {
    const key = `${door.id}/${stage}`;
    const known = this.#sets.get(key);
    if (known !== undefined) return known;
    const api: Record<string, string> = door.kind === 'http-api' ? { ApiId: door.id } : { ApiName: apiName };
    const names = door.kind === 'http-api' ? ['4xx', '5xx'] : ['4XXError', '5XXError'];
    const sets = [api, { ...api, Stage: stage }].map((dimensions) => metricSet(dimensions, names));
    this.#sets.set(key, sets);
    return sets;
  }
}

function metricSet(dimensions: Readonly<Record<string, string>>, [client = '', server = '']: string[]): MetricSet {
  const measured = measuredIn(namespace, dimensions);
  return {
    count: measured('Count', 'Count', false),
    clientErrors: measured(client, 'Count', false),
    serverErrors: measured(server, 'Count', false),
    latency: measured('Latency', 'Milliseconds', true),
    integrationLatency: measured('IntegrationLatency', 'Milliseconds', true),
  };
}
