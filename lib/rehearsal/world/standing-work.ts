import { performance } from 'node:perf_hooks';
import type { Instant, VirtualClock } from '../../engine/clock';

interface Held {
  readonly ended: Promise<void>;
  /** How far the clock may go meanwhile; undefined: not at all. */
  readonly until: Instant | undefined;
}

/**
 * Real work that runs while the virtual clock stands still: hooks, canaries, functions that events call.
 * What such work does at a real moment is stamped with the instant at which the clock stands plus the real time since
 * it came to stand. Work whose outcome cannot matter before an instant lets the clock go on until then.
 */
export class StandingWork {
  readonly #held = new Set<Held>();
  readonly #failures: unknown[] = [];
  #since = 0;

  constructor(private readonly clock: VirtualClock) {}

  /** Virtual time at this real moment. */
  now(): Instant {
    return this.clock.now() + (this.isHeld ? Math.round(performance.now() - this.#since) : 0);
  }

  /** Whether the clock has to stand still. */
  get isHeld(): boolean {
    for (const { until } of this.#held) if (until === undefined) return true;
    return false;
  }

  /** How far the clock may go; Infinity where no work limits it. */
  get limit(): Instant {
    let limit = Number.POSITIVE_INFINITY;
    for (const { until } of this.#held) if (until !== undefined && until < limit) limit = until;
    return limit;
  }

  /**
   * Holds the clock until `work` has ended. Where it fails, `settle` throws its error.
   * @param until how far the clock may go meanwhile @default not at all
   */
  hold(work: Promise<unknown>, until?: Instant): void {
    if (until === undefined && !this.isHeld) this.#since = performance.now();
    const ended: Promise<void> = work
      .then(
        () => {},
        (error) => {
          this.#failures.push(error);
        },
      )
      .then(() => {
        this.#held.delete(held);
      });
    const held = { ended, until };
    this.#held.add(held);
  }

  /** Resolves when the work has ended that holds the clock at `now`, and all of that kind which it began meanwhile. */
  async settle(now: Instant): Promise<void> {
    for (;;) {
      const due = [...this.#held].filter(({ until }) => until === undefined || until <= now);
      if (due.length === 0) break;
      await Promise.all(due.map(({ ended }) => ended));
    }
    const [failure] = this.#failures.splice(0);
    if (failure !== undefined) throw failure;
  }
}
