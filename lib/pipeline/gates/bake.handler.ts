import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { numberSetting } from '../../deployment/hooks/settings';
import { alarmsInAlarm } from './alarms-in-alarm';
import { type GateRound, type GateVerdict, gate } from './gate';
import { requestsSince } from './requests-since';
import { accessToStage } from './stage-access';

const cloudwatch = new CloudWatchClient(accessToStage);

/**
 * With all traffic on the new version: no alarm of the stage may go into ALARM for the time of the bake, and the bake lasts
 * until enough users have been served, since an alarm without requests is quiet whatever the release does. What was never
 * measured is not promoted.
 */
export const handler = gate('bake', async ({ since, isRollback }: GateRound): Promise<GateVerdict> => {
  if (isRollback) return { status: 'Passed', reason: 'a rollback is not baked: its version had passed' };
  const { red, missing } = await alarmsInAlarm(cloudwatch);
  if (red.length > 0) {
    return { status: 'Failed', reason: red.map((alarm) => `${alarm.name} is in ALARM: ${alarm.reason}`).join('; ') };
  }
  if (missing.length > 0) return { status: 'Failed', reason: `CloudWatch has no alarm ${missing.join(', ')}` };

  const minutes = (Date.now() - since) / 60_000;
  const bake = numberSetting('BAKE_MINUTES');
  if (minutes < bake) return { status: 'Waiting', reason: `quiet for ${minutes.toFixed(1)} of ${bake} minutes` };

  const wanted = numberSetting('MIN_REQUESTS');
  const requests = wanted === 0 ? 0 : await requestsSince(cloudwatch, since);
  const counted = wanted === 0 ? '' : `, with ${requests} of ${wanted} requests`;
  if (requests >= wanted) return { status: 'Passed', reason: `quiet for ${minutes.toFixed(1)} minutes${counted}` };

  const patience = numberSetting('PATIENCE_MINUTES');
  return minutes < patience
    ? { status: 'Waiting', reason: `quiet for ${minutes.toFixed(1)} minutes${counted}` }
    : { status: 'Failed', reason: `not measured: ${requests} (< ${wanted}) requests in ${patience} minutes` };
});
