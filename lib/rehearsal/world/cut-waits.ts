import type { Millis } from '../../engine/clock';

/**
 * How long a wait takes in real time: up to the limit itself, and hardly more beyond it. Of two waits the longer one still
 * ends later.
 */
export function cutWait(wait: Millis, limit: Millis): Millis {
  return wait <= limit ? wait : limit + (wait - limit) / 50;
}

/** Counts what canaries did not wait in real time, so that their runs are recorded as long as they would have been. */
export class CutWaits {
  readonly #open = new Set<{ readonly canary: string; credit: Millis }>();

  constructor(readonly limit: Millis) {}

  /** A run begins: what is credited from now on is its own, or that of every run where nobody knows whose it is. */
  begin(canary: string): { end(): Millis } {
    const run = { canary, credit: 0 };
    this.#open.add(run);
    return {
      end: () => {
        this.#open.delete(run);
        return run.credit;
      },
    };
  }

  /**
   * A canary's request waited for `wait`, of which only a part passed in real time.
   * @param userAgent browsers of canaries tell their ARN in it
   */
  credit(wait: Millis, userAgent: string | undefined): void {
    const named = /:canary:([\w-]+)/.exec(userAgent ?? '')?.[1];
    for (const run of this.#open) {
      if (named === undefined || named === run.canary) run.credit += wait - cutWait(wait, this.limit);
    }
  }
}
