import type { CanaryReport, RefusedCanary, RunReports } from './run-canaries';

/** JUnit's XML as CI systems read it: a suite for each canary, a case for each step and one for the run. */
export function junitOf({ reports, refused }: RunReports): string {
  const suites = [...reports.map(suiteOf), ...refused.map(refusedSuite)];
  const total = (count: (suite: Suite) => number) => suites.reduce((sum, suite) => sum + count(suite), 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="canaries" tests="${total(({ cases }) => cases.length)}" failures="${total(({ failures }) => failures)}" errors="${total(({ errors }) => errors)}" time="${total(({ time }) => time).toFixed(3)}">`,
    ...suites.map(({ xml }) => xml),
    '</testsuites>',
  ].join('\n');
}

interface Suite {
  readonly cases: readonly string[];
  readonly failures: number;
  readonly errors: number;
  readonly time: number;
  readonly xml: string;
}

function suiteOf(report: CanaryReport): Suite {
  const time = report.durationMs / 1000;
  const failedSteps = report.steps.filter(({ status }) => status === 'FAILED').length;
  // A run without a verdict is an error, not a failure of what it tests.
  const errors = report.status === 'ERROR' || report.status === 'TIMEOUT' ? 1 : 0;
  const failures = failedSteps + (report.status === 'FAILED' ? 1 : 0);
  const cases = [
    ...report.steps.map((step) =>
      testCase(
        report.name,
        step.name,
        step.durationMs,
        step.failureReason === undefined ? '' : problem('failure', step.failureReason),
      ),
    ),
    testCase(
      report.name,
      'run',
      report.durationMs,
      report.status === 'PASSED'
        ? ''
        : problem(errors === 1 ? 'error' : 'failure', report.stateReason ?? report.status),
    ),
  ];
  const xml = [
    `  <testsuite name="${escaped(report.name)}" tests="${cases.length}" failures="${failures}" errors="${errors}" time="${time.toFixed(3)}">`,
    ...cases,
    `    <system-out>${escaped(report.log.join('\n'))}</system-out>`,
    '  </testsuite>',
  ].join('\n');
  return { cases, failures, errors, time, xml };
}

/** A canary that cannot be run is an error: it has no steps, no time and no log. */
function refusedSuite({ name, diagnostic }: RefusedCanary): Suite {
  const cases = [testCase(name, 'run', 0, problem('error', `${diagnostic.message}\n${diagnostic.fix}`))];
  const xml = [
    `  <testsuite name="${escaped(name)}" tests="1" failures="0" errors="1" time="0.000">`,
    ...cases,
    '  </testsuite>',
  ].join('\n');
  return { cases, failures: 0, errors: 1, time: 0, xml };
}

function testCase(suite: string, name: string, milliseconds: number, content: string): string {
  const head = `    <testcase classname="${escaped(suite)}" name="${escaped(name)}" time="${(milliseconds / 1000).toFixed(3)}"`;
  return content === '' ? `${head}/>` : `${head}>${content}</testcase>`;
}

function problem(kind: 'failure' | 'error', reason: string): string {
  return `<${kind} message="${escaped(reason.split('\n')[0] ?? '')}">${escaped(reason)}</${kind}>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no place for them
      .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '')
      .replace(/[&<>"]/g, (character) => entities[character] ?? character)
  );
}
