import { z } from 'zod';
import { parseTime, TimeError } from './time';

const state = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA'], { error: 'A state is OK, ALARM or INSUFFICIENT_DATA' });

/** A time since the first value: `3m`, `90s`. A bare number would leave open what it counts, except 0. */
const time = z.unknown().transform((value, context): number => {
  if (value === 0) return 0;
  return read(value, context, 'A time is written with its unit, like 3m or 90s');
});

/** A length of time: like a time, or a number of seconds as `interval` is one. */
const length = z.unknown().transform((value, context): number => {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return read(`${value}s`, context, '');
  return read(value, context, 'A length of time is written like 60s or 3m, or as a number of seconds');
});

function read(value: unknown, context: z.RefinementCtx, rule: string): number {
  if (typeof value !== 'string') {
    context.addIssue({ code: 'custom', message: `${JSON.stringify(value) ?? 'Nothing'} is not a time. ${rule}` });
    return z.NEVER;
  }
  try {
    return parseTime(value);
  } catch (error) {
    if (!(error instanceof TimeError)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
    return z.NEVER;
  }
}

const interval = length.refine((millis) => millis >= 1_000 && millis % 1_000 === 0, {
  error: 'An interval is a whole number of seconds, at least 1',
});

const phase = length.refine((millis) => millis < 60_000, { error: 'A phase lies within the minute: 0s to 59.999s' });

const metric = z.strictObject({
  namespace: z.string().min(1),
  name: z.string().min(1),
  dimensions: z.record(z.string(), z.union([z.string(), z.number().transform(String)])).default({}),
  unit: z.string().optional(),
});

const series = z.strictObject({ metric, values: z.unknown() });

const reason = z.string().transform((text, context): RegExp => {
  const match = /^\/(.*)\/([imsu]*)$/s.exec(text);
  try {
    if (match === null) return new RegExp(text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
    return new RegExp(match[1] ?? '', match[2]);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
    return z.NEVER;
  }
});

const expectation = z
  .strictObject({
    at: time,
    alarm: z.string().min(1),
    state: state.optional(),
    actionsSuppressedBy: z.enum(['WaitPeriod', 'ExtensionPeriod', 'Alarm', 'none']).optional(),
    reason: reason.optional(),
    actions: z.boolean().optional(),
  })
  .refine(
    ({ state, actionsSuppressedBy, reason, actions }) =>
      [state, actionsSuppressedBy, reason, actions].some((part) => part !== undefined),
    { error: 'The expectation expects nothing: give it a state, actionsSuppressedBy, a reason or actions' },
  );

const forcedState = z.strictObject({ at: time, alarm: z.string().min(1), state });

const band = z
  .strictObject({ from: time.optional(), alarm: z.string().min(1), lower: z.number(), upper: z.number() })
  .refine(({ lower, upper }) => lower <= upper, { error: 'The lower end of the band is above its upper end' });

const text = z.union([z.string(), z.number().transform(String), z.boolean().transform(String)]);

/** Logical id → resource of a template. What it holds is the template's affair. */
const resources = z.record(z.string(), z.looseObject({ Type: z.string() }));

const startRule = 'A start is a whole minute in UTC, like 2026-01-05T00:00:00Z';

/** What a test and the whole file may say; a test's word counts. */
const settings = {
  template: z.string().min(1).optional(),
  resources: resources.optional(),
  parameters: z.record(z.string(), text).optional(),
  region: z.string().min(1).optional(),
  account: text.optional(),
  interval: interval.optional(),
  publishDelay: length.optional(),
  evaluationRange: z.enum(['n+2', 'long']).optional(),
  phase: phase.optional(),
  start: z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:00)?Z$/, { error: startRule })
    .refine((text) => !Number.isNaN(Date.parse(text)), { error: startRule })
    .optional(),
};

const test = z.strictObject({
  ...settings,
  name: z.string().min(1).optional(),
  series: z.array(series).default([]),
  initial: z.record(z.string(), state).default({}),
  set: z.array(forcedState).default([]),
  bands: z.array(band).default([]),
  expect: z.array(expectation).min(1, { error: 'A test without an expectation says nothing: give it one' }),
});

export const alarmTestFileSchema = z.strictObject({
  ...settings,
  tests: z.array(test).min(1, { error: 'The file holds no test' }),
});

export type AlarmTestFileData = z.output<typeof alarmTestFileSchema>;
export type AlarmTestData = AlarmTestFileData['tests'][number];
export type Expectation = AlarmTestData['expect'][number];
export type TestBand = AlarmTestData['bands'][number];
export type ForcedState = AlarmTestData['set'][number];
