import type { ExpectationOutcome, FileOutcome, TestOutcome, WindowDatapoint } from './outcome';

/** How a report is coloured; without colours, each is the identity. */
export interface Paint {
  readonly green: (text: string) => string;
  readonly red: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
}

export const plain: Paint = { green: String, red: String, dim: String, bold: String };

/** A file's tests: one line for a test that passes; for one that fails, each expectation that does not hold, and why. */
export function printOutcome({ file, tests }: FileOutcome, paint: Paint = plain): string {
  return [paint.bold(file), ...tests.flatMap((test) => testLines(test, paint))].join('\n');
}

/** `12 tests passed, 1 failed; 40 expectations`. */
export function printSummary(files: readonly FileOutcome[], paint: Paint = plain): string {
  const tests = files.flatMap((file) => file.tests);
  const failed = tests.filter(({ ok }) => !ok).length;
  const expectations = tests.reduce((sum, test) => sum + test.expectations.length, 0);
  const passed = `${tests.length - failed} ${tests.length - failed === 1 ? 'test' : 'tests'} passed`;
  const verdict = failed === 0 ? paint.green(passed) : `${paint.red(`${failed} failed`)}, ${passed}`;
  return `${verdict}; ${expectations} ${expectations === 1 ? 'expectation' : 'expectations'}`;
}

function testLines({ name, ok, expectations }: TestOutcome, paint: Paint): string[] {
  const count = `${expectations.length} ${expectations.length === 1 ? 'expectation' : 'expectations'}`;
  if (ok) return [`  ${paint.green('✓')} ${name} ${paint.dim(`(${count})`)}`];
  const failed = expectations.filter((expectation) => !expectation.ok);
  return [`  ${paint.red('✗')} ${name}`, ...failed.flatMap((expectation) => failureLines(expectation, paint))];
}

/** What an expectation wanted, what the alarm was, its window datapoint by datapoint, and the sentence why. */
export function failureLines(outcome: ExpectationOutcome, paint: Paint = plain): string[] {
  const { at, alarm, alarmName, problems, why, window, line } = outcome;
  const name = alarm === alarmName ? alarm : `${alarm} (${alarmName})`;
  const place = line === undefined ? '' : paint.dim(`  line ${line}`);
  return [
    ...problems.map((problem) => `    at ${at} ${paint.bold(name)}: ${paint.red(problem)}${place}`),
    ...why.map((sentence) => `      ${sentence}`),
    ...(window === undefined ? [] : windowLines(window).map((text) => `      ${text}`)),
  ];
}

function windowLines(window: readonly WindowDatapoint[]): string[] {
  const rows = window.map((datapoint) => [
    `${datapoint.from} to ${datapoint.to}`,
    datapoint.value === null ? 'missing' : String(datapoint.value),
    remark(datapoint),
  ]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map(([when = '', value = '', text = '']) =>
    `${when.padEnd(widths[0] ?? 0)}  ${value.padStart(widths[1] ?? 0)}  ${text}`.trimEnd(),
  );
}

function remark({ value, breaching, evaluated, filled, sampleCount, band }: WindowDatapoint): string {
  if (!evaluated) return value === null ? '' : `${breaching ? 'breaching, ' : ''}not counted`;
  if (filled) return 'counts as TreatMissingData says';
  const samples = sampleCount !== undefined && sampleCount > 1 ? ` (${sampleCount} samples)` : '';
  const compared = band === undefined ? '' : `, the band is ${band.lower} to ${band.upper}`;
  return `${breaching ? 'breaching' : 'not breaching'}${samples}${compared}`;
}
