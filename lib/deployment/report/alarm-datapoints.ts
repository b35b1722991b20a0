import * as z from 'zod/mini';
import type { Datapoint } from './evidence';

/** What CloudWatch gives as JSON text with a state's reason. */
const ReasonData = z.object({
  threshold: z.optional(z.number()),
  recentDatapoints: z._default(z.array(z.number()), []),
  recentLowerThresholds: z._default(z.array(z.number()), []),
  recentUpperThresholds: z._default(z.array(z.number()), []),
  /** Newest first; periods without data are among them, without a value. */
  evaluatedDatapoints: z._default(
    z.array(z.object({ timestamp: z.string(), value: z.optional(z.number()), threshold: z.optional(z.number()) })),
    [],
  ),
});

/** The datapoints that a state rests on, oldest first; none where there is no such data. */
export function datapointsOf(reasonData: unknown): Datapoint[] {
  const parsed = ReasonData.safeParse(reasonData);
  if (!parsed.success) return [];
  const { threshold, recentDatapoints, evaluatedDatapoints } = parsed.data;
  const measured =
    evaluatedDatapoints.length > 0
      ? evaluatedDatapoints.toReversed().map((point) => ({ ...point, timestamp: iso(point.timestamp) }))
      : recentDatapoints.map((value) => ({ value }));
  const { recentLowerThresholds: lower, recentUpperThresholds: upper } = parsed.data;
  let index = 0;
  return measured.map((point) => {
    const at = point.value === undefined ? -1 : index++;
    const [from, to] = [lower[at], upper[at]];
    const band = from === undefined || to === undefined ? {} : { band: [from, to] as const };
    return { ...(threshold === undefined ? {} : { threshold }), ...point, ...band };
  });
}

/** CloudWatch writes `2019-10-02T17:04:40.989+0000`. */
function iso(timestamp: string): string {
  const time = Date.parse(timestamp.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(time) ? timestamp : new Date(time).toISOString();
}
