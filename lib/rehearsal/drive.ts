import type { Instant } from '../engine/clock';
import type { World } from './world/world';

/**
 * Lets virtual time pass until `done` holds or `limit` is reached. Where a task begins real work, the clock stands until
 * that has ended; other tasks of the same instant are begun before it is waited for, so that they run side by side.
 * @throws the signal's reason where it was aborted
 */
export async function drive(
  world: World,
  done: () => boolean,
  limit: Instant = Number.POSITIVE_INFINITY,
): Promise<void> {
  const { clock, work, signal } = world;
  const isInterrupted = () => signal.aborted || !work.idle;
  for (;;) {
    await clock.runUntil(() => done() || isInterrupted(), limit);
    signal.throwIfAborted();
    if (!work.idle) {
      await clock.runUntil(() => signal.aborted, clock.now());
      await orAborted(work.settle(), signal);
      continue;
    }
    if (done() || clock.now() >= limit) return;
    if (limit === Number.POSITIVE_INFINITY)
      throw new Error('The rehearsal stands still: nothing is to happen any more.');
  }
}

async function orAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  // Work that is cut off may still fail when its process is ended; that is nobody's business then.
  work.catch(() => {});
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop);
  });
  try {
    await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
