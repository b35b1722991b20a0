import type { Command } from 'commander';
import { runCommand } from '../shell';
import type { RunArguments } from './run-options';

/** `aviary canary run` and `aviary canary new`. */
export function canaryCommand(program: Command): void {
  const canary = program.command('canary').description('Runs and writes CloudWatch Synthetics canaries.');
  canary
    .command('run')
    .description('Runs canary scripts as AWS would, here.')
    .argument(
      '[canaries...]',
      'scripts, directories of them, code or zips as Synthetics takes them, templates, cdk.out (default: canaries)',
    )
    .option('--handler <handler>', 'file.function of code, or the function of a script (default: handler)')
    .option('--runtime <version>', 'the Synthetics runtime (default: syn-nodejs-puppeteer-16.1, or the template’s)')
    .option('--name <name>', 'the name of a single canary, or the one to run of several')
    .option('--env <NAME=VALUE...>', 'environment variables of the canary')
    .option('--out <dir>', 'keep screenshots, HAR, reports and what the script left in /tmp')
    .option('--timeout <seconds>', 'kill a run after (default: 60, or the template’s)')
    .option('--reporter <reporter>', 'text, json or junit (default: text)')
    .option('--concurrency <number>', 'so many runs at a time (default: 2)')
    .option('--headed', 'show the browser')
    .option('--slow-mo <ms>', 'wait before each operation of the browser')
    .option('--record-har', 'write results.har too')
    .option('--update-baseline', 'take the baseline of visual monitoring anew')
    .option('--logs', 'print the log of each run as it comes')
    .option('--watch', 'run again whenever a script changes')
    .option('--json', 'print one JSON object')
    .action(async (named: string[], given: RunArguments) => {
      const json = given.json === true || given.reporter === 'json';
      await runCommand('canary run', { json }, async (terminal) => {
        const { run } = require('./run') as typeof import('./run');
        return run(named, given, terminal);
      });
    });
  canary
    .command('new')
    .description('Writes a new canary script in canaries/.')
    .argument('<name>', 'the name of the canary')
    .option('--json', 'print one JSON object')
    .action(async (name: string, given: { readonly json?: boolean }) => {
      await runCommand('canary new', given, async (terminal) => {
        const { newCanary } = require('./new') as typeof import('./new');
        return newCanary(name, terminal);
      });
    });
}
