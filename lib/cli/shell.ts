import { resolve } from 'node:path';
import pc from 'picocolors';
import { type Diagnostic, InputError } from '../diagnostic';

/** What a command sees of the person who called it. */
export interface Terminal {
  /** The directory the person stands in: under npm, where `npm run` was called. */
  readonly standing: string;
  readonly json: boolean;
  /** Whether standard output is a terminal: only then are there colours and live lines. */
  readonly interactive: boolean;
  readonly colors: ReturnType<typeof pc.createColors>;
  /** Aborted at Ctrl-C. */
  readonly signal: AbortSignal;
  /** A path as the person meant it. */
  resolve(path: string): string;
  /** Prints text and ends the line; silent with `--json`. */
  print(text: string): void;
  /** Shows text in place of the last live text; only on a terminal. */
  live(text: string): void;
}

/** What a command found. */
export interface Outcome {
  /** Whether what was asked holds: exit code 0, else 1. */
  readonly ok: boolean;
  /** What `--json` prints besides `command`, `ok` and `diagnostics`. */
  readonly report: Record<string, unknown>;
  readonly diagnostics?: readonly Diagnostic[];
  /** What could not be done at all, beside what the report tells: said on standard error, exit code 2. */
  readonly refused?: readonly Diagnostic[];
}

const exitCodes = { holds: 0, doesNotHold: 1, badInput: 2, interrupted: 130 } as const;

/**
 * Runs a command and sets the exit code: 0 holds, 1 does not hold, 2 bad input, 130 after Ctrl-C.
 * Bad input is told in sentences, never with a stack trace.
 */
export async function runCommand(
  command: string,
  options: { readonly json?: boolean },
  work: (terminal: Terminal) => Promise<Outcome>,
): Promise<void> {
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  const live = await liveLine(options.json !== true && process.stdout.isTTY === true);
  const terminal = openTerminal(options.json === true, interruption.signal, live);
  let ok = false;
  let report: Record<string, unknown> = {};
  let diagnostics: readonly Diagnostic[] = [];
  try {
    const outcome = await work(terminal);
    ({ ok, report } = outcome);
    const refused = outcome.refused ?? [];
    diagnostics = [...refused, ...(outcome.diagnostics ?? [])];
    process.exitCode = ok ? exitCodes.holds : exitCodes.doesNotHold;
    if (refused.length > 0) {
      await signalArrives();
      ok = false;
      process.exitCode = exitCodes.badInput;
      if (options.json !== true && !interruption.signal.aborted)
        process.stderr.write(`${refused.map(sentence).join('\n')}\n`);
    }
  } catch (error) {
    await signalArrives();
    if (!interruption.signal.aborted) {
      diagnostics = error instanceof InputError ? error.diagnostics : [defect(command, error)];
      process.exitCode = exitCodes.badInput;
      if (options.json !== true) process.stderr.write(`${diagnostics.map(sentence).join('\n')}\n`);
    }
  } finally {
    live.end();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
  if (interruption.signal.aborted) {
    process.exitCode = exitCodes.interrupted;
    ok = false;
    if (options.json !== true) process.stderr.write('Interrupted: everything that was started has been stopped.\n');
  }
  if (options.json === true)
    process.stdout.write(`${JSON.stringify({ command, ...report, ok, diagnostics }, null, 2)}\n`);
}

/** Ctrl-C ends the processes that a command uses too: what they fail with may be heard of before the signal itself. */
async function signalArrives(): Promise<void> {
  await new Promise((go) => setTimeout(go, 20));
}

/** A diagnostic in the form that editors and CI systems link: `file:line:column: severity: message` and how to mend it. */
export function sentence(diagnostic: Diagnostic): string {
  const place = [diagnostic.file, diagnostic.line, diagnostic.column].filter((part) => part !== undefined).join(':');
  const at = diagnostic.path === undefined ? '' : ` (${diagnostic.path})`;
  return `${place === '' ? '' : `${place}: `}${diagnostic.severity}: ${diagnostic.message}${at}\n  ${diagnostic.fix}`;
}

/** Where the person stands: npm runs scripts in the package's root and keeps their directory in INIT_CWD. */
export function standingDirectory(): string {
  return process.env.INIT_CWD ?? process.cwd();
}

function openTerminal(json: boolean, signal: AbortSignal, live: LiveLine): Terminal {
  const interactive = !json && process.stdout.isTTY === true;
  const standing = standingDirectory();
  return {
    standing,
    json,
    interactive,
    colors: pc.createColors(interactive && pc.isColorSupported),
    signal,
    resolve: (path) => resolve(standing, path),
    print: (text) => {
      if (json) return;
      live.clear();
      process.stdout.write(`${text}\n`);
    },
    live: (text) => live.show(text),
  };
}

interface LiveLine {
  show(text: string): void;
  clear(): void;
  end(): void;
}

async function liveLine(wanted: boolean): Promise<LiveLine> {
  if (!wanted) return { show: () => {}, clear: () => {}, end: () => {} };
  const { default: update } = await import('log-update');
  return { show: (text) => update(text), clear: () => update.clear(), end: () => update.clear() };
}

/** An error that no door caught is a defect of Aviary: it is said as one, with the stack only where it is asked for. */
function defect(command: string, error: unknown): Diagnostic {
  const message = error instanceof Error ? error.message : String(error);
  if (process.env.AVIARY_DEBUG !== undefined && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return {
    id: 'aviary/defect',
    severity: 'error',
    message: `aviary ${command} met an error it has no sentence for: ${message.split('\n')[0]}`,
    fix: 'Set AVIARY_DEBUG=1 to see where it comes from, and report it.',
  };
}
