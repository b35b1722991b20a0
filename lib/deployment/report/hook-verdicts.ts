import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod/mini';
import { settings } from '../hooks/settings';
import type { HookEvidence } from './evidence';

const logs = new CloudWatchLogsClient();

const PAGES = 10;

/** What the guard's hooks log of each round. Those of ECS know no deployment, and have stages. */
const Verdict = z.object({
  hook: z.optional(z.string()),
  lifecycleStage: z.optional(z.string()),
  deploymentId: z.optional(z.string()),
  status: z.string(),
  reason: z.string(),
});

/** Why the guard's hooks refused a release: CodeDeploy and ECS say of it only that they did. */
export async function hookVerdicts(
  deploymentId: string,
  since: Date,
  until: Date | undefined,
): Promise<readonly HookEvidence[]> {
  const said = await Promise.all(settings('HOOK_LOG_GROUPS').map((group) => refusals(group, since, until)));
  const refused = said
    .flat()
    .filter((one) => one.deploymentId === undefined || one.deploymentId === deploymentId)
    .map(({ hook, lifecycleStage, reason }) => ({ hook: hook ?? lifecycleStage ?? 'a hook', reason }));
  // A hook is invoked again, and says the same again.
  return [...new Map(refused.map((one) => [`${one.hook} ${one.reason}`, one])).values()];
}

async function refusals(
  logGroupName: string,
  since: Date,
  until: Date | undefined,
): Promise<readonly z.infer<typeof Verdict>[]> {
  const found: z.infer<typeof Verdict>[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const { events = [], ...answer } = await logs.send(
      new FilterLogEventsCommand({
        logGroupName,
        startTime: since.getTime(),
        endTime: until?.getTime(),
        filterPattern: '?"Failed" ?"FAILED"',
        nextToken,
      }),
    );
    for (const { message = '' } of events) {
      const verdict = Verdict.safeParse(parsed(message.slice(Math.max(0, message.indexOf('{')))));
      if (verdict.success && verdict.data.status.toLowerCase() === 'failed') found.push(verdict.data);
    }
    nextToken = answer.nextToken;
    if (nextToken === undefined) break;
  }
  return found;
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    // With logs as JSON, what was written is its message.
    return typeof value === 'object' && value !== null && 'message' in value ? (asJson(value.message) ?? value) : value;
  } catch {
    return undefined;
  }
}

function asJson(message: unknown): unknown {
  return typeof message === 'string' ? parsed(message) : message;
}
