import type { Role } from '../../world/faults';
import type { LoadBalancing, Targets } from '../loadbalancing/load-balancing';

/** One server of an Auto Scaling group. */
export interface FleetInstance {
  readonly id: string;
  readonly zone: string;
  revision: string;
  inService: boolean;
}

/** An Auto Scaling group: its servers, and the target groups that they stand behind. */
export interface Fleet {
  readonly name: string;
  readonly logicalId: string;
  readonly instances: readonly FleetInstance[];
}

/** What serves before a release, and what it deploys: a rehearsal runs neither. */
export const baselineRevision = 'the baseline revision';
export const candidateRevision = 'the candidate revision';

/** The Auto Scaling groups of the account. */
export class Fleets {
  readonly #fleets = new Map<string, Fleet>();
  #isReleased = false;

  constructor(private readonly balancing: LoadBalancing) {}

  put(fleet: Fleet, targetGroups: readonly string[]): void {
    this.#fleets.set(fleet.name, fleet);
    const health = () => ({ healthy: fleet.instances.filter(({ inService }) => inService).length, unhealthy: 0 });
    for (const group of targetGroups) this.balancing.register(group, this.#targets(fleet), health);
  }

  get(name: string): Fleet | undefined {
    return this.#fleets.get(name);
  }

  all(): Iterable<Fleet> {
    return this.#fleets.values();
  }

  remove(name: string): void {
    this.#fleets.delete(name);
  }

  baselineStands(): void {
    this.#isReleased = true;
  }

  /** The candidate's share of the servers in service: the largest among the fleets. */
  get weight(): number {
    return Math.max(0, ...[...this.#fleets.values()].map(shareOfCandidate));
  }

  #targets(fleet: Fleet): Targets {
    return (draw) => {
      const inService = fleet.instances.filter((instance) => instance.inService);
      const instance = inService[Math.floor(draw() * inService.length)];
      if (instance === undefined) return undefined;
      const role: Role = instance.revision === candidateRevision ? 'candidate' : 'baseline';
      return { logicalId: fleet.logicalId, zone: instance.zone, ...(this.#isReleased ? { role } : {}) };
    };
  }
}

export function shareOfCandidate({ instances }: Fleet): number {
  const inService = instances.filter((instance) => instance.inService);
  const candidates = inService.filter(({ revision }) => revision === candidateRevision);
  return inService.length === 0 ? 0 : candidates.length / inService.length;
}
