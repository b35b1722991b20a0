import type { z } from 'zod';
import { type Diagnostic, InputError } from '../diagnostic';
import { type AlarmTest, type InlineResource, metricIdentity, printMetric, type TestSeries } from './alarm-test';
import { asDocument, type LocatedDocument, type Path, readDocument } from './document';
import { type AlarmTestData, type AlarmTestFileData, alarmTestFileSchema } from './schema';
import { lengthOf, parseValues, SeriesValueError } from './series';
import { SeriesSyntaxError } from './series-notation';
import { longestTime } from './time';

/** 5 January 2026, a Monday, 00:00 UTC. */
const defaultStart = '2026-01-05T00:00:00Z';

/**
 * Reads a file of alarm tests, YAML or JSON.
 * @param file how the person names the file
 * @throws InputError with every mistake that the file alone shows, by line and column
 */
export function readAlarmTests(text: string, file: string): AlarmTest[] {
  return alarmTestsOf(readDocument(text, file, writtenAsText));
}

/**
 * Reads tests from data: what a file holds, as an object. It may name no alarms where the caller has a template for them.
 * @throws InputError with every mistake
 */
export function alarmTestsFrom(value: unknown): AlarmTest[] {
  return alarmTestsOf(asDocument(value));
}

/** YAML would read `0x3` as 3, and lose the zeros at the front of an account. */
function writtenAsText(path: Path): boolean {
  const parent = path.at(-2);
  return ['values', 'account'].includes(String(path.at(-1))) || parent === 'parameters' || parent === 'dimensions';
}

function alarmTestsOf(document: LocatedDocument): AlarmTest[] {
  const parsed = alarmTestFileSchema.safeParse(document.value);
  if (!parsed.success) {
    const { issues } = parsed.error;
    throw new InputError(
      ...issues.filter((issue) => !followsFrom(issue, issues)).flatMap((issue) => describe(issue, document)),
    );
  }
  const problems: Diagnostic[] = [];
  const tests = parsed.data.tests.map((data, index) =>
    alarmTest(parsed.data, data, index, document, (problem) => problems.push(problem)),
  );
  if (problems.length > 0) throw new InputError(...problems);
  return tests;
}

function alarmTest(
  file: AlarmTestFileData,
  data: AlarmTestData,
  index: number,
  document: LocatedDocument,
  report: (problem: Diagnostic) => void,
): AlarmTest {
  const path: Path = ['tests', index];
  const template = data.template ?? file.template;
  const region = data.region ?? file.region;
  const account = data.account ?? file.account;
  const interval = data.interval ?? file.interval ?? 60_000;
  const test: AlarmTest = {
    name: data.name ?? `test ${index + 1}`,
    document,
    path,
    ...(template !== undefined && {
      template: { file: template, path: data.template === undefined ? ['template'] : [...path, 'template'] },
    }),
    resources: {
      ...inlineResources(file.resources, ['resources']),
      ...inlineResources(data.resources, [...path, 'resources']),
    },
    parameters: { ...file.parameters, ...data.parameters },
    ...(region !== undefined && { region }),
    ...(account !== undefined && { account }),
    start: Date.parse(data.start ?? file.start ?? defaultStart),
    interval,
    publishDelay: data.publishDelay ?? file.publishDelay ?? 0,
    evaluationRange: data.evaluationRange ?? file.evaluationRange ?? 'n+2',
    phase: data.phase ?? file.phase ?? 0,
    series: data.series.flatMap((series, position) => {
      const at = [...path, 'series', position];
      const values = readValues(series.values, [...at, 'values'], interval, document, report);
      const { unit, ...metric } = series.metric;
      return values === undefined ? [] : [{ metric, values, path: at, ...(unit !== undefined && { unit }) }];
    }),
    initial: data.initial,
    set: data.set,
    bands: data.bands,
    expect: data.expect,
  };
  reportOverlaps(test.series, document, report);
  return test;
}

function inlineResources(
  resources: AlarmTestFileData['resources'],
  path: Path,
): Readonly<Record<string, InlineResource>> {
  return Object.fromEntries(
    Object.entries(resources ?? {}).map(([id, definition]) => [id, { definition, path: [...path, id] }]),
  );
}

function readValues(
  values: unknown,
  path: Path,
  interval: number,
  document: LocatedDocument,
  report: (problem: Diagnostic) => void,
): TestSeries['values'] | undefined {
  const fix = "Write values: '0 0 5x3 _' or a list with one item for each interval.";
  const problem = (message: string, at: Path, offset?: number) =>
    report({ id: 'alarm-test/series', severity: 'error', message, ...locate(document, at, { offset }), fix });
  try {
    const series = parseValues(values);
    if (lengthOf(series) * interval <= longestTime) return series;
    problem(
      `The series is out of range: ${lengthOf(series)} intervals of ${interval / 1000} s are more than 31 days.`,
      path,
    );
  } catch (error) {
    if (error instanceof SeriesSyntaxError) problem(error.message, path, error.offset);
    else if (error instanceof SeriesValueError)
      problem(error.message, error.index === undefined ? path : [...path, error.index]);
    else throw error;
  }
  return undefined;
}

function reportOverlaps(
  series: readonly TestSeries[],
  document: LocatedDocument,
  report: (problem: Diagnostic) => void,
): void {
  const first = new Map<string, TestSeries>();
  for (const one of series) {
    const identity = metricIdentity(one.metric);
    const earlier = first.get(identity);
    if (earlier === undefined) {
      first.set(identity, one);
      continue;
    }
    const line = document.placeOf(earlier.path)?.line;
    report({
      id: 'alarm-test/overlapping-series',
      severity: 'error',
      message: `Two series overlap on one metric, ${printMetric(one.metric)}${line === undefined ? '' : `: the other is at line ${line}`}.`,
      ...locate(document, one.path),
      fix: 'Keep one of them; several samples in one interval are written as a list: [[10, 12], [11]].',
    });
  }
}

function locate(
  document: LocatedDocument,
  path: Path,
  extra: { readonly key?: string; readonly offset?: number | undefined } = {},
): Partial<Diagnostic> {
  const place = document.placeOf(path, {
    ...(extra.key !== undefined && { key: extra.key }),
    ...(extra.offset !== undefined && { offset: extra.offset }),
  });
  const printed = printPath(extra.key === undefined ? path : [...path, extra.key]);
  return {
    ...(document.file !== undefined && { file: document.file }),
    ...place,
    ...(printed !== '' && { path: printed }),
  };
}

function printPath(path: Path): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  );
}

/** A misspelt key explains what is missing beside it. */
function followsFrom(issue: z.core.$ZodIssue, issues: readonly z.core.$ZodIssue[]): boolean {
  const path = issue.path.join('.');
  return (
    issue.code === 'custom' &&
    issues.some((other) => other.code === 'unrecognized_keys' && other.path.join('.') === path)
  );
}

function describe(issue: z.core.$ZodIssue, document: LocatedDocument): Diagnostic[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      id: 'alarm-test/unknown-key',
      severity: 'error' as const,
      message: `"${key}" is not a key of ${place(path)}.`,
      ...locate(document, path, { key }),
      fix: `Remove it or mend its spelling; the keys are ${keysAt(path)}.`,
    }));
  const missing = issue.code === 'invalid_type' && valueAt(document.value, path) === undefined;
  return [
    {
      id: missing ? 'alarm-test/missing-key' : 'alarm-test/value',
      severity: 'error',
      message: missing
        ? `${capital(place(path.slice(0, -1)))} has no ${String(path.at(-1))}.`
        : `${issue.message}.`.replace(/\.\.$/, '.'),
      ...locate(document, path),
      fix: missing
        ? `Add ${String(path.at(-1))}.`
        : 'Correct the value; docs/alarm-tests.md lists what each key takes.',
    },
  ];
}

function place(path: Path): string {
  const last = path.at(-1);
  if (path.length === 0) return 'an alarm test file';
  if (path.length === 2) return 'a test';
  if (path[2] === 'expect') return 'an expectation';
  if (path[2] === 'set') return 'a forced state (set)';
  if (path[2] === 'bands') return 'an anomaly band';
  if (last === 'metric') return 'a metric';
  if (path[2] === 'series') return 'a series';
  return printPath(path);
}

const settingKeys =
  'template, resources, parameters, region, account, interval, publishDelay, evaluationRange, phase, start';

function keysAt(path: Path): string {
  if (path.length === 0) return `${settingKeys}, tests`;
  if (path.length === 2) return `name, ${settingKeys}, series, initial, set, bands, expect`;
  if (path[2] === 'expect') return 'at, alarm, state, actionsSuppressedBy, reason, actions';
  if (path[2] === 'set') return 'at, alarm, state';
  if (path[2] === 'bands') return 'from, alarm, lower, upper';
  if (path.at(-1) === 'metric') return 'namespace, name, dimensions, unit';
  return 'metric, values';
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<string | number, unknown>)[step] : undefined,
    value,
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
