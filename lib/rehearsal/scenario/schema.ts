import { z } from 'zod';
import { parseDuration } from './duration';

const durationRule = 'is a length of time such as 90s, 10m or 1h30m';

const duration = z.union([z.string(), z.number()]).transform((value, context) => {
  const parsed = parseDuration(String(value));
  if (parsed !== undefined) return parsed;
  context.addIssue({ code: 'custom', message: `${JSON.stringify(value)} is not a length of time; it ${durationRule}` });
  return z.NEVER;
});

const share = z.number().min(0).max(1);
const nameList = z.array(z.string().min(1)).min(1);

const faultCommon = {
  rate: share.default(1),
  requests: nameList.optional(),
  to: z.enum(['users', 'canaries', 'all']).default('all'),
  from: z.union([z.literal('start'), duration]).default('start'),
  until: duration.optional(),
};

const fault = z.discriminatedUnion('fault', [
  z.strictObject({ fault: z.literal('error'), message: z.string().optional(), ...faultCommon }),
  z.strictObject({ fault: z.literal('status'), status: z.int().min(100).max(599).default(500), ...faultCommon }),
  z.strictObject({ fault: z.literal('latency'), add: duration, ...faultCommon }),
  z.strictObject({
    fault: z.literal('body'),
    find: z.string().min(1),
    replace: z.string().default(''),
    ...faultCommon,
  }),
  z.strictObject({ fault: z.literal('hang'), ...faultCommon }),
  z.strictObject({ fault: z.literal('crash'), at: z.enum(['start', 'request']).default('start'), ...faultCommon }),
]);

/** The kinds of conditions, by the key that tells which one it is. */
export const conditionSchemas = {
  alarm: z.strictObject({
    alarm: z.string().min(1),
    state: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
    until: duration.optional(),
  }),
  hook: z.strictObject({ hook: z.enum(['before', 'after']), does: z.enum(['fail', 'never']) }),
  metrics: z.strictObject({ metrics: z.string().min(1), delay: duration.optional(), drop: z.boolean().optional() }),
  traffic: z.strictObject({ traffic: z.literal('none') }),
};

/** A condition is known by its first word: that one schema's findings are told, not those of all. */
const condition = z.unknown().transform((value, context) => {
  const schema = conditionSchema(value);
  if (schema === undefined) {
    context.addIssue({
      code: 'custom',
      message: `a condition names one of: ${Object.keys(conditionSchemas).join(', ')}`,
    });
    return z.NEVER;
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) context.issues.push({ ...issue, input: value } as never);
  return z.NEVER;
});

function conditionSchema(value: unknown) {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(conditionSchemas).find(([key]) => key in value)?.[1];
}

const requestShape = z.strictObject({
  name: z.string().min(1),
  method: z
    .string()
    .regex(/^[A-Za-z]+$/, 'is an HTTP method such as GET or POST')
    .transform((method) => method.toUpperCase())
    .default('GET'),
  path: z.string().startsWith('/', 'a path begins with /').default('/'),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.unknown().optional(),
  event: z.unknown().optional(),
  weight: z.number().positive().default(1),
});

const traffic = z.strictObject({
  requestsPerMinute: z.number().min(0).max(100_000).default(600),
  arrivals: z.enum(['poisson', 'even']).default('poisson'),
  requests: z.array(requestShape).min(1).optional(),
});

const assumptions = z.strictObject({
  publishDelay: duration.default(60_000),
  pollInterval: duration.default(15_000),
  evaluationRange: z.enum(['n+2', 'long']).default('n+2'),
  phase: duration.default(0),
  canaryLimit: duration.default(15_000),
  epoch: z.iso
    .datetime({ offset: true })
    .transform((text) => Date.parse(text))
    .default(Date.parse('2026-01-05T09:00:00Z')),
});

const standIn = z.strictObject({
  p50: duration.default(80),
  p99: duration.default(250),
  errorRate: share.default(0),
  candidate: z
    .strictObject({ p50: duration.optional(), p99: duration.optional(), errorRate: share.optional() })
    .optional(),
});

const expectation = z.strictObject({
  outcome: z.enum(['succeeded', 'rolled-back', 'failed', 'refused']).optional(),
  stoppedBy: z.enum(['alarm', 'hook', 'start-check', 'gate', 'none']).optional(),
  gate: z.string().min(1).optional(),
  trigger: z.union([z.string().transform((one) => [one]), nameList]).optional(),
  within: duration.optional(),
  maxFailedRequests: z.int().min(0).optional(),
});

const pipeline = z.union([
  z
    .string()
    .min(1)
    .transform((stage) => ({ stage, changed: false })),
  z.strictObject({ stage: z.string().min(1), changed: z.boolean().default(false) }),
]);

/** A scenario file, as `design.md` fixes it. Unknown keys are refused. */
export const scenarioSchema = z.strictObject({
  name: z.string().min(1),
  seed: z.int().default(1),
  target: z.string().min(1).optional(),
  warmUp: duration.refine((length) => length <= 24 * 3_600_000, 'it is 24h at most').default(600_000),
  traffic: z.union([z.literal('none'), traffic]).prefault({}),
  candidate: z.array(fault).default([]),
  baseline: z.array(fault).default([]),
  conditions: z.array(condition).default([]),
  assumptions: assumptions.prefault({}),
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).default({}),
  allow: z.array(z.string().min(1)).default([]),
  pipeline: pipeline.optional(),
  standIns: z.record(z.string(), standIn).default({}),
  expect: expectation.prefault({}),
});

export type ScenarioFile = z.output<typeof scenarioSchema>;
