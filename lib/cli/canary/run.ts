import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { makeOutputDirectory } from '../output-directory';
import { type Outcome, sentence, type Terminal } from '../shell';
import type { CanarySource } from './canary';
import { findCanaries } from './find-canaries';
import { junitOf } from './junit-report';
import { type Progress, type RunReports, runCanaries } from './run-canaries';
import { type RunArguments, type RunOptions, runOptions } from './run-options';
import { readable, summaryOf, textOf } from './text-report';
import { nextChange } from './watch-files';

/** `aviary canary run`: finds canaries, runs them, tells how each ended, and again on each save with `--watch`. */
export async function run(named: readonly string[], given: RunArguments, terminal: Terminal): Promise<Outcome> {
  const { options, names } = runOptions(named, given, terminal);
  let canaries = findCanaries(names, given, terminal);
  if (options.artifactsDirectory !== undefined) await makeOutputDirectory('--out', options.artifactsDirectory);
  if (given.watch !== true) return outcomeOf(await runAll(canaries, options, given, terminal));
  for (;;) {
    const started = Date.now();
    // While a script is written it is often broken: that is told, and the next save is waited for.
    const { refused } = await runAll(canaries, options, given, terminal);
    for (const { diagnostic } of refused) terminal.print(sentence(diagnostic));
    terminal.print(terminal.colors.dim('Waiting for a change … Ctrl-C ends.'));
    const changed = await nextChange(watchedFiles(canaries), started, terminal.signal);
    terminal.signal.throwIfAborted();
    terminal.print(terminal.colors.dim(`${changed} changed.`));
    canaries = findCanaries(names, given, terminal);
  }
}

async function runAll(
  canaries: readonly CanarySource[],
  options: RunOptions,
  given: RunArguments,
  terminal: Terminal,
): Promise<RunReports> {
  const junit = given.reporter === 'junit';
  const running = new Set<string>();
  const live = () => {
    if (!junit) terminal.live(running.size === 0 ? '' : `… ${[...running].join(', ')}`);
  };
  const progress: Progress = {
    started: ({ name }) => {
      running.add(name);
      live();
    },
    ended: (report) => {
      running.delete(report.name);
      if (!junit) terminal.print(textOf(report, terminal, { logs: given.logs === true }));
      live();
    },
    refused: ({ name }) => {
      running.delete(name);
      live();
    },
    line: ({ name }, line) => {
      if (given.logs !== true || junit) return;
      const whose = canaries.length === 1 ? '' : `${name} `;
      for (const part of readable(line).split('\n')) terminal.print(terminal.colors.dim(`${whose}| ${part}`));
    },
  };
  const all = await runCanaries(canaries, options, terminal, progress);
  if (junit) terminal.print(junitOf(all));
  else if (all.reports.length > 0) {
    terminal.print(summaryOf(all.reports, terminal, options.artifactsDirectory !== undefined));
  }
  return all;
}

function outcomeOf({ reports, refused }: RunReports): Outcome {
  const passed = reports.filter(({ status }) => status === 'PASSED').length;
  return {
    ok: passed === reports.length,
    report: { canaries: reports, summary: { canaries: reports.length, passed, failed: reports.length - passed } },
    refused: refused.map(({ diagnostic }) => diagnostic),
  };
}

/** Scripts with what they import; of code in a directory, all of its files outside of node_modules. */
function watchedFiles(canaries: readonly CanarySource[]): string[] {
  const { inputsOf } =
    require('../../canary-runtime/script-bundle') as typeof import('../../canary-runtime/script-bundle');
  return canaries.flatMap(({ code }) => (statSync(code).isDirectory() ? filesBelow(code) : [...inputsOf(code)]));
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !/node_modules\/.*node_modules/.test(entry.parentPath))
    .map((entry) => join(entry.parentPath, entry.name));
}
