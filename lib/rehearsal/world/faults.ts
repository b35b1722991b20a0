import type { Instant } from '../../engine/clock';
import type { Fault, RequestShape, Scenario } from '../scenario';
import { RandomStream } from './random';

/** Which version of the target an invocation reached. */
export type Role = 'baseline' | 'candidate';

/** A request as faults see it. */
export interface FaultSubject {
  readonly role: Role;
  readonly from: 'user' | 'canary';
  /** The name of a generated request; canaries' requests have none and are known by method and path. */
  readonly request?: string;
  readonly method?: string;
  readonly path?: string;
  readonly at: Instant;
}

/** Decides which faults a request meets. Draws are seeded; users and canaries draw apart. */
export class Faults {
  readonly #draws: { readonly user: RandomStream; readonly canary: RandomStream };
  /** The first shift: faults' times count from it. */
  #firstShift: Instant | undefined;

  constructor(private readonly scenario: Scenario) {
    this.#draws = {
      user: new RandomStream(scenario.seed, 'faults of users'),
      canary: new RandomStream(scenario.seed, 'faults of canaries'),
    };
  }

  get firstShift(): Instant | undefined {
    return this.#firstShift;
  }

  /** Called when traffic first moves. */
  shifted(at: Instant): void {
    this.#firstShift ??= at;
  }

  /** Whether the scenario has any fault that a canary could meet. */
  get touchCanaries(): boolean {
    return [...this.scenario.candidate, ...this.scenario.baseline].some((fault) => fault.to !== 'users');
  }

  /** The faults that this request meets, in the scenario's order. */
  of(subject: FaultSubject): readonly Fault[] {
    const faults = this.scenario[subject.role];
    if (faults.length === 0) return faults;
    return faults.filter(
      (fault) =>
        this.#isActive(fault, subject.at) &&
        (fault.to === 'all' || fault.to === audienceOf[subject.from]) &&
        this.#concerns(fault, subject) &&
        (fault.rate >= 1 || this.#draws[subject.from].uniform() < fault.rate),
    );
  }

  #isActive(fault: Fault, at: Instant): boolean {
    const since = this.#firstShift;
    if (fault.until !== undefined && since !== undefined && at >= since + fault.until) return false;
    return fault.from === 'start' || (since !== undefined && at >= since + fault.from);
  }

  #concerns(fault: Fault, subject: FaultSubject): boolean {
    if (fault.requests === undefined) return true;
    if (subject.request !== undefined) return fault.requests.includes(subject.request);
    return this.scenario.traffic.requests.some(
      (shape) => fault.requests?.includes(shape.name) === true && isSameRequest(shape, subject),
    );
  }
}

function isSameRequest(shape: RequestShape, subject: FaultSubject): boolean {
  return shape.method === subject.method && pathOnly(shape.path) === pathOnly(subject.path ?? '');
}

const pathOnly = (path: string) => path.split('?', 1)[0];

const audienceOf = { user: 'users', canary: 'canaries' } as const;
