import type { Instant } from '../../engine/clock';
import type { RequestShape, Traffic } from '../scenario';
import { RandomStream } from '../world/random';

/** One request that a user makes. */
export interface Arrival {
  readonly at: Instant;
  readonly request: RequestShape;
}

/**
 * Users' requests over virtual time: a Poisson process (or an even pace) of the scenario's rate, each request drawn by
 * its weight. The same seed gives the same arrivals, however the time is cut into intervals.
 */
export class Arrivals {
  readonly #gaps: RandomStream;
  readonly #choices: RandomStream;
  readonly #interval: number;
  readonly #totalWeight: number;
  #next: Instant | undefined;

  constructor(
    private readonly traffic: Pick<Traffic, 'requestsPerMinute' | 'arrivals'>,
    private readonly requests: readonly RequestShape[],
    seed: number,
  ) {
    this.#gaps = new RandomStream(seed, 'arrivals');
    this.#choices = new RandomStream(seed, 'requests');
    this.#interval = 60_000 / traffic.requestsPerMinute;
    this.#totalWeight = requests.reduce((sum, request) => sum + request.weight, 0);
  }

  /** The requests from `from` (inclusive) to `to` (exclusive), in order. Intervals are asked for in order. */
  *between(from: Instant, to: Instant): Generator<Arrival> {
    if (!Number.isFinite(this.#interval)) return;
    this.#next ??= from + this.#gap();
    if (this.#next < from) this.#next = from + this.#gap();
    while (this.#next < to) {
      yield { at: Math.floor(this.#next), request: this.#choose() };
      this.#next += this.#gap();
    }
  }

  #gap(): number {
    return this.traffic.arrivals === 'even' ? this.#interval : this.#interval * this.#gaps.exponential();
  }

  #choose(): RequestShape {
    let point = this.#choices.uniform() * this.#totalWeight;
    for (const request of this.requests) {
      point -= request.weight;
      if (point < 0) return request;
    }
    return this.requests.at(-1) as RequestShape;
  }
}
