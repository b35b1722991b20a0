import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runFiles } from '../lib/alarm-tests';
import type { BenchmarkResult, Measurement } from './benchmark';
import { comparedCase } from './promtool-case';

const root = join(__dirname, '..');
const rules = 200;
const day = 24 * 60;
const repetitions = 3;

/**
 * Alarm tests beside Prometheus' `promtool test rules`: the same series, the same rules, as many expectations, in one
 * run. Compared are whole commands, each as its users call it, and the work inside one process, as a Jest matcher or a
 * watching editor does it.
 */
export async function benchmark(print: (line: string) => void): Promise<BenchmarkResult> {
  const version = spawnSync('promtool', ['--version'], { encoding: 'utf8' });
  if (version.error !== undefined || version.status !== 0)
    return { skipped: 'promtool is not here; on Debian it comes with `apt-get install prometheus`' };
  const compared = comparedCase(rules, day, 60);
  print(
    `${compared.rules} rules (half 3 of 3, half 3 of 5) × 1 day of minutes, ${compared.expectations.toLocaleString('en')} expectations; ${version.stdout.split('\n')[0] || version.stderr.split('\n')[0]}`,
  );
  const directory = mkdtempSync(join(tmpdir(), 'aviary-bench-'));
  try {
    writeFileSync(join(directory, 'rules.yaml'), compared.prometheus.rules);
    writeFileSync(join(directory, 'tests.yaml'), compared.prometheus.tests);
    const file = join(directory, 'alarms.yaml');
    writeFileSync(file, compared.aviary);
    const aviary = build();
    // In turns, so that a busy machine slows both.
    const theirs: number[] = [];
    const command: number[] = [];
    const inside: number[] = [];
    for (let turn = 0; turn < repetitions; turn++) {
      theirs.push(seconds(() => execFileSync('promtool', ['test', 'rules', 'tests.yaml'], { cwd: directory })));
      command.push(seconds(() => execFileSync(process.execPath, [aviary, 'test', file], { cwd: directory })));
      inside.push(seconds(() => mustHold(file)));
    }
    return measurements(Math.min(...theirs), Math.min(...command), Math.min(...inside));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function measurements(theirs: number, command: number, inside: number): Measurement[] {
  const aim = 'at least 10 times';
  return [
    { what: 'promtool test rules', measured: `${theirs.toFixed(2)} s` },
    { what: 'aviary test, the whole command', measured: `${command.toFixed(2)} s` },
    { what: 'the same tests inside a process', measured: `${inside.toFixed(2)} s` },
    { what: 'command: faster than promtool', measured: times(theirs / command), aim, holds: theirs / command >= 10 },
    {
      what: 'inside a process: faster than promtool',
      measured: times(theirs / inside),
      aim,
      holds: theirs / inside >= 10,
    },
  ];
}

function times(ratio: number): string {
  return `${ratio.toFixed(1)} times`;
}

/** The command line as it is published: compiled, not transpiled on the way. Returns its path. */
function build(): string {
  const directory = join(root, 'node_modules', '.cache', 'aviary-bench');
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  // What is compiled here is checked elsewhere.
  spawnSync('npx', ['tsc', '-p', 'tsconfig.build.json', '--outDir', directory], { cwd: root });
  return join(directory, 'bin', 'aviary.js');
}

function mustHold(file: string): void {
  const { files } = runFiles([file], root);
  if (!files.every(({ ok }) => ok))
    throw new Error(`The two tools disagree on ${readFileSync(file, 'utf8').slice(0, 200)} …`);
}

function seconds(work: () => void): number {
  const began = performance.now();
  work();
  return (performance.now() - began) / 1000;
}
