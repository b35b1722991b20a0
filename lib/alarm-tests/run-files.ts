import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { type Diagnostic, InputError } from '../diagnostic';
import type { FileOutcome, UnreadSeries } from './outcome';
import { readAlarmTests } from './read-alarm-tests';
import { type PreparedTest, prepareTest, runTest } from './run-alarm-tests';
import { TemplateReader } from './test-alarms';

export interface RunOfFiles {
  readonly files: readonly FileOutcome[];
  /** Series that no alarm reads. */
  readonly warnings: readonly Diagnostic[];
}

/**
 * Reads test files and runs them. Nothing runs unless every file can be read and every alarm in it can be put.
 * @param named files, or directories of `.yaml`, `.yml` and `.json` files
 * @param standing the directory that relative names count from
 * @throws InputError with the findings of all files
 */
export function runFiles(named: readonly string[], standing: string): RunOfFiles {
  const reader = new TemplateReader();
  const problems: Diagnostic[] = [];
  const collect = <T>(work: () => T): T[] => {
    try {
      return [work()];
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(...error.diagnostics);
      return [];
    }
  };
  const prepared = named
    .flatMap((name) => collect(() => filesOf(resolve(standing, name), name)).flat())
    .map((path): { file: string; tests: PreparedTest[] } => {
      const tests = collect(() => readAlarmTests(readText(path), path)).flat();
      const file = relative(standing, path);
      return {
        file: file.startsWith('..') ? path : file,
        tests: tests.flatMap((test) => collect(() => prepareTest(test, reader))),
      };
    });
  if (problems.length > 0) throw new InputError(...unique(problems, standing));
  const files = prepared.map(({ file, tests }): FileOutcome => {
    const outcomes = tests.map(runTest);
    return { file, ok: outcomes.every(({ ok }) => ok), tests: outcomes };
  });
  const warnings = files.flatMap(({ file, tests }) =>
    tests.flatMap(({ name, unread, unknown }) => [
      ...unread.map((each) => unreadWarning(file, each)),
      ...unknown.map((sentence) => unknownWarning(file, name, sentence)),
    ]),
  );
  return { files, warnings };
}

function filesOf(path: string, name: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw missing(`There is no file ${name}.`, path, 'Correct the path.');
  if (!found.isDirectory()) return [path];
  const files = readdirSync(path)
    .filter((entry) => /\.(ya?ml|json)$/.test(entry))
    .sort();
  if (files.length === 0)
    throw missing(`The directory ${name} holds no test file.`, path, 'Name a directory with .yaml or .json files.');
  return files.map((entry) => join(path, entry));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw missing(
      `${path} cannot be read: ${error instanceof Error ? error.message : error}.`,
      path,
      'Make it readable.',
    );
  }
}

function missing(message: string, file: string, fix: string): InputError {
  return new InputError({ id: 'alarm-test/file', severity: 'error', message, file, fix });
}

/** What is wrong with a template or with a file's own resources is found once for each test that uses them. */
function unique(problems: readonly Diagnostic[], standing: string): Diagnostic[] {
  const seen = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return [...seen.values()].map((problem) => {
    if (problem.file === undefined) return problem;
    const file = relative(standing, problem.file);
    return file.startsWith('..') ? problem : { ...problem, file };
  });
}

function unreadWarning(file: string, { metric, line, column }: UnreadSeries): Diagnostic {
  return {
    id: 'alarm-test/unread-series',
    severity: 'warning',
    message: `No alarm of the test reads the series ${metric}.`,
    file,
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
    fix: 'Correct the namespace, the name or the dimensions: an alarm reads exactly one combination of them.',
  };
}

function unknownWarning(file: string, test: string, sentence: string): Diagnostic {
  return {
    id: 'alarm-test/unknown-state',
    severity: 'warning',
    message: `${sentence}, which is not evaluated here: in the test "${test}" it stays INSUFFICIENT_DATA.`,
    file,
    fix: 'Say its state with initial or set.',
  };
}
