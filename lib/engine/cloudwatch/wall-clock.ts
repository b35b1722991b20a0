import type { Instant, Millis } from '../clock';
import type { Periods } from './periods';
import type { TimeZone } from './time-zone';

const day = 24 * 60 * 60_000;
const week = 7 * day;
/** Weeks begin on Monday; 1970-01-05 was one. */
const firstMonday = 4 * day;

/** The newest N periods of a time zone's clock that have ended at an instant. */
export function wallClockPeriods(at: Instant, length: Millis, count: number, zone: TimeZone): Periods {
  const offset = length === week ? firstMonday : 0;
  const local = zone.toLocal(at);
  const localEnd = Math.floor((local - offset) / length) * length + offset;
  const end = zone.fromLocal(localEnd);
  // Clocks shift by hours at most: days and weeks keep their local boundaries, shorter periods keep their length.
  const starts = Array.from({ length: count }, (_, slot) => {
    const back = (slot + 1) * length;
    return length < day ? end - back : zone.fromLocal(localEnd - back);
  });
  return { end, length, count, starts };
}
