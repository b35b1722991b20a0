import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Benchmark, BenchmarkResult, Measurement } from './benchmark';

/** What `npm run bench` runs, in this order; `npm run bench -- alarms promtool` runs these two. */
const benchmarks = ['alarms', 'promtool', 'canaries', 'rehearsal', 'synth'] as const;

async function run(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !benchmarks.some((known) => known === name));
  if (unknown.length > 0) {
    process.stderr.write(`There is no benchmark ${unknown.join(', ')}. Name any of: ${benchmarks.join(', ')}.\n`);
    process.exitCode = 2;
    return;
  }
  const results: [string, BenchmarkResult][] = [];
  for (const name of benchmarks) {
    if (names.length > 0 && !names.includes(name)) continue;
    process.stdout.write(`\n${name}\n`);
    const result = await one(name);
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

async function one(name: string): Promise<BenchmarkResult> {
  const file = join(__dirname, `${name}.ts`);
  if (!existsSync(file)) return { skipped: 'there is no such benchmark yet' };
  const { benchmark } = require(file) as { readonly benchmark?: Benchmark };
  if (benchmark === undefined) return { skipped: `bench/${name}.ts exports no benchmark` };
  return benchmark((line) => process.stdout.write(`  ${line}\n`));
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
