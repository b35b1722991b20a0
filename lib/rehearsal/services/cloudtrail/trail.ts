import type { AwsServices } from '../../../endpoint';
import type { Instant, Millis } from '../../../engine/clock';
import type { Timeline } from '../../report/timeline';
import { type Account, stableUuid } from '../../world/account';
import type { Notes } from '../../world/notes';

/** Until an event can be looked up: an average that AWS gives, and does not promise. */
const lateness: Millis = 5 * 60_000;

/** Who deploys in a rehearsal: the role that CDK deploys with, in a session of its own. */
const session = 'aws-cdk-rehearsal';

export interface TrailPorts {
  readonly account: Account;
  readonly timeline: Timeline;
  readonly notes: Notes;
  now(): Instant;
}

/**
 * CloudTrail's events of stacks that were created and updated.
 * Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
 */
export function trailOperations({ account, timeline, notes, now }: TrailPorts): NonNullable<AwsServices['cloudtrail']> {
  return {
    LookupEvents: ({ LookupAttributes: [attribute] = [], StartTime, EndTime }) => {
      notes.assume({
        name: 'CloudTrail',
        value: `${session} deploys; an event can be looked up after 5 min`,
        why: 'CloudTrail has an event after 5 minutes on average, and promises nothing.',
      });
      const from = StartTime?.getTime() ?? 0;
      const to = Math.min(EndTime?.getTime() ?? Number.POSITIVE_INFINITY, now() - lateness);
      const isAsked = attribute?.AttributeKey === 'EventName' && attribute.AttributeValue === 'ExecuteChangeSet';
      const updates = timeline
        .entries(0)
        .filter(({ actor, event, status = '' }) => {
          const isStack = actor === 'cloudformation' && event.startsWith('stack ');
          return isAsked && isStack && /^(CREATE|UPDATE)_IN_PROGRESS$/.test(status);
        })
        .map(({ at, event }) => ({ at: Date.parse(at), stack: event.slice('stack '.length) }))
        .filter(({ at }) => at >= from && at <= to);
      return { Events: updates.reverse().map((update) => changeSetEvent(update, account)) };
    },
  };
}

/** A record as CloudTrail keeps it: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
function changeSetEvent({ at, stack }: { readonly at: Instant; readonly stack: string }, account: Account) {
  const role = `cdk-hnb659fds-deploy-role-${account.id}-${account.region}`;
  const EventId = stableUuid('trail', stack, at);
  const stackId = `arn:${account.partition}:cloudformation:${account.region}:${account.id}:stack/${stack}/${stableUuid(stack)}`;
  return {
    EventId,
    EventName: 'ExecuteChangeSet',
    EventSource: 'cloudformation.amazonaws.com',
    EventTime: new Date(at),
    Username: session,
    CloudTrailEvent: JSON.stringify({
      eventVersion: '1.11',
      userIdentity: {
        type: 'AssumedRole',
        arn: `arn:${account.partition}:sts::${account.id}:assumed-role/${role}/${session}`,
        accountId: account.id,
        sessionContext: { sessionIssuer: { type: 'Role', userName: role } },
      },
      eventTime: `${new Date(at).toISOString().slice(0, 19)}Z`,
      eventSource: 'cloudformation.amazonaws.com',
      eventName: 'ExecuteChangeSet',
      awsRegion: account.region,
      sourceIPAddress: '127.0.0.1',
      requestParameters: { stackName: stackId, changeSetName: 'cdk-deploy-change-set' },
      responseElements: null,
      eventID: EventId,
    }),
  };
}
