import { z } from 'zod';
import type { Instant } from '../../../engine/clock';
import type { ResourceHandler } from '../../../engine/cloudformation';
import { type Account, arn, stableUuid } from '../../world/account';
import { resourceType } from '../resource-type';

/** A message that was published. */
export interface PublishedMessage {
  readonly at: Instant;
  readonly topicArn: string;
  readonly messageId: string;
  readonly subject?: string;
  /** What people get. */
  readonly message: string;
}

/** A message that says something else to programs than to people: texts by protocol, `default` for all others. */
export type MessageByProtocol = Readonly<Record<string, string>> & { readonly default: string };

interface Subscription {
  readonly protocol: string;
  readonly endpoint: string;
  readonly topicArn: string;
}

export interface TopicsPorts {
  readonly account: Account;
  now(): Instant;
  /** Hands a message to a subscribed function. */
  invoke(functionArn: string, payload: unknown, topicArn: string): void;
  published(message: PublishedMessage): void;
}

/** SNS: messages are recorded; functions that subscribe get them, any other subscriber would have got them. */
export class Topics {
  readonly #topics = new Set<string>();
  readonly #subscriptions = new Map<string, Subscription>();
  readonly messages: PublishedMessage[] = [];

  constructor(private readonly ports: TopicsPorts) {}

  has(topicArn: string): boolean {
    return this.#topics.has(topicArn);
  }

  publish(topicArn: string, given: string | MessageByProtocol, subject?: string): string {
    const message = typeof given === 'string' ? given : given.default;
    const toFunctions = typeof given === 'string' ? given : (given.lambda ?? given.default);
    const at = this.ports.now();
    const messageId = stableUuid('message', this.messages.length);
    const published = { at, topicArn, messageId, message, ...(subject === undefined ? {} : { subject }) };
    this.messages.push(published);
    this.ports.published(published);
    for (const { protocol, endpoint, topicArn: subscribed } of this.#subscriptions.values()) {
      if (subscribed === topicArn && protocol === 'lambda') {
        this.ports.invoke(endpoint, lambdaEvent({ ...published, message: toFunctions }), topicArn);
      }
    }
    return messageId;
  }

  resources(): Readonly<Record<string, ResourceHandler>> {
    const subscribe = (id: string, subscription: Subscription) => this.#subscriptions.set(id, subscription);
    return {
      'AWS::SNS::Topic': resourceType(topicProperties, {
        replacedBy: ['TopicName'],
        put: (properties, request, physicalId) => {
          const name = physicalId?.split(':').at(-1) ?? properties.TopicName ?? request.physicalName(256);
          const topicArn = arn(this.ports.account, 'sns', name);
          this.#topics.add(topicArn);
          for (const { Protocol: protocol, Endpoint: endpoint } of properties.Subscription) {
            subscribe(`${topicArn}:${endpoint}`, { protocol, endpoint, topicArn });
          }
          return { physicalId: topicArn, attributes: { TopicArn: topicArn, TopicName: name } };
        },
        remove: ({ physicalId }) => this.#topics.delete(physicalId),
      }),
      'AWS::SNS::Subscription': resourceType(subscriptionProperties, {
        replacedBy: ['TopicArn', 'Protocol', 'Endpoint'],
        put: ({ TopicArn: topicArn, Protocol: protocol, Endpoint: endpoint }, request, physicalId) => {
          const id = physicalId ?? `${topicArn}:${stableUuid(request.physicalName())}`;
          subscribe(id, { topicArn, protocol, endpoint });
          return { physicalId: id, attributes: { Arn: id } };
        },
        remove: ({ physicalId }) => this.#subscriptions.delete(physicalId),
      }),
    };
  }
}

const topicProperties = z.looseObject({
  TopicName: z.string().optional(),
  Subscription: z.array(z.looseObject({ Protocol: z.string(), Endpoint: z.string() })).default([]),
});

const subscriptionProperties = z.looseObject({
  TopicArn: z.string(),
  Protocol: z.string(),
  Endpoint: z.coerce.string().default(''),
});

/** What a subscribed function receives: https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
function lambdaEvent({ at, topicArn, messageId, subject, message }: PublishedMessage): unknown {
  return {
    Records: [
      {
        EventVersion: '1.0',
        EventSubscriptionArn: `${topicArn}:${stableUuid(topicArn)}`,
        EventSource: 'aws:sns',
        Sns: {
          SignatureVersion: '1',
          Timestamp: new Date(at).toISOString(),
          MessageId: messageId,
          Message: message,
          MessageAttributes: {},
          Type: 'Notification',
          TopicArn: topicArn,
          Subject: subject ?? null,
        },
      },
    ],
  };
}
