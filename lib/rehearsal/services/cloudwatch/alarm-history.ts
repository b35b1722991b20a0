import type { AwsServices } from '../../../endpoint';
import type { AlarmEvent, CloudWatch } from '../../../engine/cloudwatch';

type DescribeAlarmHistory = NonNullable<NonNullable<AwsServices['cloudwatch']>['DescribeAlarmHistory']>;

/** What happened to alarms, those that are gone among them; the newest first. Without types, AWS tells of metric alarms alone. */
export function alarmHistory(cloudwatch: CloudWatch): DescribeAlarmHistory {
  return ({
    AlarmName,
    AlarmTypes = ['MetricAlarm'],
    HistoryItemType,
    StartDate,
    EndDate,
    MaxRecords = 100,
    ScanBy,
  }) => {
    const from = StartDate?.getTime() ?? 0;
    const to = EndDate?.getTime() ?? Number.POSITIVE_INFINITY;
    const events = cloudwatch
      .history(AlarmName)
      .filter(({ at, type }) => at >= from && at <= to && (HistoryItemType ?? type) === type)
      .filter((event) => AlarmTypes.includes(typeOf(event, cloudwatch)));
    if (ScanBy !== 'TimestampAscending') events.reverse();
    return {
      AlarmHistoryItems: events.slice(0, MaxRecords).map((event) => ({
        AlarmName: event.alarm,
        AlarmType: typeOf(event, cloudwatch),
        Timestamp: new Date(event.at),
        HistoryItemType: event.type,
        HistorySummary:
          event.type === 'StateUpdate' ? `Alarm updated from ${event.previous} to ${event.state}` : event.reason,
        ...(event.type === 'StateUpdate' ? { HistoryData: JSON.stringify(change(event)) } : {}),
      })),
    };
  };
}

/** Of an alarm that is gone its reasons tell: those of a composite name the alarms that triggered it. */
function typeOf({ alarm, reasonData }: AlarmEvent, cloudwatch: CloudWatch): 'MetricAlarm' | 'CompositeAlarm' {
  const [known] = cloudwatch.describeAlarms({ names: [alarm] });
  if (known !== undefined) return known.type;
  const isComposite = typeof reasonData === 'object' && reasonData !== null && 'triggeringAlarms' in reasonData;
  return isComposite ? 'CompositeAlarm' : 'MetricAlarm';
}

function change({ previous, state, reason, reasonData }: AlarmEvent) {
  return {
    version: '1.0',
    oldState: { stateValue: previous },
    newState: {
      stateValue: state,
      stateReason: reason,
      ...(reasonData === undefined ? {} : { stateReasonData: reasonData }),
    },
  };
}
