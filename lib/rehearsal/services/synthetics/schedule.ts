import type { Millis } from '../../../engine/clock';

/** When a canary runs once it is started. */
export type CanarySchedule = { readonly type: 'once' } | { readonly type: 'every'; readonly interval: Millis };

const unitLength: Readonly<Record<string, Millis>> = {
  minute: 60_000,
  minutes: 60_000,
  hour: 3_600_000,
  hours: 3_600_000,
};

/**
 * Reads `rate(5 minutes)`, `rate(0 minute)` (one run for each start) and the cron expressions that run every so many
 * minutes. Undefined: an expression that is not read here.
 */
export function parseCanarySchedule(expression: string): CanarySchedule | undefined {
  const rate = /^rate\((\d+)\s+(minutes?|hours?)\)$/.exec(expression.trim());
  if (rate !== null) {
    const interval = Number(rate[1]) * (unitLength[rate[2] ?? ''] ?? 0);
    return interval === 0 ? { type: 'once' } : { type: 'every', interval };
  }
  const cron = /^cron\((\S+)\s+(\S+)\s+\S+\s+\S+\s+\S+(?:\s+\S+)?\)$/.exec(expression.trim());
  if (cron === null) return undefined;
  const [, minutes = '', hours = ''] = cron;
  if (minutes === '*') return { type: 'every', interval: 60_000 };
  const step = /^(?:\*|\d+)\/(\d+)$/.exec(minutes);
  if (step !== null) return { type: 'every', interval: Number(step[1]) * 60_000 };
  if (/^\d+$/.test(minutes) && hours === '*') return { type: 'every', interval: 3_600_000 };
  return undefined;
}
