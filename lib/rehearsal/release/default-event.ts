import type { StackResource } from '../../engine/cloudformation';
import { parseReference } from '../services/lambda/functions';
import type { ReleasedAlias } from '../world/release';

/** What a function without an API gets where a scenario gives no event. */
export interface DefaultEvent {
  readonly event: unknown;
  /** Such as `an SQS message with the body {}`. */
  readonly kind: string;
}

const empty: DefaultEvent = { event: {}, kind: 'an empty event' };

/** One event, with next to nothing in it, of the source that invokes a function: a queue, a stream, a topic, a rule. */
export function defaultEvent(resources: Iterable<StackResource>, alias: ReleasedAlias | undefined): DefaultEvent {
  for (const { type, properties } of resources) {
    const found = eventOf(type, properties, (target) => {
      return typeof target === 'string' && parseReference(target).functionName === alias?.functionName;
    });
    if (found !== undefined) return found;
  }
  return empty;
}

function eventOf(
  type: string,
  properties: Readonly<Record<string, unknown>>,
  isReleased: (target: unknown) => boolean,
): DefaultEvent | undefined {
  switch (type) {
    case 'AWS::Lambda::EventSourceMapping':
      return isReleased(properties.FunctionName) ? polled(String(properties.EventSourceArn)) : undefined;
    case 'AWS::SNS::Subscription':
      return isReleased(properties.Endpoint) ? published(String(properties.TopicArn)) : undefined;
    case 'AWS::Events::Rule': {
      const targets = Array.isArray(properties.Targets) ? properties.Targets : [];
      return targets.some((target: { readonly Arn?: unknown }) => isReleased(target?.Arn))
        ? matched(properties)
        : undefined;
    }
    default:
      return undefined;
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html, with-kinesis.html, with-ddb.html */
function polled(eventSourceARN: string): DefaultEvent | undefined {
  const [, , service = '', awsRegion = ''] = eventSourceARN.split(':');
  const record = { eventSource: `aws:${service}`, eventSourceARN, awsRegion };
  switch (service) {
    case 'sqs': {
      const attributes = {
        ApproximateReceiveCount: '1',
        SentTimestamp: '0',
        SenderId: 'users',
        ApproximateFirstReceiveTimestamp: '0',
      };
      const message = {
        messageId: '1',
        receiptHandle: '1',
        body: '{}',
        attributes,
        messageAttributes: {},
        md5OfBody: '',
      };
      return { event: { Records: [{ ...message, ...record }] }, kind: 'an SQS message with the body {}' };
    }
    case 'kinesis': {
      const kinesis = { partitionKey: '1', sequenceNumber: '1', data: Buffer.from('{}').toString('base64') };
      return {
        event: { Records: [{ eventID: '1', eventName: 'aws:kinesis:record', kinesis, ...record }] },
        kind: 'a Kinesis record with the data {}',
      };
    }
    case 'dynamodb': {
      const dynamodb = { Keys: {}, NewImage: {}, SequenceNumber: '1', SizeBytes: 1, StreamViewType: 'NEW_IMAGE' };
      return {
        event: { Records: [{ eventID: '1', eventName: 'INSERT', dynamodb, ...record }] },
        kind: 'the record of an empty DynamoDB item',
      };
    }
    default:
      return undefined;
  }
}

function published(TopicArn: string): DefaultEvent {
  const Sns = {
    Type: 'Notification',
    MessageId: '1',
    TopicArn,
    Subject: null,
    Message: '{}',
    Timestamp: '1970-01-01T00:00:00.000Z',
    MessageAttributes: {},
  };
  return { event: { Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', Sns }] }, kind: 'an SNS message {}' };
}

function matched({ EventPattern, ScheduleExpression }: Readonly<Record<string, unknown>>): DefaultEvent {
  const pattern = (EventPattern ?? {}) as { readonly source?: unknown; readonly 'detail-type'?: unknown };
  const first = (list: unknown, otherwise: string) =>
    Array.isArray(list) && typeof list[0] === 'string' ? list[0] : otherwise;
  const event = {
    version: '0',
    id: '1',
    source: first(pattern.source, 'aws.events'),
    'detail-type': first(pattern['detail-type'], 'Scheduled Event'),
    resources: [],
    detail: {},
  };
  return { event, kind: ScheduleExpression === undefined ? 'an event without detail' : "a schedule's event" };
}
