import { Command, CommanderError } from 'commander';
import type { Diagnostic } from '../diagnostic';
import { canaryCommand } from './canary';
import { explainCommand } from './explain';
import { rehearseCommand } from './rehearse';
import { testCommand } from './test';

/** Builds the command line and runs it on these arguments (without `node` and the script). */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('aviary')
    .description('Builds a guard for your deployments, rehearses it on this machine, and tells what it catches.')
    .showHelpAfterError()
    .exitOverride();
  const json = argv.includes('--json');
  if (json) program.configureOutput({ writeErr: () => {} });
  for (const register of [rehearseCommand, canaryCommand, testCommand, explainCommand]) register(program);
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : 2;
    if (json && error.exitCode !== 0) process.stdout.write(`${JSON.stringify(misuse(argv, error), null, 2)}\n`);
  }
}

/** A command line that cannot be understood, as `--json` says it. */
function misuse(argv: readonly string[], error: CommanderError): object {
  const message = error.message.replace(/^error: /, '');
  const fix = 'See `aviary --help`, and `aviary COMMAND --help`.';
  return {
    command: argv[0],
    ok: false,
    diagnostics: [{ id: 'command-line/misuse', severity: 'error', message, fix } satisfies Diagnostic],
  };
}
