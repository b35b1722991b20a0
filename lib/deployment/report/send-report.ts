import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { setting } from '../hooks/settings';
import { composeMessage } from './compose-message';
import type { Evidence } from './evidence';

const sns = new SNSClient();

/** Sends the evidence: text to people, JSON to programs, and a chat's webhook where one is given. */
export async function sendReport(evidence: Evidence): Promise<void> {
  const { subject, text } = composeMessage(evidence);
  const json = JSON.stringify(evidence);
  await sns.send(
    new PublishCommand({
      TopicArn: setting('TOPIC_ARN'),
      Subject: subject,
      MessageStructure: 'json',
      Message: JSON.stringify({ default: text, lambda: json, sqs: json, http: json, https: json, firehose: json }),
    }),
  );
  const webhook = process.env.WEBHOOK_URL;
  if (!webhook) return;
  const response = await fetch(webhook, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  });
  // People have been told by SNS: a chat that is down is no reason to tell them again.
  if (!response.ok) console.error(`the webhook answered ${response.status}`);
}
