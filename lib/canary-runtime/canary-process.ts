import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** How a canary's process ended. */
export type ProcessEnd =
  | { readonly kind: 'exited'; readonly code: number | null; readonly signal: NodeJS.Signals | null }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'memory'; readonly megabytes: number };

export interface ProcessOptions {
  readonly program: string;
  readonly order: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The working directory, as the script sees it. */
  readonly directory: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  onLine(line: string): void;
}

/** What has to be killed should this process end before its runs do. */
const running = new Set<() => void>();
let watching = false;

/**
 * Runs the program in a process group of its own, and kills the group when it has ended: a browser, and whatever else
 * the script has started, ends with it.
 *
 * @throws the signal's reason where it is aborted
 */
export async function runProcess(options: ProcessOptions, marker: string, onKill: () => void): Promise<ProcessEnd> {
  options.signal?.throwIfAborted();
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${options.memoryMb}`, '--enable-source-maps', options.program, options.order],
    {
      cwd: options.directory,
      env: options.environment,
      detached: true,
      // The fourth lets the program know that this process has gone.
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    },
  );
  const kill = () => killGroup(child, marker);
  const atExit = () => {
    kill();
    onKill();
  };
  running.add(atExit);
  if (!watching) {
    watching = true;
    process.on('exit', () => {
      for (const end of running) end();
    });
  }
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
    await Promise.all(lines);
    options.signal?.throwIfAborted();
    return end ?? exited;
  } finally {
    clearTimeout(timer);
    clearInterval(watch);
    options.signal?.removeEventListener('abort', kill);
    running.delete(atExit);
  }
}

function killGroup(child: ChildProcess, marker: string): void {
  if (child.pid === undefined) return;
  for (const pid of [-child.pid, ...escaped(marker)]) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
}

/** Processes that left the group: they are known by the run's directory in their environment (Linux alone). */
function escaped(marker: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) return [];
    try {
      return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(marker) ? [pid] : [];
    } catch {
      return [];
    }
  });
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
