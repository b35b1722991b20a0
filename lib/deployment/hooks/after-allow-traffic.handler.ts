import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { alarmStates } from './alarm-states';
import { demandLiveRuns } from './demand-live-runs';
import { silentCanaries } from './find-silent-canaries';
import { type HookRound, type HookVerdict, hook } from './hook';
import { numberSetting, settings } from './settings';
import { synthetics } from './synthetics-client';

/** CodeDeploy gives a hook an hour; this leaves five minutes for the last round and its callback. */
const LIMIT_MINUTES = 55;

const cloudwatch = new CloudWatchClient();

/**
 * After 100 %: the live canaries must pass, the guard's alarm must stay quiet for the bake, and each pinned canary must
 * have gone on measuring, since a canary that fell silent has not said that the candidate is good.
 */
export const handler = hook('after', async ({ since }: HookRound): Promise<HookVerdict> => {
  const minutes = (Date.now() - since) / 60_000;
  // The live alias is the candidate now, but its alarms still rest on minutes in which it was not.
  const settled = minutes >= numberSetting('SETTLE_MINUTES');
  const watched = [...settings('GUARD_ALARMS'), ...(settled ? settings('BAKE_ALARMS') : [])];
  const red = (await alarmStates(cloudwatch, watched)).filter((alarm) => alarm.state === 'ALARM');
  if (red.length > 0) {
    return { status: 'Failed', reason: red.map((alarm) => `${alarm.name} is in ALARM: ${alarm.reason}`).join('; ') };
  }

  const verdict = await demandLiveRuns(synthetics, settings('LIVE_CANARIES'), since);
  if (verdict.phase === 'red') return { status: 'Failed', reason: verdict.reason };

  const bake = numberSetting('BAKE_MINUTES');
  if (verdict.phase === 'waiting' && minutes >= LIMIT_MINUTES) {
    return { status: 'Failed', reason: `${verdict.reason}, after ${LIMIT_MINUTES} minutes` };
  }
  if (verdict.phase === 'waiting') return { status: 'Waiting', reason: verdict.reason };
  if (minutes < bake) return { status: 'Waiting', reason: `${minutes.toFixed(1)} of ${bake} minutes of bake` };

  const silent = await silentCanaries(synthetics, settings('PINNED_CANARIES'), Date.now());
  if (silent.length > 0) {
    return { status: 'Failed', reason: `not measured: ${silent.join(', ')} fell silent during the shift` };
  }
  return { status: 'Succeeded', reason: `${verdict.reason}; quiet for ${bake} minutes of bake` };
});
