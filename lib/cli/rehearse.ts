import { join } from 'node:path';
import type { Command } from 'commander';
import type { Assembly } from '../assembly';
import type { Progress, Rehearsal, Scenario } from '../rehearsal';
import type { ReportWriter } from '../rehearsal/report';
import { makeOutputDirectory } from './output-directory';
import { type Outcome, runCommand, type Terminal } from './shell';

interface RehearseOptions {
  readonly assembly?: string;
  readonly template?: string;
  readonly baseline?: string;
  readonly scenario?: readonly string[];
  readonly all?: boolean;
  readonly report?: string;
  readonly json?: boolean;
}

/** `aviary rehearse`: plays a release of the service here, and tells how it would end and why. */
export function rehearseCommand(program: Command): void {
  program
    .command('rehearse')
    .description('Rehearses a release on this machine: a good one and a bad one, or the scenarios that you name.')
    .option(
      '--assembly <dir>',
      'a cloud assembly, such as cdk.out; without it the app of this directory is synthesized',
    )
    .option('--template <file>', 'one CloudFormation template')
    .option('--baseline <path>', 'what serves now: an assembly or a template; without it, the same code')
    .option('--scenario <file...>', 'scenario files')
    .option('--all', 'every scenario of test/rehearsals, in a table')
    .option('--report <dir>', 'writes report.json and report.html there')
    .option('--json', 'print one JSON object')
    .action(async (options: RehearseOptions) => {
      await runCommand('rehearse', options, (terminal) => rehearseAll(options, terminal));
    });
}

async function rehearseAll(options: RehearseOptions, terminal: Terminal): Promise<Outcome> {
  const { withAssembly } = require('./assembly-option') as typeof import('./assembly-option');
  const { scenariosFor } = require('./rehearse/scenarios') as typeof import('./rehearse/scenarios');
  const { loadAssembly } = require('../assembly') as typeof import('../assembly');
  if (options.report !== undefined) await makeOutputDirectory('--report', terminal.resolve(options.report));
  // Bad scenarios are told before anything is synthesized.
  const scenarios = scenariosFor(options, terminal);
  const baseline = options.baseline === undefined ? undefined : loadAssembly(terminal.resolve(options.baseline));
  return withAssembly(options, terminal, async (assembly) => {
    const report = reportWriter(options, terminal);
    const done: Rehearsal[] = [];
    for (const scenario of scenarios) {
      const rehearsal = await rehearseOne(assembly, baseline, scenario, report, terminal);
      done.push(rehearsal);
      terminal.live('');
      await report?.write();
      print(rehearsal, done.length, scenarios.length, options, terminal);
    }
    if (options.all === true) printTable(done, terminal);
    if (options.report !== undefined)
      terminal.print(`\nReport: ${join(terminal.resolve(options.report), 'report.html')}`);
    return { ok: done.every(({ ok }) => ok), report: { scenarios: done } };
  });
}

function reportWriter(options: RehearseOptions, terminal: Terminal): ReportWriter | undefined {
  if (options.report === undefined) return undefined;
  const report = require('../rehearsal/report') as typeof import('../rehearsal/report');
  return new report.ReportWriter(terminal.resolve(options.report));
}

async function rehearseOne(
  assembly: Assembly,
  baseline: Assembly | undefined,
  scenario: Scenario,
  report: ReportWriter | undefined,
  terminal: Terminal,
): Promise<Rehearsal> {
  const { rehearse } = require('../rehearsal') as typeof import('../rehearsal');
  const { progressText } = require('../rehearsal/report') as typeof import('../rehearsal/report');
  let shownAt = 0;
  const show = (progress: Progress) => {
    const now = performance.now();
    if (!terminal.interactive || now - shownAt < 100) return;
    shownAt = now;
    terminal.live(progressText(scenario.name, progress, terminal.colors, process.stdout.columns ?? 100));
  };
  return rehearse({
    assembly,
    ...(baseline === undefined ? {} : { baseline }),
    scenario,
    signal: terminal.signal,
    onProgress: show,
    ...(report === undefined ? {} : { keepArtifacts: (rehearsal) => report.add(rehearsal) }),
  });
}

/** With `--all` one line for each scenario as it ends, else all of it. */
function print(rehearsal: Rehearsal, number: number, of: number, options: RehearseOptions, terminal: Terminal): void {
  const { rehearsalText } = require('../rehearsal/report') as typeof import('../rehearsal/report');
  const { colors } = terminal;
  if (options.all !== true) {
    terminal.print(`${number > 1 ? `\n${colors.dim('─'.repeat(80))}\n\n` : ''}${rehearsalText(rehearsal, colors)}`);
    return;
  }
  const mark = rehearsal.ok ? colors.green('✔') : colors.red('✖');
  terminal.print(`${mark} ${number}/${of} ${rehearsal.name} ${colors.dim(`${rehearsal.durations.real.toFixed(1)} s`)}`);
}

function printTable(rehearsals: readonly Rehearsal[], terminal: Terminal): void {
  const { rehearsalTable } = require('../rehearsal/report') as typeof import('../rehearsal/report');
  terminal.print(`\n${rehearsalTable(rehearsals, terminal.colors)}`);
}
