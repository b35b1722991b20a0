import type { Millis, VirtualClock } from '../clock';

/**
 * A course of work on the virtual clock, written as an async function that waits in virtual time.
 * The clock stands still whenever the function runs, real work included: the task that resumed it ends only when it
 * waits again or has ended. So what follows is in the same order on every run.
 */
export class Process {
  #release: () => void = () => {};

  private constructor(private readonly clock: VirtualClock) {}

  /** Begins `body` in a clock task, now. The promise settles when it has ended. */
  static start<T>(clock: VirtualClock, body: (process: Process) => Promise<T>): Promise<T> {
    const process = new Process(clock);
    return new Promise<T>((resolve, reject) => {
      clock.at(clock.now(), () =>
        process.#hold(() => {
          body(process)
            .then(resolve, reject)
            .finally(() => process.#release());
        }),
      );
    });
  }

  /** Waits for a length of virtual time. */
  wait(delay: Millis): Promise<void> {
    return this.until((resume) => {
      this.clock.after(delay, () => resume());
    });
  }

  /** Waits until `resume` is called, which must happen in a clock task (or outside of all of them); goes on in a task of its own. */
  until<T = void>(subscribe: (resume: (value: T) => void) => void): Promise<T> {
    return new Promise<T>((resolve) => {
      subscribe((value) => {
        this.clock.at(this.clock.now(), () => this.#hold(() => resolve(value)));
      });
      this.#release();
    });
  }

  #hold(run: () => void): Promise<void> {
    return new Promise<void>((release) => {
      this.#release = release;
      run();
    });
  }
}
