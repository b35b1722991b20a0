import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { setting } from '../hooks/settings';
import { composeMessage, type Message } from './compose-message';
import type { Evidence } from './evidence';

const sns = new SNSClient();

/** Sends the evidence: text to people, JSON to programs. Returns what people were told. */
export async function publishReport(evidence: Evidence): Promise<Message> {
  const message = composeMessage(evidence);
  const json = JSON.stringify(evidence);
  await sns.send(
    new PublishCommand({
      TopicArn: setting('TOPIC_ARN'),
      Subject: message.subject,
      MessageStructure: 'json',
      Message: JSON.stringify({
        default: message.text,
        sms: message.subject,
        lambda: json,
        sqs: json,
        http: json,
        https: json,
        firehose: json,
      }),
    }),
  );
  return message;
}
