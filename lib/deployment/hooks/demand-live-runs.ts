import { GetCanaryCommand, ResourceNotFoundException, type SyntheticsClient } from '@aws-sdk/client-synthetics';
import { demandGreenRuns } from './demand-green-runs';
import type { RunsVerdict } from './judge-runs';

/**
 * The same of the live canaries. One that the release itself brings waits for the live alias, as they all do, so it is not there before
 * the deployment is over: to demand its run would refuse every release that adds a canary.
 */
export async function demandLiveRuns(
  synthetics: SyntheticsClient,
  names: readonly string[],
  since: number,
): Promise<RunsVerdict> {
  const known = await Promise.all(names.map((name) => exists(synthetics, name)));
  const verdict = await demandGreenRuns(
    synthetics,
    names.filter((_, index) => known[index]),
    since,
  );
  const missing = names.filter((_, index) => !known[index]);
  if (missing.length === 0) return verdict;
  return { ...verdict, reason: `${verdict.reason}; not there before the release is: ${missing.join(', ')}` };
}

async function exists(synthetics: SyntheticsClient, Name: string): Promise<boolean> {
  try {
    await synthetics.send(new GetCanaryCommand({ Name }));
    return true;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
}
