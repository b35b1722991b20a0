import { type CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';

export interface AlarmReading {
  readonly name: string;
  readonly state: string;
  readonly reason: string;
}

/** The states of alarms by name. Both types are asked for: without that, DescribeAlarms leaves composite alarms out. */
export async function alarmStates(cloudwatch: CloudWatchClient, names: readonly string[]): Promise<AlarmReading[]> {
  if (names.length === 0) return [];
  const { MetricAlarms = [], CompositeAlarms = [] } = await cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [...names], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
  );
  const found = new Map([...MetricAlarms, ...CompositeAlarms].map((alarm) => [alarm.AlarmName, alarm]));
  return names.map((name) => {
    const alarm = found.get(name);
    if (!alarm) throw new Error(`CloudWatch has no alarm ${name}`);
    return { name, state: alarm.StateValue ?? 'INSUFFICIENT_DATA', reason: alarm.StateReason ?? '' };
  });
}
