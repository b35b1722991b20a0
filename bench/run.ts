import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Benchmark, BenchmarkResult, Measurement } from './benchmark';

/**
 * What `npm run bench` runs, in this order; `npm run bench -- alarms promtool` runs these two. Those that measure memory come first: what
 * others have filled stays with the process.
 */
const benchmarks: Readonly<Record<string, Benchmark>> = {
  canaries: async (print) => {
    const { benchCanaries } = await load<typeof import('./canaries')>('canaries');
    const { page, http, peakMegabytes } = await benchCanaries(print);
    return [
      atMost('page canary / plain puppeteer-core', page.ratio, 1.25, ''),
      atMost('HTTP-step canary / plain Node', http.ratio, 1.5, ''),
      atMost('memory of eight page canaries, two at a time', peakMegabytes, 1500, ' MB'),
    ];
  },
  rehearsal: (print) => whole('rehearsal', print),
  synth: (print) => whole('synth', print),
  promtool: (print) => whole('promtool', print),
  alarms: (print) => whole('alarms', print),
};

function atMost(what: string, measured: number, limit: number, unit: string): Measurement {
  const digits = unit === '' ? 2 : 0;
  return {
    what,
    measured: `${measured.toFixed(digits)}${unit}`,
    aim: `at most ${limit}${unit}`,
    holds: measured <= limit,
  };
}

async function load<Module>(name: string): Promise<Module> {
  return require(join(__dirname, `${name}.ts`)) as Module;
}

/** A file of bench/ that exports `benchmark`. */
async function whole(name: string, print: (line: string) => void): Promise<BenchmarkResult> {
  if (!existsSync(join(__dirname, `${name}.ts`))) return { skipped: 'there is no such benchmark' };
  const { benchmark } = await load<{ readonly benchmark?: Benchmark }>(name);
  return benchmark === undefined ? { skipped: `bench/${name}.ts exports no benchmark` } : benchmark(print);
}

async function run(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !(name in benchmarks));
  if (unknown.length > 0) {
    process.stderr.write(
      `There is no benchmark ${unknown.join(', ')}. Name any of: ${Object.keys(benchmarks).join(', ')}.\n`,
    );
    process.exitCode = 2;
    return;
  }
  const results: [string, BenchmarkResult][] = [];
  for (const [name, benchmark] of Object.entries(benchmarks)) {
    if (names.length > 0 && !names.includes(name)) continue;
    process.stdout.write(`\n${name}\n`);
    const result = await benchmark((line) => process.stdout.write(`  ${line}\n`));
    results.push([name, result]);
    if ('skipped' in result) process.stdout.write(`  skipped: ${result.skipped}\n`);
  }
  const rows = results.flatMap(([name, result]) =>
    'skipped' in result ? [] : result.map((row) => tableRow(name, row)),
  );
  process.stdout.write(`\n${table([['benchmark', 'what', 'measured', 'aim', ''], ...rows])}\n`);
  const missed = results.some(([, result]) => !('skipped' in result) && result.some(({ holds }) => holds === false));
  process.exitCode = missed ? 1 : 0;
}

function tableRow(name: string, { what, measured, aim, holds }: Measurement): string[] {
  return [name, what, measured, aim ?? '', holds === undefined ? '' : holds ? 'holds' : 'missed'];
}

function table(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

void run(process.argv.slice(2));
