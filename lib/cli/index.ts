import { Command, CommanderError } from 'commander';
import { explainCommand } from './explain';
import { testCommand } from './test';

/** Builds the command line and runs it on these arguments (without `node` and the script). */
export async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('aviary')
    .description('Builds a guard for your deployments, rehearses it on this machine, and tells what it catches.')
    .showHelpAfterError()
    .exitOverride();
  for (const register of [testCommand, explainCommand]) register(program);
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  }
}
