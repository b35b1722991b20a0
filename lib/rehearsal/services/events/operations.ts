import type { AwsServices } from '../../../endpoint';
import type { Account } from '../../world/account';
import type { EventBus } from './event-bus';
import type { Topics } from './topics';

/** Events, messages and identity, as functions ask for them. Logs are taken and kept nowhere. */
export function messagingOperations(
  { events, topics }: { readonly events: EventBus; readonly topics: Topics },
  account: Account,
): Pick<AwsServices, 'events' | 'sns' | 'sts' | 'logs'> {
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
    sts: {
      GetCallerIdentity: () => ({
        Account: account.id,
        Arn: `arn:${account.partition}:sts::${account.id}:assumed-role/rehearsal/rehearsal`,
        UserId: 'AROAAVIARYREHEARSAL0:rehearsal',
      }),
    },
    logs: {
      CreateLogGroup: () => ({}),
      CreateLogStream: () => ({}),
      PutLogEvents: () => ({}),
    },
  };
}
