import type { AwsServices } from '../../../endpoint';
import type { EventBus } from './event-bus';
import type { Topics } from './topics';

/** Events and messages, as functions ask for them. Logs are taken and kept nowhere. */
export function messagingOperations({
  events,
  topics,
}: {
  readonly events: EventBus;
  readonly topics: Topics;
}): Pick<AwsServices, 'events' | 'sns' | 'logs'> {
  return {
    events: {
      PutEvents: ({ Entries = [] }) => ({
        FailedEntryCount: 0,
        Entries: Entries.map(({ Source = '', DetailType = '', Detail = '{}', Resources = [] }) => ({
          EventId: events.put({
            source: Source,
            detailType: DetailType,
            detail: JSON.parse(Detail),
            resources: Resources,
          }),
        })),
      }),
    },
    sns: {
      Publish: ({ TopicArn = '', Message = '', Subject }) => ({
        MessageId: topics.publish(TopicArn, Message, Subject),
      }),
    },
    logs: {
      CreateLogGroup: () => ({}),
      CreateLogStream: () => ({}),
      PutLogEvents: () => ({}),
    },
  };
}
