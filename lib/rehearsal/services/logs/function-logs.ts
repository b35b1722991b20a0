import { AwsError, type AwsServices } from '../../../endpoint';
import type { Instant } from '../../../engine/clock';
import { stableId } from '../../world/account';
import { type FilterPattern, FilterPatternError, parseFilterPattern } from '../metricfilters/filter-pattern';

interface LogLine {
  readonly stream: string;
  readonly at: Instant;
  readonly message: string;
}

/** The lines of one version that are kept: what a release says first is what it is asked for. */
const kept = 20_000;

const DAY = 24 * 60 * 60 * 1_000;

/**
 * What functions log, in the groups and streams that Lambda gives them: a version in brackets, `2026/11/23/[12]…`, and before it
 * the function's name in a group that is not Lambda's own for it.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
 */
export class FunctionLogs {
  readonly #groups = new Map<string, LogLine[]>();
  readonly #counts = new Map<string, number>();
  readonly #streams = new Map<string, string>();

  /** @param isGroup whether a function logs into a group of this name */
  constructor(private readonly isGroup: (name: string) => boolean) {}

  record(
    group: string,
    { functionName, version }: { readonly functionName: string; readonly version: string },
    at: Instant,
    lines: readonly string[],
  ): void {
    if (lines.length === 0) return;
    const key = `${functionName} ${version}`;
    const known = this.#counts.get(key) ?? 0;
    const room = lines.slice(0, kept - known);
    if (room.length === 0) return;
    this.#counts.set(key, known + room.length);
    const own = this.#groups.get(group) ?? [];
    this.#groups.set(group, own);
    const stream = this.#streamOf(group, functionName, version, Math.floor(at / DAY));
    for (const message of room) own.push({ stream, at, message });
  }

  /** One a day for each version: thousands of invocations share it. */
  #streamOf(group: string, functionName: string, version: string, dayNumber: number): string {
    const key = `${group} ${functionName} ${version} ${dayNumber}`;
    const known = this.#streams.get(key);
    if (known !== undefined) return known;
    const day = new Date(dayNumber * DAY).toISOString().slice(0, 10).replaceAll('-', '/');
    const writer = group === `/aws/lambda/${functionName}` ? '' : functionName;
    const stream = `${day}/${writer}[${version}]${stableId(32, functionName, version, day)}`;
    this.#streams.set(key, stream);
    return stream;
  }

  /** What is read of them. What functions write by themselves is taken and kept nowhere. */
  get operations(): NonNullable<AwsServices['logs']> {
    return {
      CreateLogGroup: () => ({}),
      CreateLogStream: () => ({}),
      PutLogEvents: () => ({}),
      FilterLogEvents: ({ startTime = 0, endTime = Number.POSITIVE_INFINITY, limit = 10_000, ...asked }) => {
        const group = asked.logGroupName ?? asked.logGroupIdentifier?.split(':log-group:')[1] ?? '';
        const lines = this.#groups.get(group) ?? [];
        if (lines.length === 0 && !this.isGroup(group)) {
          throw new AwsError('ResourceNotFoundException', `No function of the rehearsal logs into ${group}.`);
        }
        const matches = patternOf(asked.filterPattern);
        const { logStreamNamePrefix: prefix = '', logStreamNames: names } = asked;
        return {
          events: lines
            .filter(({ stream }) => stream.startsWith(prefix) && names?.includes(stream) !== false)
            .filter(({ at, message }) => at >= startTime && at <= endTime && matches(message) !== undefined)
            .sort((a, b) => a.at - b.at)
            .slice(0, limit)
            .map(({ stream, at, message }) => ({
              logStreamName: stream,
              timestamp: at,
              message,
              ingestionTime: at,
              eventId: stableId(56, stream, at, message),
            })),
        };
      },
    };
  }
}

function patternOf(text = ''): FilterPattern {
  try {
    return parseFilterPattern(text);
  } catch (error) {
    if (error instanceof FilterPatternError) throw new AwsError('InvalidParameterException', error.message);
    throw error;
  }
}
