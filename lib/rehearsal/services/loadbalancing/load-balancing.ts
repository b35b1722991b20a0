import type { Role } from '../../world/faults';

/** A load balancer, as its metrics and its address name it. */
export interface LoadBalancer {
  readonly arn: string;
  /** `app/name/id`, the dimension LoadBalancer. */
  readonly fullName: string;
  /** Lower case. */
  readonly host: string;
}

export interface TargetGroup {
  readonly arn: string;
  readonly logicalId: string;
  /** `targetgroup/name/id`, the dimension TargetGroup. */
  readonly fullName: string;
  readonly name: string;
}

/** A listener, or a rule of one: where requests come in and among which target groups they are divided. */
export interface Route {
  readonly arn: string;
  readonly logicalId: string;
  /** The listener's own ARN, for a rule. */
  readonly listenerArn: string;
  readonly loadBalancerArn: string;
  readonly port: number;
  /** Rules are tried in this order, the listener's own action last. */
  readonly priority: number;
  /** Patterns of paths, with `*` and `?`; none: every path. */
  readonly paths: readonly string[];
  /** Target groups by ARN. Deployments change them. */
  weights: ReadonlyMap<string, number>;
}

/** Who serves one request behind a target group. */
export interface Server {
  /** The logical id that a scenario's stand-in names. */
  readonly logicalId: string;
  readonly role?: Role;
  /** The availability zone, where it is known. */
  readonly zone?: string;
}

/** What is registered with a target group: gives the target of the next request; `undefined`: none is healthy. */
export type Targets = (draw: () => number) => Server | undefined;

/** How many targets of a group pass their health checks, and how many fail them. */
export interface TargetHealth {
  readonly healthy: number;
  readonly unhealthy: number;
}

/** A load balancer that leads to a function. */
export interface FunctionRoute {
  readonly loadBalancer: LoadBalancer;
  readonly group: TargetGroup;
}

/** The load balancers of the account: what leads where. */
export class LoadBalancing {
  readonly loadBalancers = new Map<string, LoadBalancer>();
  readonly targetGroups = new Map<string, TargetGroup>();
  readonly routes = new Map<string, Route>();
  readonly #targets = new Map<string, Targets>();
  readonly #health = new Map<string, () => TargetHealth>();

  /** Functions and aliases behind target groups, by the ARN of the group. */
  readonly functions = new Map<string, string>();

  /** Where requests for a function or an alias come in; `undefined`: no load balancer leads to it. */
  routeToFunction(isTarget: (reference: string) => boolean): FunctionRoute | undefined {
    for (const [arn, reference] of this.functions) {
      if (!isTarget(reference)) continue;
      const route = this.routeTo(arn);
      const loadBalancer = route && this.loadBalancers.get(route.loadBalancerArn);
      const group = this.targetGroups.get(arn);
      if (loadBalancer !== undefined && group !== undefined) return { loadBalancer, group };
    }
    return undefined;
  }

  register(targetGroupArn: string, targets: Targets, health: () => TargetHealth): void {
    this.#targets.set(targetGroupArn, targets);
    this.#health.set(targetGroupArn, health);
  }

  /** Each target group with registered targets, for each load balancer that has a listener or a rule with it. */
  *health(): Iterable<{
    readonly loadBalancer: LoadBalancer;
    readonly group: TargetGroup;
    readonly health: TargetHealth;
  }> {
    for (const [arn, count] of this.#health) {
      const health = count();
      const group = this.targetGroups.get(arn);
      if (group === undefined || health.healthy + health.unhealthy === 0) continue;
      const routes = [...this.routes.values()].filter(({ weights }) => weights.has(arn));
      for (const balancerArn of new Set(routes.map(({ loadBalancerArn }) => loadBalancerArn))) {
        const loadBalancer = this.loadBalancers.get(balancerArn);
        if (loadBalancer !== undefined) yield { loadBalancer, group, health };
      }
    }
  }

  targetsOf(targetGroupArn: string): Targets | undefined {
    return this.#targets.get(targetGroupArn);
  }

  /** @throws where there is no such listener or rule */
  setWeights(routeArn: string, weights: ReadonlyMap<string, number>): void {
    const route = this.routes.get(routeArn);
    if (route === undefined) throw new Error(`There is no listener or listener rule ${routeArn}.`);
    route.weights = weights;
  }

  /** The first listener or rule that forwards to a target group. */
  routeTo(targetGroupArn: string): Route | undefined {
    return [...this.routes.values()].find(({ weights }) => weights.has(targetGroupArn));
  }

  targetGroupNamed(name: string): TargetGroup | undefined {
    return [...this.targetGroups.values()].find((group) => group.name === name);
  }

  hasHost(host: string): boolean {
    return [...this.loadBalancers.values()].some((one) => one.host === host.toLowerCase());
  }

  /** Where a request to an address comes in. */
  routeAt(host: string, port: number, path: string): Route | undefined {
    const balancer = [...this.loadBalancers.values()].find((one) => one.host === host.toLowerCase());
    return [...this.routes.values()]
      .filter((route) => route.loadBalancerArn === balancer?.arn && route.port === port && route.weights.size > 0)
      .sort((a, b) => a.priority - b.priority)
      .find(({ paths }) => paths.length === 0 || paths.some((pattern) => matches(pattern, path)));
  }
}

/** A path pattern of a listener rule: `*` stands for any characters, `?` for one. */
function matches(pattern: string, path: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(path);
}
