import type { FileOutcome, TestOutcome } from './outcome';
import { failureLines } from './report';

/** The outcome in the form of JUnit's XML reports, which CI systems show. */
export function junitReport(files: readonly FileOutcome[]): string {
  const all = files.flatMap((file) => file.tests);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="aviary test" tests="${all.length}" failures="${failures(all)}" errors="0">`,
    ...files.flatMap((file) => [
      `  <testsuite name="${escapeXml(file.file)}" tests="${file.tests.length}" failures="${failures(file.tests)}" errors="0" skipped="0">`,
      ...file.tests.flatMap((test) => testCase(file.file, test)),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(file: string, { name, ok, expectations }: TestOutcome): string[] {
  const open = `    <testcase name="${escapeXml(name)}" classname="${escapeXml(file)}" file="${escapeXml(file)}"`;
  if (ok) return [`${open}/>`];
  const failed = expectations.filter((expectation) => !expectation.ok);
  const message = failed.map(({ alarm, problems }) => `${alarm}: ${problems.join('; ')}`).join('; ');
  const text = failed.flatMap((expectation) => failureLines(expectation)).join('\n');
  return [
    `${open}>`,
    `      <failure message="${escapeXml(message)}" type="expectation">${escapeXml(text)}</failure>`,
    '    </testcase>',
  ];
}

function failures(tests: readonly TestOutcome[]): number {
  return tests.filter(({ ok }) => !ok).length;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

function escapeXml(text: string): string {
  // XML 1.0 has no way to write most control characters.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the rule is about control characters
  const printable = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');
  return printable.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
