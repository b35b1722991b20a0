import type { Instant, Millis } from '../../../engine/clock';
import type { Fault, Scenario } from '../../scenario';
import type { Faults, Role } from '../../world/faults';
import type { MetricBatches } from '../../world/metric-batches';
import { RandomStream } from '../../world/random';
import type { Caller } from '../lambda/invoker';
import { standInFor, standInInvocation } from '../lambda/stand-in';
import type { FunctionRoute, LoadBalancing, Route } from './load-balancing';
import { TargetGroupMetrics } from './target-group-metrics';

/** What became of a request behind a load balancer. */
export interface Answer {
  readonly status: number;
  readonly durationMs: Millis;
  /** Which version served it; `undefined`: neither, or one that has nothing to do with the release. */
  readonly role?: Role;
  /** The scenario's faults that it met. */
  readonly faults: readonly Fault[];
}

/** A load balancer waits so long for a target. Source: idle_timeout.timeout_seconds, the default. */
const idleTimeout: Millis = 60_000;

/** Divides requests among target groups and has their stand-ins answer them. */
export class Balancer {
  readonly #metrics: TargetGroupMetrics;
  readonly #routing: Readonly<Record<Caller['kind'], RandomStream>>;
  readonly #standIns: RandomStream;

  constructor(
    private readonly balancing: LoadBalancing,
    private readonly faults: Faults,
    private readonly scenario: Scenario,
    batches: MetricBatches,
  ) {
    this.#metrics = new TargetGroupMetrics(batches);
    const { seed } = scenario;
    const other = new RandomStream(seed, 'target group weights of canaries');
    this.#routing = { user: new RandomStream(seed, 'target group weights'), canary: other, service: other };
    this.#standIns = new RandomStream(seed, 'stand-ins behind load balancers');
  }

  /** What load balancers publish of their targets, for the minute of an instant. */
  recordHealth(at: Instant): void {
    for (const { loadBalancer, group, health } of this.balancing.health())
      this.#metrics.recordHealth({ loadBalancer: loadBalancer.fullName, targetGroup: group.fullName }, health, at);
  }

  /** A function behind a load balancer was invoked; its status, or `undefined` where the load balancer answered with 502. */
  recordFunction(route: FunctionRoute, at: Instant, durationMs: Millis, targetStatus: number | undefined): void {
    this.#metrics.record({
      loadBalancer: route.loadBalancer.fullName,
      targetGroup: route.group.fullName,
      at,
      durationMs,
      ...(targetStatus === undefined ? {} : { targetStatus }),
    });
  }

  serve(route: Route, caller: Caller, at: Instant): Answer {
    const draws = this.#routing[caller.kind];
    const groupArn = chosen(route.weights, draws.uniform());
    const group = groupArn === undefined ? undefined : this.balancing.targetGroups.get(groupArn);
    const balancer = this.balancing.loadBalancers.get(route.loadBalancerArn);
    const server = groupArn === undefined ? undefined : this.balancing.targetsOf(groupArn)?.(() => draws.uniform());
    const names = { loadBalancer: balancer?.fullName ?? '', targetGroup: group?.fullName ?? '' };
    if (server === undefined) {
      this.#metrics.record({ ...names, at, durationMs: 1 });
      return { status: 503, durationMs: 1, faults: [] };
    }
    const { role, logicalId, zone } = server;
    const faults =
      role === undefined
        ? []
        : this.faults.of({ ...caller, role, from: caller.kind === 'user' ? 'user' : 'canary', at });
    const usual = standInInvocation(standInFor(logicalId, this.scenario, role), this.#standIns);
    const { targetStatus, status, durationMs } = withFaults(
      usual.error === undefined ? 200 : 500,
      usual.durationMs,
      faults,
    );
    this.#metrics.record({
      ...names,
      ...(zone === undefined ? {} : { zone }),
      at,
      durationMs,
      ...(targetStatus === undefined ? {} : { targetStatus }),
    });
    return { status, durationMs, faults, ...(role === undefined ? {} : { role }) };
  }
}

function chosen(weights: ReadonlyMap<string, number>, draw: number): string | undefined {
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  let point = draw * total;
  for (const [group, weight] of weights) {
    point -= weight;
    if (point < 0) return group;
  }
  return undefined;
}

/** A target that hangs or dies answers nothing: the load balancer does, with 504 or 502. */
function withFaults(
  status: number,
  usualMs: Millis,
  faults: readonly Fault[],
): { readonly status: number; readonly targetStatus?: number; readonly durationMs: Millis } {
  let durationMs = usualMs;
  let answer = status;
  for (const fault of faults) {
    if (fault.fault === 'hang') return { status: 504, durationMs: idleTimeout };
    if (fault.fault === 'crash') return { status: 502, durationMs: usualMs };
    if (fault.fault === 'error') answer = 500;
    if (fault.fault === 'status') answer = fault.status;
    if (fault.fault === 'latency') durationMs += fault.add;
  }
  return durationMs >= idleTimeout
    ? { status: 504, durationMs: idleTimeout }
    : { status: answer, targetStatus: answer, durationMs };
}
