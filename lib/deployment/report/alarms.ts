import {
  type AlarmHistoryItem,
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import * as z from 'zod/mini';
import { setting } from '../hooks/settings';
import { datapointsOf } from './alarm-datapoints';
import { isOfRelease, type ReleaseMarks } from './alarms-of-release';
import { type AlarmEvidence, found, isoDate } from './evidence';

const cloudwatch = new CloudWatchClient();

/** Messages have an end. */
const ALARMS = 20;
const PAGES = 10;

/**
 * The alarms of a release that are red, or were when it was stopped: once traffic is back they turn green, and the stack's
 * rollback deletes them, but CloudWatch keeps the history of an alarm that is gone for 30 days.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
 */
export async function alarmsOf(marks: ReleaseMarks, until: Date | undefined): Promise<AlarmEvidence[]> {
  const now = await found(redNow);
  const red = ('value' in now ? now.value : []).filter(({ name, red }) => isOfRelease(name, red, marks));
  const past = await found(async () => {
    const gone = marks.named.filter((name) => red.every((alarm) => alarm.name !== name));
    const byName = await Promise.all(gone.map((name) => redBefore(marks.since, until, name)));
    if (red.length > 0 || byName.flat().length > 0) return byName.flat();
    return (await redBefore(marks.since, until)).filter(({ name, red }) => isOfRelease(name, red, marks));
  });
  const everything = [...red, ...('value' in past ? past.value : [])];
  // A composite says something of its own only where none of its children was red.
  const children = everything.filter(({ composite }) => !composite);
  const all = children.length > 0 ? children : everything;
  if (all.length === 0 && 'missing' in now) throw new Error(now.missing);
  if (all.length === 0 && 'missing' in past) throw new Error(past.missing);
  return all
    .map(({ red: at, reasonData, composite: _, ...alarm }) => ({
      ...alarm,
      since: isoDate(at === undefined ? undefined : new Date(at)),
      named: marks.named.includes(alarm.name),
      datapoints: datapointsOf(reasonData),
    }))
    .sort((a, b) => rank(a) - rank(b) || (a.since ?? '').localeCompare(b.since ?? ''))
    .slice(0, ALARMS);
}

/** What the platform names first, then what was red with it, advisory ones last. */
function rank({ named, advisory }: Pick<AlarmEvidence, 'named' | 'advisory'>): number {
  return named ? 0 : advisory ? 2 : 1;
}

interface RedAlarm extends Pick<AlarmEvidence, 'name' | 'reason' | 'advisory'> {
  /** When it went into ALARM, in milliseconds. */
  readonly red?: number;
  readonly reasonData: unknown;
  readonly composite: boolean;
}

async function redNow(): Promise<RedAlarm[]> {
  const alarms: MetricAlarm[] = [];
  let NextToken: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    // By prefix: the names carry the version, and the stack's rollback takes them from this function's environment.
    const answer = await cloudwatch.send(
      new DescribeAlarmsCommand({
        AlarmNamePrefix: `${setting('GUARD_NAME')}-`,
        AlarmTypes: ['MetricAlarm'],
        StateValue: 'ALARM',
        NextToken,
      }),
    );
    alarms.push(...(answer.MetricAlarms ?? []));
    NextToken = answer.NextToken;
    if (NextToken === undefined) break;
  }
  return alarms.map(({ AlarmName = '', AlarmDescription = '', ...alarm }) => ({
    name: AlarmName,
    reason: alarm.StateReason ?? '',
    // The guard's own words: see the description of its alarms.
    advisory: AlarmDescription.includes('(advisory:'),
    red: (alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp)?.getTime(),
    reasonData: parsed(alarm.StateReasonData),
    composite: false,
  }));
}

const HistoryData = z.object({
  newState: z.object({
    stateValue: z.string(),
    stateReason: z._default(z.string(), ''),
    stateReasonData: z.optional(z.unknown()),
  }),
});

/** The last time that each alarm went red: one by name, whenever that was, or all since the release began. */
async function redBefore(since: number, until: Date | undefined, AlarmName?: string): Promise<RedAlarm[]> {
  const items: AlarmHistoryItem[] = [];
  let NextToken: string | undefined;
  for (let page = 0; page < PAGES; page++) {
    const answer = await cloudwatch.send(
      new DescribeAlarmHistoryCommand({
        AlarmName,
        AlarmTypes: AlarmName === undefined ? ['MetricAlarm'] : ['MetricAlarm', 'CompositeAlarm'],
        HistoryItemType: 'StateUpdate',
        StartDate: AlarmName === undefined ? new Date(since) : undefined,
        EndDate: until,
        ScanBy: 'TimestampDescending',
        NextToken,
      }),
    );
    items.push(...(answer.AlarmHistoryItems ?? []));
    NextToken = answer.NextToken;
    if (NextToken === undefined || (AlarmName !== undefined && items.length > 0)) break;
  }
  const newest = new Map<string, RedAlarm>();
  for (const { AlarmName: name = '', AlarmType, Timestamp, HistoryData: data } of items) {
    if (newest.has(name) || !name.startsWith(`${setting('GUARD_NAME')}-`)) continue;
    const change = HistoryData.safeParse(parsed(data));
    if (!change.success || change.data.newState.stateValue !== 'ALARM') continue;
    const { stateReason: reason, stateReasonData } = change.data.newState;
    newest.set(name, {
      name,
      reason,
      advisory: false,
      red: Timestamp?.getTime(),
      reasonData: stateReasonData,
      composite: AlarmType === 'CompositeAlarm',
    });
  }
  return [...newest.values()];
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
