import type { Millis } from '../../engine/clock';

const unitLength = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

const oneTerm = /(\d+(?:\.\d+)?)(ms|s|m|h)/g;
const wholeText = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/;

/** Reads `90s`, `10m`, `1h30m`, `250ms` or `0`; undefined for anything else. A bare number needs its unit, except 0. */
export function parseDuration(text: string): Millis | undefined {
  const compact = text.replaceAll(/\s+/g, '');
  if (compact === '0') return 0;
  if (!wholeText.test(compact)) return undefined;
  let sum = 0;
  for (const [, amount, unit] of compact.matchAll(oneTerm)) {
    sum += Number(amount) * unitLength[unit as keyof typeof unitLength];
  }
  return Math.round(sum);
}

/** Writes a length of time as a person reads it: `3 m 20 s`, `45 s`, `1 h`, `250 ms`. */
export function formatDuration(length: Millis): string {
  if (length < 0) return `-${formatDuration(-length)}`;
  if (length < 1_000) return `${Math.round(length)} ms`;
  const seconds = Math.round(length / 1_000);
  const parts: string[] = [];
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor((seconds % 3_600) / 60);
  if (hours > 0) parts.push(`${hours} h`);
  if (minutes > 0) parts.push(`${minutes} m`);
  if (seconds % 60 > 0) parts.push(`${seconds % 60} s`);
  return parts.join(' ');
}
