import type { Instant, Millis } from '../../../engine/clock';

/** When EventBridge Scheduler invokes. */
export type ScheduleTime =
  | { readonly type: 'at'; readonly at: Instant }
  | { readonly type: 'rate'; readonly interval: Millis };

const unitLength: Readonly<Record<string, Millis>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Reads `at(2026-01-05T09:10:00)` (UTC) and `rate(5 minutes)`; undefined: not an expression that is read here. */
export function parseScheduleExpression(expression: string): ScheduleTime | undefined {
  const at = /^at\((\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\)$/.exec(expression.trim());
  if (at !== null) return { type: 'at', at: Date.parse(`${at[1]}Z`) };
  const rate = /^rate\((\d+)\s+(minute|hour|day)s?\)$/.exec(expression.trim());
  if (rate === null) return undefined;
  return { type: 'rate', interval: Number(rate[1]) * (unitLength[rate[2] ?? ''] ?? 0) };
}
