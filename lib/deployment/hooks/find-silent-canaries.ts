import type { SyntheticsClient } from '@aws-sdk/client-synthetics';
import { canaryRuns } from './canary-runs';
import { numberSetting } from './settings';

/** A pinned canary whose newest run began longer ago than this many of its intervals has stopped measuring. */
const INTERVALS = 3;

/** The pinned canaries that did not run lately although the deployment still goes on. */
export async function silentCanaries(
  synthetics: SyntheticsClient,
  names: readonly string[],
  now: number,
): Promise<string[]> {
  if (names.length === 0) return [];
  const limit = INTERVALS * numberSetting('PINNED_INTERVAL_SECONDS') * 1000;
  const silent = await Promise.all(
    names.map(async (name) => {
      const newest = Math.max(0, ...(await canaryRuns(synthetics, name)).map((run) => run.started));
      return now - newest > limit ? [name] : [];
    }),
  );
  return silent.flat();
}
