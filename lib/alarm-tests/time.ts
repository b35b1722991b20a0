import type { Millis } from '../engine/clock';

const units: Readonly<Record<string, Millis>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 };

/** The longest time that a test may speak of: 31 days, a month of minutes. */
export const longestTime: Millis = 31 * 86_400_000;

/** Text that is no length of time, or one out of range. */
export class TimeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TimeError';
  }
}

/**
 * Reads `3m`, `90s`, `1h30m`, `2d`, `32.117s`: numbers with a unit, the largest unit first.
 * @returns milliseconds
 * @throws TimeError where the text has another shape or says more than 31 days
 */
export function parseTime(text: string): Millis {
  const match = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d{1,3})?)s)?$/.exec(text);
  if (match === null || text === '') {
    const sign = /^-/.test(text) ? 'Times count from the first value, 0m' : 'A time is written like 3m, 90s or 1h30m';
    throw new TimeError(`"${shorten(text)}" is not a time. ${sign}.`);
  }
  const [, d = '0', h = '0', m = '0', s = '0'] = match;
  const parts: [string, string][] = [
    ['d', d],
    ['h', h],
    ['m', m],
    ['s', s],
  ];
  const millis = Math.round(parts.reduce((sum, [unit, count]) => sum + Number(count) * (units[unit] ?? 0), 0));
  if (millis > longestTime)
    throw new TimeError(`${shorten(text)} is out of range: a test lasts at most 31 days (31d).`);
  return millis;
}

/** Writes a time as a person would: `0m`, `3m`, `90s` becomes `1m30s`, `-5m` before the first value. */
export function printTime(millis: Millis): string {
  if (millis < 0) return `-${printTime(-millis)}`;
  if (millis === 0) return '0m';
  let rest = millis;
  let text = '';
  for (const unit of ['d', 'h', 'm'] as const) {
    const length = units[unit] as Millis;
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0) text += `${count}${unit}`;
  }
  return rest > 0 ? `${text}${rest / 1000}s` : text;
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
