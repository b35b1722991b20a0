import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { atExit } from './at-exit';

/** How a canary's process ended. */
export type ProcessEnd =
  | { readonly kind: 'exited'; readonly code: number | null; readonly signal: NodeJS.Signals | null }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'memory'; readonly megabytes: number };

export interface ProcessOptions {
  /** The Node.js that runs it. */
  readonly node: string;
  readonly program: string;
  readonly order: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The working directory, as the script sees it. */
  readonly directory: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** In the environment of every process of the run. */
  readonly marker: string;
  /** Asked when the program has ended: whether processes may live that have left its group. */
  mayHaveEscaped(): boolean;
  onLine(line: string): void;
}

/**
 * Runs the program in a process group of its own, and kills the group when it has ended: a browser, and whatever else
 * the script has started, ends with it.
 *
 * @throws the signal's reason where it is aborted
 */
export async function runProcess(options: ProcessOptions): Promise<ProcessEnd> {
  options.signal?.throwIfAborted();
  const child = spawn(
    options.node,
    [`--max-old-space-size=${options.memoryMb}`, '--enable-source-maps', options.program, options.order],
    {
      cwd: options.directory,
      env: options.environment,
      detached: true,
      // The fourth lets the program know that this process has gone.
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    },
  );
  const kill = () => killGroup(child);
  const calledOff = atExit(() => {
    kill();
    killEscaped(options.marker);
  });
  const lines = [child.stdout, child.stderr].map(
    (stream) =>
      new Promise<void>((resolve) => {
        if (stream === null) return resolve();
        createInterface({ input: stream }).on('line', options.onLine).on('close', resolve);
      }),
  );
  let end: ProcessEnd | undefined;
  const stop = (reason: ProcessEnd) => {
    end ??= reason;
    kill();
  };
  const timer = setTimeout(() => stop({ kind: 'timeout' }), options.timeoutMs);
  const watch = setInterval(() => {
    const megabytes = residentMegabytes(child.pid);
    if (megabytes > options.memoryMb) stop({ kind: 'memory', megabytes });
  }, 250);
  options.signal?.addEventListener('abort', kill);
  try {
    const exited = await new Promise<ProcessEnd>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve({ kind: 'exited', code, signal }));
    });
    kill();
    if (end !== undefined || options.signal?.aborted === true || options.mayHaveEscaped()) killEscaped(options.marker);
    await Promise.all(lines);
    options.signal?.throwIfAborted();
    return end ?? exited;
  } finally {
    clearTimeout(timer);
    clearInterval(watch);
    options.signal?.removeEventListener('abort', kill);
    calledOff();
  }
}

function killGroup(child: ChildProcess): void {
  if (child.pid !== undefined) killProcess(-child.pid);
}

/** Kills processes that left the group: they are known by the run's directory in their environment (Linux alone). */
function killEscaped(marker: string): void {
  if (process.platform !== 'linux') return;
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    try {
      if (readFileSync(`/proc/${pid}/environ`, 'latin1').includes(marker)) killProcess(pid);
    } catch {
      // It has ended, or is another user's.
    }
  }
}

function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/** What the process alone occupies (Linux alone): memory outside V8's heap is bounded by nothing else. */
function residentMegabytes(pid: number | undefined): number {
  if (process.platform !== 'linux' || pid === undefined) return 0;
  try {
    const [, resident = '0'] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
    return (Number(resident) * 4096) / 2 ** 20;
  } catch {
    return 0;
  }
}
