import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { settings } from '../hooks/settings';
import type { VersionEvidence } from './evidence';
import { readable } from './log-message';

const logs = new CloudWatchLogsClient();

/** What an error looks like in a log: Lambda's own lines, those of loggers, and a stack. */
export const ERRORS = '?ERROR ?Error ?Exception ?"Task timed out"';

const DAY = 24 * 60 * 60 * 1000;

/** A page without a hit is no end of them: it is where CloudWatch paused. */
const PAGES = 20;

/**
 * The first error of a version of a function, with its stack. Lambda names the version in its log streams, so that those of others
 * are never read.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
 */
export async function firstErrorOf(
  versions: readonly VersionEvidence[],
  since: Date,
  until: Date | undefined,
): Promise<string> {
  const groups = settings('LOG_GROUPS');
  const end = until?.getTime() ?? Date.now();
  const days: string[] = [];
  for (let at = Math.floor(since.getTime() / DAY) * DAY; at <= end && days.length < 7; at += DAY) {
    days.push(new Date(at).toISOString().slice(0, 10).replaceAll('-', '/'));
  }
  const firsts = await Promise.all(
    versions.flatMap(({ of, candidate }) => {
      const [functionName = ''] = of.split(':');
      return groups.flatMap((group) => {
        // In a log group of its own choice, which others may write to, a stream has the function's name as well.
        const writers = group === `/aws/lambda/${functionName}` ? ['', functionName] : [functionName];
        return days.flatMap((day) => writers.map((writer) => firstIn(group, `${day}/${writer}[${candidate}]`, since)));
      });
    }),
  );
  const [first] = firsts.flat().sort((a, b) => a.timestamp - b.timestamp);
  return readable(first?.message ?? '');
}

async function firstIn(
  logGroupName: string,
  logStreamNamePrefix: string,
  since: Date,
): Promise<{ readonly timestamp: number; readonly message: string }[]> {
  let nextToken: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const answer = await logs.send(
      new FilterLogEventsCommand({
        logGroupName,
        logStreamNamePrefix,
        startTime: since.getTime(),
        filterPattern: ERRORS,
        limit: 100,
        nextToken,
      }),
    );
    const events = (answer.events ?? []).map(({ timestamp = 0, message = '' }) => ({ timestamp, message }));
    if (events.length > 0) return events.sort((a, b) => a.timestamp - b.timestamp).slice(0, 1);
    nextToken = answer.nextToken;
    if (nextToken === undefined) return [];
  }
  return [];
}
