import { inspect } from 'node:util';
import type { Runtime } from '../catalogue';
import type { Redaction } from '../redaction';

const levels = ['DEBUG', 'INFO', 'WARN', 'ERROR'] as const;
type Level = (typeof levels)[number];

/** What `CW_SYNTHETICS_LOG_LEVEL` says, as the number of setLogLevel. */
const environmentLevels: Readonly<Record<string, number>> = {
  TRACE: 0,
  DEBUG: 0,
  INFO: 1,
  WARN: 2,
  ERROR: 3,
  FATAL: 3,
};

/** Characters that the log artifact holds: a script that logs for ever must not fill the memory of its process. */
const longestLog = 5_000_000;

/** What scripts get as `SyntheticsLogger`. */
export interface SyntheticsLogger {
  debug(message: unknown, error?: unknown): void;
  info(message: unknown, error?: unknown): void;
  log(message: unknown, error?: unknown): void;
  warn(message: unknown, error?: unknown): void;
  error(message: unknown, error?: unknown): void;
  setLogLevel(level: unknown): void;
  getLogLevel(): number;
  reset(): void;
  readonly LOG_LEVEL_DEBUG: 0;
  readonly LOG_LEVEL_INFO: 1;
  readonly LOG_LEVEL_WARN: 2;
  readonly LOG_LEVEL_ERROR: 3;
}

/** The run's log: what the runtime and the script write, on standard output and in the log artifact. */
export class Log {
  readonly #lines: string[] = [];
  #length = 0;
  #level: number;
  readonly #json: boolean;
  readonly api: SyntheticsLogger;

  constructor(
    runtime: Runtime,
    private readonly runId: string,
    private readonly redact: Redaction,
    environment: NodeJS.ProcessEnv,
  ) {
    const format = environment.CW_SYNTHETICS_LOG_FORMAT?.toUpperCase();
    this.#json = runtime.logFormat === 'JSON' && format !== 'TEXT';
    this.#level = environmentLevels[environment.CW_SYNTHETICS_LOG_LEVEL?.toUpperCase() ?? ''] ?? 1;
    const write = (level: Level) => (message: unknown, error?: unknown) => this.write(level, message, error);
    this.api = {
      debug: write('DEBUG'),
      info: write('INFO'),
      log: write('INFO'),
      warn: write('WARN'),
      error: write('ERROR'),
      setLogLevel: (level) => this.setLevel(level),
      getLogLevel: () => this.#level,
      reset: () => {},
      LOG_LEVEL_DEBUG: 0,
      LOG_LEVEL_INFO: 1,
      LOG_LEVEL_WARN: 2,
      LOG_LEVEL_ERROR: 3,
    };
    this.#takeOutput();
  }

  /** Scripts pass strings and undefined environment variables: what is no number changes nothing. */
  setLevel(level: unknown): void {
    const number = typeof level === 'string' && level.trim() === '' ? Number.NaN : Number(level);
    if (Number.isFinite(number)) this.#level = number;
  }

  get level(): number {
    return this.#level;
  }

  info(message: string): void {
    this.write('INFO', message);
  }

  write(level: Level, message: unknown, error?: unknown): void {
    if (levels.indexOf(level) < this.#level) return;
    const text = error === undefined ? textOf(message) : `${textOf(message)} ${textOf(error)}`;
    const line = this.#json
      ? JSON.stringify({ timestamp: new Date().toISOString(), level, canaryRunId: this.runId, message: text })
      : `${level}: ${text}`;
    process.stdout.write(`${line}\n`);
  }

  /** Everything written so far, as the log artifact holds it. */
  text(): string {
    return this.#lines.join('');
  }

  /** One stream for both, so that lines keep their order; nothing leaves the process with a secret in it. */
  #takeOutput(): void {
    // Else what a pipe cannot take at once would be lost when the process ends.
    const handle = (process.stdout as { _handle?: { setBlocking?(blocking: boolean): void } })._handle;
    handle?.setBlocking?.(true);
    const write = process.stdout.write.bind(process.stdout);
    const take = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
      const text = this.redact(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
      this.#length += text.length;
      if (this.#length <= longestLog) this.#lines.push(text);
      const done = rest.find((parameter) => typeof parameter === 'function') as (() => void) | undefined;
      // Of writes with one callback Node keeps a count, of others each: a script that never yields would fill the memory with them.
      return write(text, done);
    };
    process.stdout.write = take as typeof process.stdout.write;
    process.stderr.write = take as typeof process.stderr.write;
  }
}

/** Errors with their stack, texts as they are, the rest as Node prints it. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Error) return value.stack ?? String(value);
  return inspect(value, { depth: 6, breakLength: Number.POSITIVE_INFINITY });
}
