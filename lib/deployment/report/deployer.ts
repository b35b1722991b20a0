import { CloudTrailClient, type Event, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import * as z from 'zod/mini';
import { setting } from '../hooks/settings';
import type { Deployer } from './evidence';
import type { StartEvent } from './release';
import { stackOperation } from './stack-update';

const cloudtrail = new CloudTrailClient();

/** A service notes the start of something a little before or after it was asked for it. */
const AROUND = 2 * 60 * 1000;
/** CloudTrail has an event within 15 minutes, which it calls typical. */
const LATE = 15 * 60 * 1000;
const PAGES = 4;

/** The operations that update a stack, of which CDK uses the first. */
const UPDATES = ['ExecuteChangeSet', 'UpdateStack', 'CreateStack'] as const;

const Record = z.object({
  eventTime: z.optional(z.string()),
  sourceIPAddress: z.optional(z.string()),
  userIdentity: z.object({
    type: z.optional(z.string()),
    arn: z.optional(z.string()),
    userName: z.optional(z.string()),
    invokedBy: z.optional(z.string()),
    sessionContext: z.optional(z.object({ sessionIssuer: z.optional(z.object({ userName: z.optional(z.string()) })) })),
  }),
  requestParameters: z.optional(z.nullable(z.looseObject({}))),
  responseElements: z.optional(z.nullable(z.looseObject({}))),
});

type Record = z.infer<typeof Record>;

/**
 * Who let a release go: CodeDeploy says `user` of all of CloudFormation's deployments, but CloudTrail has who executed the change
 * set, or, where the deployment itself was started by somebody else than CloudFormation, who did that.
 * @throws a sentence with the command that will tell, where CloudTrail does not have it yet
 */
export async function deployerOf(start: StartEvent, since: Date): Promise<Deployer> {
  const started = await newest(start.name, since, (record) => mentions(record, start.mentions));
  if (started !== undefined && !isByStack(started)) {
    return deployer(started, start.name);
  }
  const stack = setting('STACK_NAME');
  const operation = await stackOperation(stack, since);
  if (operation === undefined && started !== undefined) return deployer(started, start.name);
  for (const name of operation === undefined ? [] : UPDATES) {
    const update = await newest(name, operation ?? since, (record) => isOfStack(record, stack));
    if (update !== undefined) return deployer(update, name);
  }
  const { from, to } = window(operation ?? since);
  const when = Date.now() - since.getTime() < LATE ? 'CloudTrail does not have it yet' : 'CloudTrail does not have it';
  throw new Error(
    `${when}; ask it later: aws cloudtrail lookup-events --region ${setting('AWS_REGION')} ` +
      `--lookup-attributes AttributeKey=EventName,AttributeValue=${operation === undefined ? start.name : UPDATES[0]} ` +
      `--start-time ${from.toISOString()} --end-time ${to.toISOString()} ` +
      `--query "Events[?contains(CloudTrailEvent,'${operation === undefined ? start.mentions : stack}')].[EventTime,Username]" --output text`,
  );
}

function window(around: Date): { readonly from: Date; readonly to: Date } {
  return { from: new Date(around.getTime() - AROUND), to: new Date(around.getTime() + AROUND) };
}

/** The newest event of a name that is about this release; CloudTrail tells the newest first. */
async function newest(name: string, around: Date, isAbout: (record: Record) => boolean): Promise<Record | undefined> {
  const { from: StartTime, to: EndTime } = window(around);
  let NextToken: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const answer = await cloudtrail.send(
      new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: name }],
        StartTime,
        EndTime,
        NextToken,
      }),
    );
    const hit = (answer.Events ?? []).map(recordOf).find((record) => record !== undefined && isAbout(record));
    if (hit !== undefined) return hit;
    NextToken = answer.NextToken;
    if (NextToken === undefined) return undefined;
  }
  return undefined;
}

function recordOf({ CloudTrailEvent }: Event): Record | undefined {
  try {
    return Record.safeParse(JSON.parse(CloudTrailEvent ?? '')).data;
  } catch {
    return undefined;
  }
}

/** CloudFormation acts in the name of its role, and says so in one of two places. */
function isByStack({ userIdentity, sourceIPAddress }: Record): boolean {
  return [userIdentity.invokedBy, sourceIPAddress].includes('cloudformation.amazonaws.com');
}

/** By the id that it was answered with, or what it was asked for. */
function mentions({ requestParameters, responseElements }: Record, what: string): boolean {
  const values = [...Object.values(requestParameters ?? {}), ...Object.values(responseElements ?? {})];
  return values.some((value) => typeof value === 'string' && (value === what || value.endsWith(`/${what}`)));
}

/** Stacks are named by their name or their ARN: `…:stack/Shop/uuid`. */
function isOfStack({ requestParameters }: Record, stack: string): boolean {
  const name = requestParameters?.stackName;
  return typeof name === 'string' && (name === stack || name.includes(`:stack/${stack}/`));
}

function deployer({ userIdentity, sourceIPAddress, eventTime }: Record, by: string): Deployer {
  const { arn = '', userName, invokedBy, sessionContext, type = 'somebody' } = userIdentity;
  // arn:aws:sts::111122223333:assumed-role/role/session
  const session = /:assumed-role\/[^/]+\/(.+)$/.exec(arn)?.[1];
  const role = sessionContext?.sessionIssuer?.userName ?? /:assumed-role\/([^/]+)\//.exec(arn)?.[1];
  return {
    name: session ?? userName ?? invokedBy ?? (arn === '' ? type : arn),
    ...(role === undefined ? {} : { role }),
    by,
    ...(sourceIPAddress === undefined ? {} : { from: sourceIPAddress }),
    ...(eventTime === undefined ? {} : { at: eventTime }),
  };
}
