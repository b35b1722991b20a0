import type { VirtualClock } from '../clock';
import { Process } from './process';

/**
 * Runs a step for every id as soon as the steps of all ids it needs have ended, as many at once as can be.
 * After a step that returned false no further one starts; those that run are waited for. Returns whether all went well.
 */
export async function runInOrder(
  clock: VirtualClock,
  process: Process,
  ids: readonly string[],
  needs: (id: string) => Iterable<string>,
  step: (process: Process, id: string) => Promise<boolean>,
  stopped: () => boolean = () => false,
): Promise<boolean> {
  if (ids.length === 0) return true;
  const waiting = new Set(ids);
  const open = new Set(ids);
  let running = 0;
  let failed = false;
  let broken: { readonly error: unknown } | undefined;
  await process.until((resume) => {
    const startReady = () => {
      for (const id of failed || stopped() ? [] : waiting) {
        if ([...needs(id)].some((needed) => open.has(needed))) continue;
        waiting.delete(id);
        running++;
        void Process.start(clock, async (own) => {
          const good = await step(own, id);
          running--;
          open.delete(id);
          failed ||= !good;
          startReady();
        }).catch((error: unknown) => {
          broken = { error };
          resume();
        });
      }
      if (running === 0) resume();
    };
    startReady();
  });
  if (broken !== undefined) throw (broken as { readonly error: unknown }).error;
  return !failed && !stopped();
}
