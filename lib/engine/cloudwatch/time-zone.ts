import type { Instant, Millis } from '../clock';

const minute = 60_000;

/** A time zone as CloudWatch takes it: an IANA name, `+05:30`, or `UTC+05:30`. */
export interface TimeZone {
  /** What its clocks show at an instant, as if that were UTC. */
  toLocal(instant: Instant): Instant;
  /** The first instant at which its clocks show this. */
  fromLocal(local: Instant): Instant;
}

/** Undefined where there is no such zone, or a fixed offset is no multiple of 5 minutes. */
export function timeZone(name: string): TimeZone | undefined {
  const fixed = /^(?:UTC|GMT)?([+-])(\d{2}):?(\d{2})$/.exec(name);
  if (fixed !== null) {
    const minutes = Number(fixed[2]) * 60 + Number(fixed[3]);
    if (Number(fixed[3]) >= 60 || minutes > 18 * 60 || minutes % 5 !== 0) return undefined;
    return fixedOffset((fixed[1] === '-' ? -minutes : minutes) * minute);
  }
  if (name === 'UTC' || name === 'Z') return fixedOffset(0);
  try {
    return named(new Intl.DateTimeFormat('en-GB', { ...shown, timeZone: name }));
  } catch {
    return undefined;
  }
}

const shown = {
  calendar: 'iso8601',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
} as const;

function fixedOffset(offset: Millis): TimeZone {
  return { toLocal: (instant) => instant + offset, fromLocal: (local) => local - offset };
}

function named(format: Intl.DateTimeFormat): TimeZone {
  const toLocal = (instant: Instant): Instant => {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    const seconds = Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    );
    return seconds + (((instant % 1000) + 1000) % 1000);
  };
  return {
    toLocal,
    fromLocal: (local) => {
      // The offsets a day before and a day after are the only ones that can apply; a time that clocks skip is met at the shift.
      const day = 24 * 60 * minute;
      const candidates = [local - day, local + day].map((near) => local - (toLocal(near) - near)).sort((a, b) => a - b);
      return candidates.find((instant) => toLocal(instant) === local) ?? candidates.at(-1) ?? local;
    },
  };
}
