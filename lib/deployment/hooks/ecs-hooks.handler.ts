import * as z from 'zod/mini';
import { demandGreenRuns } from './demand-green-runs';
import { demandLiveRuns } from './demand-live-runs';
import { silentCanaries } from './find-silent-canaries';
import { lastStart } from './last-start';
import { scheduleServiceReport } from './schedule-report';
import { settings } from './settings';
import { startCanaries } from './start-canaries';
import { synthetics } from './synthetics-client';

/** What ECS sends, as far as it matters; it sends the same again until the answer is final. */
const HookEvent = z.object({
  lifecycleStage: z.string(),
  executionDetails: z.optional(z.object({ targetServiceRevisionArn: z.optional(z.string()) })),
});

/** ECS takes the answer from what the function returns, and asks again after `callBackDelay` seconds. */
export interface EcsAnswer {
  readonly hookStatus: 'SUCCEEDED' | 'FAILED' | 'IN_PROGRESS';
  readonly callBackDelay?: number;
}

/** As for CodeDeploy's hook: ECS itself asks for a day. */
const PATIENCE_MINUTES = 15;

/**
 * The guard's hooks for ECS. After the test traffic has shifted, the pinned canaries reach the new revision by the test
 * listener and must pass, before any production traffic; after production traffic has shifted, the live canaries must.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html
 */
export async function handler(event: unknown): Promise<EcsAnswer> {
  const { lifecycleStage, executionDetails } = HookEvent.parse(event);
  const serviceRevisionArn = executionDetails?.targetServiceRevisionArn;
  // With the first stage that asks; the same again is no other schedule.
  if (serviceRevisionArn !== undefined) await scheduleServiceReport(serviceRevisionArn);
  const answer = await answerTo(lifecycleStage).catch((error: unknown) => ({
    status: 'FAILED' as const,
    reason: `the hook itself failed: ${String(error)}`,
  }));
  console.log(JSON.stringify({ lifecycleStage, ...answer }));
  return answer.status === 'IN_PROGRESS'
    ? { hookStatus: answer.status, callBackDelay: 30 }
    : { hookStatus: answer.status };
}

interface Answer {
  readonly status: EcsAnswer['hookStatus'];
  readonly reason: string;
}

async function answerTo(stage: string): Promise<Answer> {
  const pinned = settings('PINNED_CANARIES');
  if (stage === 'POST_TEST_TRAFFIC_SHIFT') {
    await startCanaries(synthetics, pinned);
    const verdict = await demand(demandGreenRuns, pinned, pinned);
    const minutes = (Date.now() - (await lastStart(synthetics, pinned))) / 60_000;
    return verdict.status === 'IN_PROGRESS' && minutes >= PATIENCE_MINUTES
      ? { status: 'FAILED', reason: `${verdict.reason}, after ${minutes.toFixed(0)} (>= ${PATIENCE_MINUTES}) minutes` }
      : verdict;
  }
  if (stage !== 'POST_PRODUCTION_TRAFFIC_SHIFT') return { status: 'SUCCEEDED', reason: 'nothing to do in this stage' };
  const live = await demand(demandLiveRuns, settings('LIVE_CANARIES'), pinned);
  if (live.status !== 'SUCCEEDED') return live;
  const silent = await silentCanaries(synthetics, pinned, Date.now());
  return silent.length === 0
    ? live
    : { status: 'FAILED', reason: `not measured: ${silent.join(', ')} fell silent during the shift` };
}

/** Runs count from the start of the pinned canaries: it is the first thing that the guard does in a deployment. */
async function demand(
  runs: typeof demandGreenRuns,
  names: readonly string[],
  pinned: readonly string[],
): Promise<Answer> {
  if (names.length === 0) return { status: 'SUCCEEDED', reason: 'there is no canary to wait for' };
  const verdict = await runs(synthetics, names, await lastStart(synthetics, pinned));
  const status = { green: 'SUCCEEDED', red: 'FAILED', waiting: 'IN_PROGRESS' } as const;
  return { status: status[verdict.phase], reason: verdict.reason };
}
