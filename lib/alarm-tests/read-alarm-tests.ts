import { type Diagnostic, InputError } from '../diagnostic';
import {
  asDocument,
  type LocatedDocument,
  type Malformation,
  type Path,
  readDocument,
  shapeFindings,
} from '../document';
import { type AlarmTest, type InlineResource, metricIdentity, printMetric, type TestSeries } from './alarm-test';
import { locate } from './locate';
import { type AlarmTestData, type AlarmTestFileData, alarmTestFileSchema } from './schema';
import { lengthOf, parseValues, SeriesValueError } from './series';
import { SeriesSyntaxError } from './series-notation';
import { wordsFor } from './shape-words';
import { longestTime } from './time';

/** 5 January 2026, a Monday, 00:00 UTC. */
const defaultStart = '2026-01-05T00:00:00Z';

/**
 * Reads a file of alarm tests, YAML or JSON.
 * @param file how the person names the file
 * @throws InputError with every mistake that the file alone shows, by line and column
 */
export function readAlarmTests(text: string, file: string): AlarmTest[] {
  return alarmTestsOf(readDocument(text, { file, malformed, asText: writtenAsText, shortTags: true }));
}

/**
 * Reads tests from data: what a file holds, as an object. It may name no alarms where the caller has a template for them.
 * @throws InputError with every mistake
 */
export function alarmTestsFrom(value: unknown): AlarmTest[] {
  return alarmTestsOf(asDocument(value));
}

function malformed({ message, fix }: Malformation) {
  return {
    id: 'alarm-test/syntax',
    message,
    fix:
      fix ??
      "The file is YAML or JSON. Text with brackets, braces, commas, ': ' or ' #' in it needs quotes: '/[0-9]+ of/'.",
  };
}

/** YAML would read `0x3` as 3, and lose the zeros at the front of an account. */
function writtenAsText(path: Path): boolean {
  const parent = path.at(-2);
  return ['values', 'account'].includes(String(path.at(-1))) || parent === 'parameters' || parent === 'dimensions';
}

function alarmTestsOf(document: LocatedDocument): AlarmTest[] {
  const parsed = alarmTestFileSchema.safeParse(document.value);
  if (!parsed.success) throw new InputError(...shapeFindings(parsed.error.issues, document, wordsFor));
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
    report({
      id: 'alarm-test/series',
      severity: 'error',
      message,
      ...locate(document, at, offset === undefined ? {} : { offset }),
      fix,
    });
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
