import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { type Outcome, runCommand, sentence, type Terminal } from './shell';

interface TestOptions {
  readonly junit?: string;
  readonly json?: boolean;
}

/** `aviary test FILE…`: unit tests of alarms. */
export function testCommand(program: Command): void {
  program
    .command('test')
    .description('Runs unit tests of alarms: series in, states out, in virtual time.')
    .argument('<files...>', 'test files (YAML or JSON), or directories of them')
    .option('--junit <file>', 'write a JUnit XML report too')
    .option('--json', 'print one JSON object')
    .action(async (files: string[], options: TestOptions) => {
      await runCommand('test', options, (terminal) => test(files, options, terminal));
    });
}

async function test(named: readonly string[], options: TestOptions, terminal: Terminal): Promise<Outcome> {
  const { junitReport, printOutcome, printSummary, runFiles } =
    require('../alarm-tests') as typeof import('../alarm-tests');
  const { files, warnings } = runFiles(named, terminal.standing);
  if (options.junit !== undefined) {
    const path = terminal.resolve(options.junit);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, junitReport(files));
  }
  for (const file of files) terminal.print(printOutcome(file, terminal.colors));
  for (const warning of warnings) terminal.print(sentence(warning));
  terminal.print(printSummary(files, terminal.colors));
  const tests = files.flatMap((file) => file.tests);
  const passed = tests.filter(({ ok }) => ok).length;
  return {
    ok: passed === tests.length,
    report: { files, summary: { tests: tests.length, passed, failed: tests.length - passed } },
    diagnostics: warnings,
  };
}
