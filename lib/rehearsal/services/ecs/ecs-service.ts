import type { Role } from '../../world/faults';
import type { LoadBalancing, TargetHealth, Targets } from '../loadbalancing/load-balancing';

/** A service of ECS: its revisions, and the target groups that they stand behind. */
export interface EcsService {
  readonly arn: string;
  readonly name: string;
  readonly cluster: string;
  readonly logicalId: string;
  /** Of the service's load balancer; none: it takes no requests. */
  targetGroups: readonly string[];
  /** Listeners or rules by ARN, where a deployment moves them. */
  productionRoute?: string;
  testRoute?: string;
  /** Task definitions by ARN. `target` is there while a deployment goes on. */
  current: string;
  target?: string;
  /** The index in `targetGroups` of the one that production reaches. */
  production: number;
  /** The target revision's share of production traffic, 0 to 1. */
  weight: number;
  desiredCount: number;
  /** Whether the target revision's tasks have passed their health checks. */
  isTargetUp: boolean;
}

/** The services of the account's clusters, with what a rehearsal asks of them. */
export class EcsServices {
  readonly #services = new Map<string, EcsService>();
  readonly #baselines = new Map<string, string>();
  /** What was released, where any task definition after it is the baseline's again. */
  readonly #released = new Map<string, string>();

  /** @param neverStart whether the candidate's tasks fail their health checks */
  constructor(
    private readonly balancing: LoadBalancing,
    private readonly neverStart: boolean,
  ) {}

  put(service: EcsService): void {
    this.#services.set(service.arn, service);
    service.targetGroups.forEach((group, index) => {
      this.balancing.register(group, this.#targets(service, index), () => this.#health(service, index));
    });
  }

  /** A deployment group says which target groups take turns, and what leads to them. */
  pair(service: EcsService, pair: Pick<EcsService, 'targetGroups' | 'productionRoute' | 'testRoute'>): void {
    Object.assign(service, pair);
    this.put(service);
  }

  get(arn: string): EcsService | undefined {
    return this.#services.get(arn);
  }

  /** By the name that CodeDeploy knows it by. */
  named(cluster: string, name: string): EcsService | undefined {
    return this.all().find((service) => service.name === name && service.cluster === cluster);
  }

  all(): readonly EcsService[] {
    return [...this.#services.values()];
  }

  remove(arn: string): void {
    this.#services.delete(arn);
  }

  /** The baseline stands: what runs now is the baseline, and any other task definition the candidate. */
  baselineStands(): void {
    for (const { arn, current } of this.all()) this.#baselines.set(arn, current);
  }

  /** The baseline is deployed again: task definitions that are registered from here on are its. */
  goesBack(): void {
    for (const { arn, current } of this.all()) this.#released.set(arn, current);
  }

  /** The candidate's share of production traffic: the largest among the services. */
  get weight(): number {
    return Math.max(0, ...this.all().map((service) => this.#candidateShare(service)));
  }

  /** Divides production traffic: the target revision gets this share. */
  setProductionWeight(service: EcsService, weight: number): void {
    service.weight = weight;
    const { productionRoute } = service;
    if (productionRoute !== undefined) this.balancing.setWeights(productionRoute, this.#divided(service, weight));
  }

  setTestWeight(service: EcsService, weight: number): void {
    const { testRoute } = service;
    if (testRoute !== undefined) this.balancing.setWeights(testRoute, this.#divided(service, weight));
  }

  /** The deployment has succeeded: the target revision is what runs, behind the target group that it came up in. */
  settle(service: EcsService): void {
    service.current = service.target ?? service.current;
    delete service.target;
    service.isTargetUp = false;
    service.weight = 0;
    if (service.targetGroups.length > 1) service.production = 1 - service.production;
  }

  /** The deployment was taken back. */
  takeBack(service: EcsService): void {
    delete service.target;
    service.isTargetUp = false;
    service.weight = 0;
  }

  #divided(service: EcsService, weight: number): ReadonlyMap<string, number> {
    const blue = service.targetGroups[service.production];
    const green = service.targetGroups[1 - service.production];
    const weights = new Map<string, number>();
    if (blue !== undefined) weights.set(blue, 1 - weight);
    if (green !== undefined) weights.set(green, weight);
    return weights;
  }

  #candidateShare(service: EcsService): number {
    const isCandidate = (revision: string | undefined) => this.#roleOf(service, revision) === 'candidate';
    if (isCandidate(service.current)) return 1;
    return isCandidate(service.target) ? service.weight : 0;
  }

  #roleOf({ arn }: EcsService, revision: string | undefined): Role | undefined {
    const baseline = this.#baselines.get(arn);
    if (baseline === undefined || revision === undefined) return undefined;
    if (revision === baseline) return 'baseline';
    const released = this.#released.get(arn);
    return released === undefined || revision === released ? 'candidate' : 'baseline';
  }

  /** The tasks that stand behind one of its target groups. */
  #health(service: EcsService, index: number): TargetHealth {
    const { target, desiredCount, isTargetUp } = service;
    // Targets in their initial health checks are neither; those that fail them are unhealthy.
    const failing = this.neverStart && target !== undefined && !isTargetUp ? desiredCount : 0;
    if (service.targetGroups.length === 1) return { healthy: desiredCount, unhealthy: failing };
    if (index === service.production) return { healthy: desiredCount, unhealthy: 0 };
    return { healthy: isTargetUp ? desiredCount : 0, unhealthy: failing };
  }

  /** Two target groups hold a revision each; with a single one, both revisions share it while tasks are replaced. */
  #targets(service: EcsService, index: number): Targets {
    return (draw) => {
      if (service.desiredCount === 0) return undefined;
      const isShared = service.targetGroups.length === 1;
      const isProduction = index === service.production;
      const revision = isShared
        ? service.target !== undefined && draw() < service.weight
          ? service.target
          : service.current
        : isProduction
          ? service.current
          : service.target;
      if (revision === undefined) return undefined;
      const role = this.#roleOf(service, revision);
      return { logicalId: service.logicalId, ...(role === undefined ? {} : { role }) };
    };
  }
}
