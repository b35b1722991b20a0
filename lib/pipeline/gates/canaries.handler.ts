import { SyntheticsClient } from '@aws-sdk/client-synthetics';
import { demandGreenRuns } from '../../deployment/hooks/demand-green-runs';
import { settings } from '../../deployment/hooks/settings';
import { type GateRound, type GateVerdict, gate } from './gate';
import { accessToStage } from './stage-access';

/** Minutes in which each canary must have shown something. */
const PATIENCE = 15;

const synthetics = new SyntheticsClient(accessToStage);

/** After the stage's stacks are deployed, whole: each of its canaries must pass a run that is newer than they are. */
export const handler = gate('canaries', async ({ since }: GateRound): Promise<GateVerdict> => {
  const verdict = await demandGreenRuns(synthetics, settings('CANARIES'), since);
  if (verdict.phase === 'green') return { status: 'Passed', reason: verdict.reason };
  if (verdict.phase === 'red') return { status: 'Failed', reason: verdict.reason };
  const minutes = (Date.now() - since) / 60_000;
  return minutes < PATIENCE
    ? { status: 'Waiting', reason: verdict.reason }
    : { status: 'Failed', reason: `${verdict.reason}, after ${minutes.toFixed(0)} (>= ${PATIENCE}) minutes` };
});
