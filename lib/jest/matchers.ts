import type { IAlarm, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { alarmTestsFrom, failureLines, prepareTest, runTest, type TestOutcome } from '../alarm-tests';
import { parseTime, printTime } from '../alarm-tests/time';
import { InputError } from '../diagnostic';
import { TemplateError } from '../engine/cloudformation';
import type {
  AlarmExpectation,
  AlarmSeries,
  AlarmTestExpectation,
  AlarmTestSettings,
  ReachAlarmState,
} from './alarm-expectations';
import { type ReadSubject, readSubject } from './subject';

/** What a matcher of Jest gives back. */
export interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

/** Matchers for `expect.extend`. Importing `aviary/jest` extends the global `expect` with them. */
export const alarmMatchers = { toReachAlarmState, toPassAlarmTest };

/** Expects one alarm to be in a state at a moment, or to reach it within a time. */
export function toReachAlarmState(subject: unknown, expected: ReachAlarmState): MatcherResult {
  const { alarm, state, at, within, reason, actions, actionsSuppressedBy, ...settings } = expected;
  const expectation = { alarm, state, reason, actions, actionsSuppressedBy };
  const moments = at !== undefined ? [at] : minutesUntil(within ?? '0m');
  const outcome = run(
    subject,
    settings,
    moments.map((moment) => ({ ...expectation, at: moment })),
  );
  const reached = outcome.expectations.find(({ ok }) => ok);
  const last = outcome.expectations.at(-1);
  const name = last?.alarm ?? '';
  return {
    pass: reached !== undefined,
    message: () =>
      reached !== undefined
        ? `Expected ${name} not to be ${state} ${at === undefined ? `within ${within}` : `at ${at}`}, but it is ${state} at ${reached.at}.`
        : text(
            at === undefined ? [`Expected ${name} to reach ${state} within ${within}; at the end:`] : [],
            last === undefined ? [] : failureLines(last),
            outcome,
          ),
  };
}

/** Expects a whole test to hold: any number of expectations over one course of events. */
export function toPassAlarmTest(subject: unknown, expected: AlarmTestExpectation): MatcherResult {
  const { expect: expectations, ...settings } = expected;
  const outcome = run(subject, settings, expectations);
  return {
    pass: outcome.ok,
    message: () =>
      outcome.ok
        ? 'Expected the alarm test not to pass, but every expectation holds.'
        : text(
            [],
            outcome.expectations.filter(({ ok }) => !ok).flatMap((each) => failureLines(each)),
            outcome,
          ),
  };
}

function run(subject: unknown, settings: AlarmTestSettings, expectations: readonly AlarmExpectation[]): TestOutcome {
  try {
    const read = readSubject(subject, settings);
    const { series = [], set = [], interval, ...rest } = settings;
    const [test] = alarmTestsFrom({
      tests: [
        {
          ...rest,
          ...(interval !== undefined && { interval }),
          series: series.map((one) => ({ metric: metricOf(one.metric, read), values: one.values })),
          set: set.map((one) => ({ ...one, alarm: alarmOf(one.alarm, read) })),
          expect: expectations.map(({ reason, alarm, ...one }) => ({
            ...present(one),
            alarm: alarmOf(alarm, read),
            ...(reason !== undefined && { reason: String(reason) }),
          })),
        },
      ],
    });
    if (test === undefined) throw new Error('No test');
    return runTest(prepareTest(test, undefined, read.template));
  } catch (error) {
    if (error instanceof InputError)
      throw new Error(error.diagnostics.map(({ message, fix }) => `${message} ${fix}`).join('\n'));
    if (error instanceof TemplateError) throw new Error(`${error.message} ${error.fix}`);
    throw error;
  }
}

function metricOf(metric: AlarmSeries['metric'], read: ReadSubject): unknown {
  if (!isCdkMetric(metric)) return { ...metric, dimensions: read.named(metric.dimensions ?? {}) };
  const stat = metric.toMetricConfig().metricStat;
  if (stat === undefined)
    throw new Error('A series is published to a metric; this is an expression: give series to the metrics it uses.');
  const dimensions = (stat.dimensions ?? []).map(({ name, value }) => [name, value]);
  return { namespace: stat.namespace, name: stat.metricName, dimensions: read.named(Object.fromEntries(dimensions)) };
}

function isCdkMetric(metric: AlarmSeries['metric']): metric is IMetric {
  return 'toMetricConfig' in metric && typeof metric.toMetricConfig === 'function';
}

function alarmOf(alarm: string | IAlarm, read: ReadSubject): unknown {
  return read.named(typeof alarm === 'string' ? alarm : alarm.alarmName);
}

/** Properties that are given. */
function present(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined));
}

function minutesUntil(text: string): string[] {
  const minutes = Math.floor(parseTime(text) / 60_000);
  return Array.from({ length: minutes }, (_, index) => printTime((index + 1) * 60_000));
}

function text(head: readonly string[], lines: readonly string[], { unread }: TestOutcome): string {
  const ignored = unread.map(({ metric }) => `No alarm reads the series ${metric}: is a name or a dimension misspelt?`);
  return [...head, ...lines.map((line) => line.replace(/^ {4}/, '')), ...ignored].join('\n');
}
