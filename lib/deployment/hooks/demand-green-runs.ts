import type { SyntheticsClient } from '@aws-sdk/client-synthetics';
import { canaryRuns } from './canary-runs';
import { judgeCanaries, judgeRuns, type RunsVerdict } from './judge-runs';
import { startCanaries } from './start-canaries';

/**
 * Whether each canary has passed a run that began at `since` or later. One that has not shown it yet is started where it stands
 * still: a canary of a single run for each start gets another try so.
 */
export async function demandGreenRuns(
  synthetics: SyntheticsClient,
  names: readonly string[],
  since: number,
): Promise<RunsVerdict> {
  const judge = async (name: string) => judgeRuns(name, await canaryRuns(synthetics, name), since);
  const verdicts = await Promise.all(
    names.map(async (name) => {
      const before = await judge(name);
      if (before.phase !== 'waiting') return before;
      await startCanaries(synthetics, [name]);
      return await judge(name);
    }),
  );
  return judgeCanaries(verdicts);
}
