import { demandGreenRuns } from './demand-green-runs';
import { type HookRound, type HookVerdict, hook } from './hook';
import { scheduleReport } from './schedule-report';
import { settings } from './settings';
import { startCanaries } from './start-canaries';
import { synthetics } from './synthetics-client';

/** Rounds of a minute in which a canary must have shown something. */
const PATIENCE = 15;

/** Before any traffic: every pinned canary is started, and each must pass a run that is newer than the candidate. */
export const handler = hook('before', async ({ deploymentId, since, attempt }: HookRound): Promise<HookVerdict> => {
  await scheduleReport(deploymentId);
  const pinned = settings('PINNED_CANARIES');
  // All of them, green or not: they run until the deployment ends.
  await startCanaries(synthetics, pinned);
  const verdict = await demandGreenRuns(synthetics, pinned, since);
  if (verdict.phase === 'green') return { status: 'Succeeded', reason: verdict.reason };
  if (verdict.phase === 'red') return { status: 'Failed', reason: verdict.reason };
  return attempt < PATIENCE
    ? { status: 'Waiting', reason: verdict.reason }
    : { status: 'Failed', reason: `${verdict.reason}, after ${attempt} (>= ${PATIENCE}) minutes` };
});
