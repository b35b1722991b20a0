import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type CanaryRunResult, CanaryRuntimeError, defaultRuntime, runCanary } from '../../canary-runtime';
import type { Diagnostic } from '../../diagnostic';
import type { Terminal } from '../shell';
import type { CanarySource } from './canary';
import type { RunOptions } from './run-options';

/** A canary and what its run returned. */
export interface CanaryReport extends Omit<CanaryRunResult, 'log'> {
  readonly name: string;
  readonly title: string;
  readonly runtimeVersion: string;
  readonly log: readonly string[];
}

/** What is told while canaries run. */
export interface Progress {
  started(canary: CanarySource): void;
  ended(report: CanaryReport): void;
  refused(canary: CanarySource): void;
  line(canary: CanarySource, line: string): void;
}

/** What became of canaries: each has a report, or cannot be run. */
export interface RunReports {
  /** In the order of the canaries. */
  readonly reports: readonly CanaryReport[];
  readonly refused: readonly RefusedCanary[];
}

/** A canary that cannot be run, and why. */
export interface RefusedCanary {
  readonly name: string;
  readonly diagnostic: Diagnostic;
}

/** Runs canaries, so many at a time: one that cannot be run keeps no other from its report. */
export async function runCanaries(
  canaries: readonly CanarySource[],
  options: RunOptions,
  terminal: Terminal,
  progress: Progress,
): Promise<RunReports> {
  const reports = new Map<CanarySource, CanaryReport>();
  const refused: RefusedCanary[] = [];
  const waiting = [...canaries];
  const worker = async () => {
    for (let canary = waiting.shift(); canary !== undefined; canary = waiting.shift()) {
      progress.started(canary);
      try {
        const report = await runOne(canary, options, terminal, progress);
        reports.set(canary, report);
        progress.ended(report);
      } catch (error) {
        if (!(error instanceof CanaryRuntimeError)) throw error;
        const { message, fix } = error;
        refused.push({
          name: canary.name,
          diagnostic: { id: 'canary/cannot-run', severity: 'error', message: `${canary.title}: ${message}`, fix },
        });
        progress.refused(canary);
      }
    }
  };
  const workers = Array.from({ length: Math.min(options.concurrency, canaries.length) }, worker);
  // All of them end before an error is told: nothing runs on behind it.
  const ends = await Promise.allSettled(workers);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return { reports: canaries.flatMap((canary) => reports.get(canary) ?? []), refused };
}

async function runOne(
  canary: CanarySource,
  options: RunOptions,
  terminal: Terminal,
  progress: Progress,
): Promise<CanaryReport> {
  const runtimeVersion = options.runtime ?? canary.runtimeVersion;
  const result = await withCode(canary, (code) =>
    runCanary({
      code,
      handler: canary.handler,
      name: canary.name,
      ...(runtimeVersion !== undefined && { runtimeVersion }),
      environment: { ...canary.environment, ...options.environment },
      timeoutSeconds: options.timeoutSeconds ?? canary.timeoutSeconds ?? 60,
      ...(canary.memoryMb !== undefined && { memoryMb: canary.memoryMb }),
      ...(options.artifactsDirectory !== undefined && { artifactsDirectory: options.artifactsDirectory }),
      headed: options.headed,
      slowMoMs: options.slowMoMs,
      recordHar: options.recordHar,
      visualBaselineDirectory: canary.baselineDirectory,
      visualUpdateBaseline: options.updateBaseline,
      projectDirectory: terminal.standing,
      signal: terminal.signal,
      onLog: (line) => progress.line(canary, line),
    }),
  );
  const given = new Set(Object.keys(options.environment));
  const warnings = canary.warnings.filter((warning) => !given.has(warning.split(' ')[0] ?? ''));
  return {
    name: canary.name,
    title: canary.title,
    runtimeVersion: runtimeVersion ?? defaultRuntime,
    ...result,
    warnings: [...warnings, ...result.warnings],
  };
}

/** Lays an inline script out as CloudFormation does for every Node.js runtime: as a layer. */
async function withCode<T>({ code, inline, handler }: CanarySource, work: (code: string) => Promise<T>): Promise<T> {
  if (inline === undefined) return work(code);
  const directory = await mkdtemp(join(tmpdir(), 'aviary-inline-'));
  try {
    const file = join(directory, 'nodejs', 'node_modules', `${handler.replace(/\.[^.]*$/, '')}.js`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, inline);
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
