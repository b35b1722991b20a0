import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { alarmsInAlarm } from './alarms-in-alarm';
import { isEntryOverridden } from './execution';
import { type GateRound, type GateVerdict, gate } from './gate';
import { accessToStage } from './stage-access';

const cloudwatch = new CloudWatchClient(accessToStage);
const codepipeline = new CodePipelineClient();

/**
 * The stage's first action: nothing is deployed onto what is red. The entry condition has asked already, perhaps hours ago:
 * CodePipeline does not ask an alarm again once the deployment window has opened. A way back is never blocked, nor a release
 * for which somebody overrode the condition.
 * Source: https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-CloudWatchAlarm.html
 */
export const handler = gate('entry', async ({ isRollback }: GateRound): Promise<GateVerdict> => {
  if (isRollback) return { status: 'Passed', reason: 'a rollback is not blocked' };
  const { red, missing, quiet } = await alarmsInAlarm(cloudwatch);
  if (red.length > 0) {
    const reason = red.map((alarm) => `${alarm.name} is in ALARM: ${alarm.reason}`).join('; ');
    return (await isEntryOverridden(codepipeline))
      ? { status: 'Passed', reason: `overridden: ${reason}` }
      : { status: 'Failed', reason: `not entered: ${reason}` };
  }
  // Before the first deployment there is no alarm. One that is misspelt does not get through the bake.
  const absent = missing.length === 0 ? '' : `; not there yet: ${missing.join(', ')}`;
  return { status: 'Passed', reason: `quiet: ${quiet.join(', ') || 'no alarm'}${absent}` };
});
