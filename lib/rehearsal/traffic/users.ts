import type { Instant } from '../../engine/clock';
import type { HttpRequest } from '../network';
import { defaultRequests } from '../release/default-requests';
import type { UsersEntrance, UsersWay } from '../release/entrance';
import type { RequestShape, Scenario } from '../scenario';
import { answeredStatus, balancerEvent } from '../services/loadbalancing/function-target';
import type { Route } from '../services/loadbalancing/load-balancing';
import type { World } from '../world/world';
import { type Arrival, Arrivals } from './arrivals';
import { Ledger } from './ledger';

/** Requests that are on their way at once. */
const concurrency = 48;

/** The users of the service: they make the scenario's requests wherever the service is entered. */
export class Users {
  readonly ledger = new Ledger();
  #arrivals: Arrivals | undefined;
  #ways: readonly UsersWay[] = [];
  #routes: readonly Route[] = [];

  constructor(private readonly scenario: Scenario) {}

  /**
   * From now on requests arrive: at each of these routes of load balancers, and by each of these ways. Services that are
   * deployed side by side have users of their own, with the scenario's traffic each.
   */
  arrive(ways: readonly UsersWay[], routes: readonly Route[]): void {
    const { traffic, seed } = this.scenario;
    const entrance = ways[0]?.entrance;
    const requests =
      traffic.requests.length > 0
        ? traffic.requests
        : defaultRequests(entrance, (target) => entrance?.leads.includes(target) === true);
    this.#ways = ways;
    this.#routes = routes;
    this.#arrivals = new Arrivals(traffic, requests, seed);
  }

  /** How they come in where no load balancer leads them. */
  get ways(): readonly UsersWay[] {
    return this.#ways;
  }

  /** Whether a load balancer leads users to what is released. */
  get isBalanced(): boolean {
    return this.#routes.length > 0;
  }

  /** Makes the requests of an interval, for real. The alias' weights stand still in it. */
  async passing(world: World, from: Instant, to: Instant): Promise<void> {
    if (this.#arrivals === undefined || world.isPaused()) return;
    const arrivals = this.#arrivals.between(from, to);
    const one = async () => {
      for (const arrival of arrivals) {
        if (world.signal.aborted) return;
        for (const route of this.#routes) this.#balanced(world, arrival, route);
        for (const way of this.#ways) await this.#request(world, arrival, way);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, one));
  }

  #balanced(world: World, { at, request }: Arrival, route: Route): void {
    const caller = { kind: 'user' as const, request: request.name, method: request.method, path: request.path };
    const { status, faults, role, durationMs } = world.serving.balancer.serve(route, caller, at);
    const served = { at, failed: status >= 500, harmed: faults.length > 0, durationMs };
    this.ledger.record({ ...served, ...(role === undefined ? {} : { role }) }, world.compute.release.weight);
  }

  async #request(world: World, { at, request }: Arrival, { aliases, entrance, event }: UsersWay): Promise<void> {
    const caller = { kind: 'user' as const, request: request.name, method: request.method, path: request.path };
    const { weight } = world.compute.release;
    if (entrance === undefined) {
      const [alias] = aliases;
      // Nothing leads anybody to a service without a load balancer.
      if (alias === undefined) return;
      const route = request.event === undefined ? world.serving.routeToAlias(alias) : undefined;
      const invoked = await world.compute.invoker.invoke({
        reference: `${alias.functionName}:${alias.alias}`,
        payload:
          route === undefined
            ? (request.event ?? event.event)
            : balancerEvent(request, route.group.arn, route.loadBalancer.host),
        caller,
        at,
      });
      const { role, faults = [], durationMs = 0 } = invoked ?? {};
      let failed = invoked?.error !== undefined;
      if (route !== undefined && invoked !== undefined) {
        const status = answeredStatus(invoked);
        world.serving.balancer.recordFunction(route, at, durationMs, status);
        failed = (status ?? 502) >= 500;
      }
      this.ledger.record(
        { at, ...(role === undefined ? {} : { role }), failed, harmed: faults.length > 0, durationMs },
        weight,
      );
      return;
    }
    const exchange = await world.compute.doors.answer(httpRequest(request, entrance), caller, at);
    if (exchange === undefined) return;
    const { response, invoked, durationMs } = exchange;
    this.ledger.record(
      {
        at,
        ...(invoked?.role === undefined ? {} : { role: invoked.role }),
        failed: response.status >= 500 || invoked?.error !== undefined,
        harmed: (invoked?.faults.length ?? 0) > 0,
        durationMs,
      },
      weight,
    );
  }
}

function httpRequest(shape: RequestShape, { door, stage: given }: UsersEntrance): HttpRequest {
  const stages = 'stages' in door ? door.stages : [];
  const stage = given ?? (stages.find(({ name }) => name === '$default') ?? stages[0])?.name;
  const prefix = stage === undefined || stage === '$default' ? '' : `/${stage}`;
  const text = typeof shape.body === 'string' ? shape.body : JSON.stringify(shape.body);
  const body = shape.body === undefined ? undefined : Buffer.from(text ?? '');
  const isJson = body !== undefined && typeof shape.body !== 'string';
  const headers: Record<string, string> = { 'user-agent': 'aviary-user', accept: '*/*' };
  if (isJson) headers['content-type'] = 'application/json';
  return {
    method: shape.method,
    host: door.host,
    path: `${prefix}${shape.path}`,
    headers: { ...headers, ...shape.headers },
    ...(body === undefined ? {} : { body }),
    sourceIp: '203.0.113.7',
  };
}
