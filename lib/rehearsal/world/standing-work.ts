import { performance } from 'node:perf_hooks';
import type { Instant, VirtualClock } from '../../engine/clock';

/**
 * Real work that runs while the virtual clock stands still: hooks, canaries, functions that events call.
 * What such work does at a real moment is stamped with the instant at which the clock stands plus the real time since
 * it came to stand.
 */
export class StandingWork {
  readonly #pending = new Set<Promise<void>>();
  readonly #failures: unknown[] = [];
  #since = 0;

  constructor(private readonly clock: VirtualClock) {}

  /** Virtual time at this real moment. */
  now(): Instant {
    return this.clock.now() + (this.#pending.size === 0 ? 0 : Math.round(performance.now() - this.#since));
  }

  get idle(): boolean {
    return this.#pending.size === 0;
  }

  /** Holds the clock until `work` has ended. Where it fails, `settle` throws its error. */
  hold(work: Promise<unknown>): void {
    if (this.#pending.size === 0) this.#since = performance.now();
    const held: Promise<void> = work
      .then(
        () => {},
        (error) => {
          this.#failures.push(error);
        },
      )
      .then(() => {
        this.#pending.delete(held);
      });
    this.#pending.add(held);
  }

  /** Resolves when all work has ended, and all that it began meanwhile. */
  async settle(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
    const [failure] = this.#failures.splice(0);
    if (failure !== undefined) throw failure;
  }
}
