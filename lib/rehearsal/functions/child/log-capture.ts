import fs from 'node:fs';
import { format } from 'node:util';
import { errorForLog } from './error-payload';

type Level = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL';
const levels: readonly Level[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

/** Takes what the function writes to its console, stdout and stderr, in the form in which Lambda logs it. */
export class LogCapture {
  /** Ends each line of `console`; `-` outside an invocation. */
  requestId = '-';
  #lines: string[] = [];
  readonly #unfinished = new Map<number, string>();
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
    this.#captureStream(process.stdout, 1);
    this.#captureStream(process.stderr, 2);
    this.#captureDescriptors();
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

  #captureStream(stream: NodeJS.WriteStream, descriptor: number): void {
    const write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
      this.#write(descriptor, chunk);
      const callback = typeof encoding === 'function' ? encoding : done;
      if (typeof callback === 'function') queueMicrotask(() => callback());
      return true;
    };
    stream.write = write as typeof stream.write;
  }

  /** Loggers that write to descriptor 1 by themselves. */
  #captureDescriptors(): void {
    const { write, writeSync } = fs;
    const whole = (chunk: string | NodeJS.ArrayBufferView, offset: unknown, length: unknown): string | Uint8Array => {
      if (typeof chunk === 'string') return chunk;
      const bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      const start = typeof offset === 'number' ? offset : 0;
      return bytes.subarray(start, typeof length === 'number' ? start + length : undefined);
    };
    const replacedSync = (fd: number, chunk: string | Uint8Array, ...rest: unknown[]): number => {
      if (fd !== 1 && fd !== 2) return (writeSync as (...values: unknown[]) => number)(fd, chunk, ...rest);
      const content = whole(chunk, rest[0], rest[1]);
      this.#write(fd, content);
      return Buffer.byteLength(content);
    };
    const replaced = (fd: number, chunk: string | Uint8Array, ...rest: unknown[]): void => {
      const done = rest.at(-1);
      if ((fd !== 1 && fd !== 2) || typeof done !== 'function') {
        (write as (...values: unknown[]) => void)(fd, chunk, ...rest);
        return;
      }
      const written = replacedSync(fd, chunk, ...rest);
      setImmediate(() => done(null, written, chunk));
    };
    fs.writeSync = replacedSync as typeof fs.writeSync;
    fs.write = Object.assign(replaced, fs.write) as unknown as typeof fs.write;
  }

  /** Every line of what is written is an entry of its own; a line that has not ended waits for its end. */
  #write(descriptor: number, chunk: string | Uint8Array): void {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    const lines = ((this.#unfinished.get(descriptor) ?? '') + text).split('\n');
    this.#unfinished.set(descriptor, lines.pop() ?? '');
    for (const line of lines) if (line !== '') this.#add(line);
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
