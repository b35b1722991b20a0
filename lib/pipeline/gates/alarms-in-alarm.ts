import { type CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { settings } from '../../deployment/hooks/settings';

export interface StageAlarms {
  readonly red: readonly { readonly name: string; readonly reason: string }[];
  readonly quiet: readonly string[];
  /** Named, and not there. */
  readonly missing: readonly string[];
}

/** How the stage's alarms stand. Both types are asked for: without that, DescribeAlarms leaves composite alarms out. */
export async function alarmsInAlarm(cloudwatch: CloudWatchClient): Promise<StageAlarms> {
  const names = settings('ALARMS');
  if (names.length === 0) return { red: [], quiet: [], missing: [] };
  const { MetricAlarms = [], CompositeAlarms = [] } = await cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [...names], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
  );
  const found = new Map([...MetricAlarms, ...CompositeAlarms].map((alarm) => [alarm.AlarmName, alarm]));
  const isRed = (name: string) => found.get(name)?.StateValue === 'ALARM';
  return {
    red: names.filter(isRed).map((name) => ({ name, reason: found.get(name)?.StateReason ?? '' })),
    quiet: names.filter((name) => found.has(name) && !isRed(name)),
    missing: names.filter((name) => !found.has(name)),
  };
}
