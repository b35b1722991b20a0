/** An instant in virtual time: milliseconds since the Unix epoch. */
export type Instant = number;

/** A length of virtual time, in milliseconds. */
export type Millis = number;

/** What the clock does at an instant. The clock stands still until it has ended. */
export type Task = () => void | Promise<void>;

/** Called before the clock moves from one instant to a later one: what happens continuously (traffic) happens here. */
export type Passing = (from: Instant, to: Instant) => void | Promise<void>;

interface Entry {
  readonly at: Instant;
  readonly sequence: number;
  readonly task: Task;
  cancelled: boolean;
}

/**
 * Virtual time: a queue of tasks, run in the order of their instants, and of their scheduling where instants are equal.
 * Time passes only from task to task; real work that a task awaits takes no virtual time.
 */
export class VirtualClock {
  #now: Instant;
  #sequence = 0;
  readonly #heap: Entry[] = [];

  constructor(
    start: Instant,
    private readonly passing: Passing = () => {},
  ) {
    this.#now = start;
  }

  now(): Instant {
    return this.#now;
  }

  /** Schedules a task; an instant that has passed means now. Returns what cancels it. */
  at(instant: Instant, task: Task): () => void {
    const entry: Entry = { at: Math.max(instant, this.#now), sequence: this.#sequence++, task, cancelled: false };
    this.#push(entry);
    return () => {
      entry.cancelled = true;
    };
  }

  /** Schedules a task after a length of time. Returns what cancels it. */
  after(delay: Millis, task: Task): () => void {
    return this.at(this.#now + delay, task);
  }

  /** Runs `task` every `interval` from `first` on, until cancelled. */
  every(interval: Millis, first: Instant, task: Task): () => void {
    let cancel = () => {};
    const run = (instant: Instant) => {
      cancel = this.at(instant, async () => {
        run(instant + interval);
        await task();
      });
    };
    run(first);
    return () => cancel();
  }

  /**
   * Runs tasks until `done` holds or the next task lies beyond `limit`; then, where `done` does not hold, time passes
   * to `limit`. Returns whether `done` holds.
   */
  async runUntil(done: () => boolean, limit: Instant = Number.POSITIVE_INFINITY): Promise<boolean> {
    while (!done()) {
      const next = this.#heap[0];
      if (next === undefined || next.at > limit) {
        if (limit !== Number.POSITIVE_INFINITY) await this.#passTo(limit);
        return done();
      }
      this.#pop();
      if (next.cancelled) continue;
      await this.#passTo(next.at);
      if (!next.cancelled) await next.task();
    }
    return true;
  }

  async #passTo(instant: Instant): Promise<void> {
    if (instant <= this.#now) return;
    await this.passing(this.#now, instant);
    this.#now = instant;
  }

  #before(a: Entry, b: Entry): boolean {
    return a.at < b.at || (a.at === b.at && a.sequence < b.sequence);
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent] as Entry;
      if (!this.#before(entry, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop() as Entry;
    if (heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && this.#before(heap[child + 1] as Entry, heap[child] as Entry)) child++;
      const below = heap[child] as Entry;
      if (!this.#before(below, last)) break;
      heap[index] = below;
      index = child;
    }
    heap[index] = last;
  }
}
