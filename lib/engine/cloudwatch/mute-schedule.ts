import type { Instant, Millis } from '../clock';
import { AlarmError } from './alarm-error';
import type { MuteRuleProperties } from './alarm-properties';
import { cron } from './cron';
import { type TimeZone, timeZone } from './time-zone';

/** When a mute rule is active. */
export interface MuteSchedule {
  /** When the activity at this instant ends; undefined where the rule is not active. */
  activeUntil(at: Instant): Instant | undefined;
}

const minute = 60_000;
const day = 24 * 60 * minute;

/**
 * Reads the schedule of a mute rule: `cron(0 2 * * 6)` or `at(2026-01-31T02:00)`, for PT1M to P15D.
 * @throws AlarmError where CloudWatch would refuse it
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules.html
 */
export function muteSchedule({ Rule, StartDate, ExpireDate }: MuteRuleProperties): MuteSchedule {
  const { Expression, Duration, Timezone } = Rule.Schedule;
  const zone = timeZone(Timezone ?? 'UTC');
  if (zone === undefined) throw new AlarmError(`${Timezone} is no time zone`, 'Rule.Schedule.Timezone');
  const length = duration(Duration);
  const from = StartDate === undefined ? Number.NEGATIVE_INFINITY : zone.fromLocal(localTime(StartDate, 'StartDate'));
  const until =
    ExpireDate === undefined ? Number.POSITIVE_INFINITY : zone.fromLocal(localTime(ExpireDate, 'ExpireDate'));
  const startsAt = starts(Expression, zone);
  return {
    activeUntil: (at) => {
      if (at < from || at >= until) return undefined;
      const start = startsAt(at, length);
      return start === undefined ? undefined : Math.min(start + length, until);
    },
  };
}

/** The latest start that is still running at an instant. */
function starts(expression: string, zone: TimeZone): (at: Instant, length: Millis) => Instant | undefined {
  const property = 'Rule.Schedule.Expression';
  const call = /^(cron|at)\((.*)\)$/.exec(expression.trim());
  if (call?.[1] === 'at') {
    const start = zone.fromLocal(localTime(call[2] ?? '', property));
    return (at, length) => (start <= at && at < start + length ? start : undefined);
  }
  const schedule = cron(call?.[2] ?? '');
  if (schedule === undefined) {
    throw new AlarmError(
      `${expression} is neither cron(minute hour day month weekday) nor at(yyyy-MM-ddThh:mm)`,
      property,
    );
  }
  return (at, length) => {
    const newest = Math.floor(at / minute) * minute;
    for (let start = newest; start > at - length; start -= minute) {
      if (schedule.matches(zone.toLocal(start))) return start;
    }
    return undefined;
  };
}

/** Milliseconds, from the ISO 8601 forms `PT1M` to `P15D`. */
function duration(text: string): Millis {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(text);
  const [days, hours, minutes] = [match?.[1], match?.[2], match?.[3]].map((part) => Number(part ?? 0));
  const length = (days ?? 0) * day + (hours ?? 0) * 60 * minute + (minutes ?? 0) * minute;
  if (match === null || length < minute || length > 15 * day) {
    throw new AlarmError(`${text} is no duration from PT1M to P15D`, 'Rule.Schedule.Duration');
  }
  return length;
}

/** `2026-01-31T02:00`, as if it were UTC. */
function localTime(text: string, property: string): Instant {
  const match = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.exec(text);
  const instant = match === null ? Number.NaN : Date.parse(`${text}Z`);
  if (Number.isNaN(instant)) throw new AlarmError(`${text} is no date of the form yyyy-MM-ddThh:mm`, property);
  return instant;
}
