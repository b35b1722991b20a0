import type { Instant } from '../engine/clock';
import type { World } from './world/world';

/**
 * Lets virtual time pass until `done` holds or `limit` is reached. Where a task begins real work, the clock stands until
 * that has ended, or goes on as far as the work allows; other tasks of the same instant are begun before it is waited for,
 * so that they run side by side.
 * @throws the signal's reason where it was aborted
 */
export async function drive(
  world: World,
  done: () => boolean,
  limit: Instant = Number.POSITIVE_INFINITY,
): Promise<void> {
  const { clock, work, signal } = world;
  for (;;) {
    const wall = Math.min(limit, work.limit);
    let isInterrupted = false;
    await clock.runUntil(() => {
      isInterrupted = signal.aborted || work.isHeld || work.limit < wall;
      return isInterrupted || done();
    }, wall);
    signal.throwIfAborted();
    if (work.isHeld) {
      await clock.runUntil(() => signal.aborted, clock.now());
      await orAborted(work.settle(clock.now()), signal);
    } else if (work.limit <= clock.now()) {
      await orAborted(work.settle(clock.now()), signal);
    } else if (done() || clock.now() >= limit) {
      return;
    } else if (!isInterrupted && wall === Number.POSITIVE_INFINITY) {
      throw new Error('The rehearsal stands still: nothing is to happen any more.');
    }
  }
}

/** Waits for all real work that is still going on, and lets what follows from it happen. */
export async function finish(world: World): Promise<void> {
  await orAborted(world.work.settle(Number.POSITIVE_INFINITY), world.signal);
  await drive(world, () => false, world.clock.now());
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
