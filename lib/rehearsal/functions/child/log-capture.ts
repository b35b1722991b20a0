import { format } from 'node:util';
import { errorForLog } from './error-payload';

type Level = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL';
const levels: readonly Level[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

/** Takes what the function writes to its console, stdout and stderr, in the form in which Lambda logs it. */
export class LogCapture {
  /** Ends each line of `console`; `-` outside an invocation. */
  requestId = '-';
  #lines: string[] = [];
  #timer: NodeJS.Timeout | undefined;
  readonly #json = process.env.AWS_LAMBDA_LOG_FORMAT?.toUpperCase() === 'JSON';

  /** @param flush gets the lines that have waited for a while, so that a process that is killed has told what it said */
  constructor(private readonly flush: (lines: string[]) => void) {
    const minimum = levels.indexOf((process.env.AWS_LAMBDA_LOG_LEVEL?.toUpperCase() ?? 'TRACE') as Level);
    const logger = (level: Level) => {
      if (levels.indexOf(level) < minimum) return () => {};
      return (...values: unknown[]) => this.#log(level, values);
    };
    Object.assign(console, {
      trace: logger('TRACE'),
      debug: logger('DEBUG'),
      info: logger('INFO'),
      log: logger('INFO'),
      warn: logger('WARN'),
      error: logger('ERROR'),
      fatal: logger('FATAL'),
    });
    for (const stream of [process.stdout, process.stderr]) this.#captureWrites(stream);
  }

  /** The lines since the last call. */
  take(): string[] {
    const lines = this.#lines;
    if (lines.length > 0) this.#lines = [];
    return lines;
  }

  error(message: string, error: unknown): void {
    this.#log('ERROR', this.#json ? [error] : [message, `\t${errorForLog(error)}`]);
  }

  #log(level: Level, values: unknown[]): void {
    const timestamp = new Date().toISOString();
    if (!this.#json) {
      const text = format(...values).replace(' \t', '\t');
      this.#add(`${timestamp}\t${this.requestId}\t${level}\t${text}`);
      return;
    }
    const [first, ...rest] = values;
    const message = rest.length === 0 && typeof first !== 'string' ? first : format(...values);
    const line = { timestamp, level, requestId: this.requestId, message };
    this.#add(JSON.stringify(line, (_key, value) => (value instanceof Error ? errorMembers(value) : value)));
  }

  #captureWrites(stream: NodeJS.WriteStream): void {
    let rest = '';
    const write = (chunk: unknown, encoding?: unknown, done?: unknown): boolean => {
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString('utf8');
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line !== '') this.#add(line);
      const callback = typeof encoding === 'function' ? encoding : done;
      if (typeof callback === 'function') queueMicrotask(() => callback());
      return true;
    };
    stream.write = write as typeof stream.write;
  }

  #add(line: string): void {
    this.#lines.push(line);
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const lines = this.take();
      if (lines.length > 0) this.flush(lines);
    }, 50).unref();
  }
}

function errorMembers(error: Error): object {
  return { errorType: error.name, errorMessage: error.message, stackTrace: error.stack?.split('\n'), ...error };
}
