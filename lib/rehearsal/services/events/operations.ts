import { AwsError, type AwsServices } from '../../../endpoint';
import type { EventBus } from './event-bus';
import type { MessageByProtocol, Topics } from './topics';

/** Events and messages, as functions ask for them. */
export function messagingOperations({
  events,
  topics,
}: {
  readonly events: EventBus;
  readonly topics: Topics;
}): Pick<AwsServices, 'events' | 'sns'> {
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
      Publish: ({ TopicArn = '', Message = '', Subject, MessageStructure }) => ({
        MessageId: topics.publish(TopicArn, MessageStructure === 'json' ? byProtocol(Message) : Message, Subject),
      }),
    },
  };
}

/** A message that differs by protocol. @throws AwsError where it has no `default`, as SNS does */
function byProtocol(message: string): MessageByProtocol {
  const parsed: unknown = JSON.parse(message);
  if (typeof parsed === 'object' && parsed !== null && 'default' in parsed && typeof parsed.default === 'string') {
    return { ...parsed, default: parsed.default };
  }
  throw new AwsError(
    'InvalidParameter',
    'Invalid parameter: Message Structure - No default entry in JSON message body',
  );
}
