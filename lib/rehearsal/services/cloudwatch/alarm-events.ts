import type { AlarmDescription, AlarmEvent } from '../../../engine/cloudwatch';
import type { EventBus } from '../events/event-bus';

/** Puts an alarm's change of state on the event bus, as CloudWatch does. */
export function announceAlarm(event: AlarmEvent, alarm: AlarmDescription, events: EventBus): void {
  const timestamp = new Date(event.at).toISOString().replace('Z', '+0000');
  events.put({
    source: 'aws.cloudwatch',
    detailType: 'CloudWatch Alarm State Change',
    resources: [alarm.arn],
    detail: {
      alarmName: event.alarm,
      configuration: alarm.description === undefined ? {} : { description: alarm.description },
      previousState: { value: event.previous, timestamp },
      state: {
        value: event.state,
        reason: event.reason,
        ...(event.reasonData === undefined ? {} : { reasonData: JSON.stringify(event.reasonData) }),
        timestamp,
      },
    },
  });
}

/** What an alarm's action hands to its target: a topic's message, or a function's payload. */
export function actionPayload(
  event: AlarmEvent,
  alarm: AlarmDescription | undefined,
  accountId: string,
  region: string,
) {
  const time = new Date(event.at).toISOString();
  return {
    message: JSON.stringify({
      AlarmName: event.alarm,
      AlarmDescription: alarm?.description ?? null,
      AWSAccountId: accountId,
      NewStateValue: event.state,
      NewStateReason: event.reason,
      StateChangeTime: time,
      Region: region,
      AlarmArn: event.arn,
    }),
    lambda: {
      source: 'aws.cloudwatch',
      alarmArn: event.arn,
      accountId,
      time,
      region,
      alarmData: { alarmName: event.alarm, state: { value: event.state, reason: event.reason, timestamp: time } },
    },
  };
}
