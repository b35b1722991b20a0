import { GetCanaryRunsCommand, type SyntheticsClient } from '@aws-sdk/client-synthetics';
import type { Run } from './judge-runs';

/** The latest runs of a canary, newest first. */
export async function canaryRuns(synthetics: SyntheticsClient, Name: string): Promise<readonly Run[]> {
  const { CanaryRuns = [] } = await synthetics.send(new GetCanaryRunsCommand({ Name, MaxResults: 20 }));
  return CanaryRuns.flatMap((run) => {
    const state = run.Status?.State;
    const started = run.Timeline?.Started?.getTime();
    if (started === undefined || (state !== 'RUNNING' && state !== 'PASSED' && state !== 'FAILED')) return [];
    return [{ state, started, reason: run.Status?.StateReason }];
  });
}
