import type { Instant, Millis } from '../../../engine/clock';
import { type MeasuredMetric, type MetricBatches, measuredIn } from '../../world/metric-batches';
import type { TargetHealth } from './load-balancing';

const namespace = 'AWS/ApplicationELB';

/** A network load balancer, whose names begin so, publishes flows, not requests. */
const isNetwork = (loadBalancer: string) => loadBalancer.startsWith('net/');

/** How one request went, as the load balancer sees it. */
export interface BalancedRequest {
  readonly loadBalancer: string;
  readonly targetGroup: string;
  readonly zone?: string;
  readonly at: Instant;
  /** What the target answered; `undefined`: it did not, and the load balancer answered with 5xx itself. */
  readonly targetStatus?: number;
  readonly durationMs: Millis;
}

interface MetricSet {
  readonly requests: MeasuredMetric;
  readonly responseTime: MeasuredMetric;
  /** By the first digit of the status. */
  readonly answers: ReadonlyMap<number, MeasuredMetric>;
}

/**
 * Publishes what a load balancer publishes of each request: by load balancer, and by load balancer and target group, each also by
 * availability zone where it is known. A count of answers is there only in minutes in which it is not zero.
 * Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export class TargetGroupMetrics {
  readonly #sets = new Map<string, readonly MetricSet[]>();

  constructor(private readonly batches: MetricBatches) {}

  record(request: BalancedRequest): void {
    if (isNetwork(request.loadBalancer)) return;
    const { at, durationMs, targetStatus } = request;
    const emittedAt = at + durationMs;
    for (const set of this.#setsOf(request)) {
      this.batches.add(set.requests, 1, at, emittedAt);
      if (targetStatus === undefined) continue;
      this.batches.add(set.responseTime, Math.round(durationMs) / 1_000, at, emittedAt);
      const answer = set.answers.get(Math.floor(targetStatus / 100));
      if (answer !== undefined) this.batches.add(answer, 1, at, emittedAt);
    }
    if (targetStatus !== undefined) return;
    const metric = { namespace, name: 'HTTPCode_ELB_5XX_Count', dimensions: { LoadBalancer: request.loadBalancer } };
    const key = `${namespace} HTTPCode_ELB_5XX_Count ${request.loadBalancer}`;
    this.batches.add({ key, metric, unit: 'Count', keepsValues: false }, 1, at, emittedAt);
  }

  /**
   * The targets of a group, once a minute: there while any is registered.
   * Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
   */
  recordHealth(names: Pick<BalancedRequest, 'loadBalancer' | 'targetGroup'>, health: TargetHealth, at: Instant): void {
    const measured = measuredIn(isNetwork(names.loadBalancer) ? 'AWS/NetworkELB' : namespace, {
      LoadBalancer: names.loadBalancer,
      TargetGroup: names.targetGroup,
    });
    this.batches.add(measured('HealthyHostCount', 'Count', false), health.healthy, at, at);
    this.batches.add(measured('UnHealthyHostCount', 'Count', false), health.unhealthy, at, at);
  }

  #setsOf({ loadBalancer: LoadBalancer, targetGroup: TargetGroup, zone }: BalancedRequest): readonly MetricSet[] {
    const key = `${LoadBalancer} ${TargetGroup} ${zone ?? ''}`;
    const known = this.#sets.get(key);
    if (known !== undefined) return known;
    const dimensions: Record<string, string>[] = [{ LoadBalancer }, { LoadBalancer, TargetGroup }];
    if (zone !== undefined) {
      dimensions.push({ LoadBalancer, AvailabilityZone: zone }, { LoadBalancer, TargetGroup, AvailabilityZone: zone });
    }
    const sets = dimensions.map(metricSet);
    this.#sets.set(key, sets);
    return sets;
  }
}

function metricSet(dimensions: Readonly<Record<string, string>>): MetricSet {
  const measured = measuredIn(namespace, dimensions);
  return {
    requests: measured('RequestCount', 'Count', false),
    responseTime: measured('TargetResponseTime', 'Seconds', true),
    answers: new Map(
      [2, 3, 4, 5].map((digit) => [digit, measured(`HTTPCode_Target_${digit}XX_Count`, 'Count', false)]),
    ),
  };
}
