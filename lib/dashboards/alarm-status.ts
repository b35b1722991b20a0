import { AlarmStatusWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { GuardAlarms } from '../alarms';

/** The composite alarm, then the alarms that it is made of. */
export function alarmStatus({ composite, alarms, inBake }: GuardAlarms): AlarmStatusWidget {
  return new AlarmStatusWidget({
    title: 'The guard',
    width: 24,
    height: Math.max(2, Math.ceil((alarms.length + inBake.length + 1) / 6) * 2),
    alarms: [composite, ...alarms, ...inBake],
  });
}
