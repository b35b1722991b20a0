import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { exited, failed, timedOut } from './faults';
import type { FunctionVersion, Invocation, InvokeOptions } from './function-version';
import type { ErrorPayload, InvokeMessage, ProcessConfiguration, ProcessMessage } from './protocol';

/** Lambda gives a cold start 10 seconds of its own before the function's timeout begins to run. */
const initLimitMs = 10_000;

/** A timer that is this late tells that its own process had other work. */
const busyMs = 25;

/** An invocation on its way. */
export interface PendingInvocation {
  readonly options: InvokeOptions;
  resolve(invocation: Invocation): void;
}

export interface EnvironmentSettings {
  readonly version: FunctionVersion;
  readonly configuration: Omit<ProcessConfiguration, 'at'>;
  readonly program: string;
  readonly node: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Told where the handler streams its response. */
  onStreaming(): void;
}

/** How an environment ended, told to its pool. */
export interface EnvironmentEnd {
  /** Invocations that had not begun: they go to another environment. */
  readonly unstarted: readonly PendingInvocation[];
  /** Set where the handler could not be loaded. */
  readonly initFailure?: Invocation['error'];
}

/**
 * One execution environment: a process that has loaded the handler and runs its invocations in order. It ends by a
 * failed start, a timeout or an exit, and is then of no more use.
 */
export class ExecutionEnvironment {
  readonly #process: ChildProcess;
  readonly #running: { readonly pending: PendingInvocation; readonly id: number }[] = [];
  readonly #began = performance.now();
  #headSince = performance.now();
  #watchdog: NodeJS.Timeout | undefined;
  #logs: string[] = [];
  #initMs: number | undefined;
  #ready = false;
  #ended = false;
  #nextId = 0;
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>;
  /** How long the last invocation took: quick handlers are given several invocations at once. */
  lastDurationMs = Number.POSITIVE_INFINITY;

  constructor(
    private readonly settings: EnvironmentSettings,
    at: number,
    private readonly ended: (end: EnvironmentEnd) => void,
    private readonly progressed: () => void,
  ) {
    const { configuration, program, node, environment, version } = settings;
    mkdirSync(configuration.temporaryDirectory, { recursive: true });
    this.#process = fork(program, [JSON.stringify({ ...configuration, at })], {
      cwd: configuration.taskRoot,
      execPath: node,
      execArgv: heapArguments(version.memoryMb),
      env: environment,
      serialization: 'json',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    // What is written past the captured console (a fatal error of V8, a native module).
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.#logs.push(...text.split('\n').filter(Boolean)));
    }
    this.gone = new Promise((resolve) => {
      this.#process.once('close', () => resolve());
      this.#process.once('error', () => this.#process.pid === undefined && resolve());
    });
    this.#process.on('message', (message) => this.#receive(message as ProcessMessage));
    // The process could not be started.
    this.#process.on('error', ({ message }) => this.#end({ type: 'Runtime.ExitError', message }, !this.#ready));
    // `close` comes after everything that the process has said.
    this.#process.on('close', (code, signal) => this.#exit(code, signal));
    this.#watch(initLimitMs + version.timeoutSeconds * 1000);
  }

  /** How many invocations it holds, begun or not. */
  get load(): number {
    return this.#running.length;
  }

  get isReady(): boolean {
    return this.#ready;
  }

  send(pending: PendingInvocation): void {
    const { options } = pending;
    const { version } = this.settings;
    const id = this.#nextId++;
    if (this.#running.length === 0) this.#headBegins();
    this.#running.push({ pending, id });
    const message: InvokeMessage = {
      id,
      event: options.payload ?? null,
      requestId: options.requestId,
      at: options.at,
      arn: invokedArn(version, options.qualifier),
      timeoutMs: version.timeoutSeconds * 1000,
      traceId: traceId(options),
      ...(options.clientContext === undefined ? {} : { clientContext: options.clientContext }),
    };
    this.#process.send(message, () => {});
  }

  /** Ends the process at once; invocations in it are answered as if it had been killed. */
  kill(): void {
    this.#process.kill('SIGKILL');
  }

  #headBegins(): void {
    this.#headSince = performance.now();
    if (this.#ready) this.#watch(this.settings.version.timeoutSeconds * 1000);
  }

  /** The head of the queue has `ms` from now on. One timer for all, pushed back with each invocation. */
  #watch(ms: number, isGrace = false): void {
    clearTimeout(this.#watchdog);
    const due = performance.now() + ms;
    this.#watchdog = setTimeout(() => {
      // This process was busy when the time was up: what the function has sent meanwhile is to be read first.
      if (!isGrace && performance.now() - due > busyMs) this.#watch(2 * busyMs, true);
      else this.#overdue();
    }, ms);
    this.#watchdog.unref();
  }

  #receive(message: ProcessMessage): void {
    if (message.logs !== undefined) this.#logs.push(...message.logs);
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        this.#initMs = message.initMs;
        if (message.streams) this.settings.onStreaming();
        this.#headBegins();
        this.progressed();
        break;
      case 'init-error':
        this.#initMs = message.initMs;
        this.#end(asError(message.error), true);
        break;
      case 'result': {
        const head = this.#running[0];
        if (head === undefined || head.id !== message.id) break;
        this.#running.shift();
        this.lastDurationMs = message.durationMs;
        this.#answer(head.pending, message.durationMs, message.error, message.payload);
        if (message.last) {
          this.#end(undefined);
        } else {
          if (this.#running.length > 0) this.#headBegins();
          else clearTimeout(this.#watchdog);
          this.progressed();
        }
        break;
      }
    }
  }

  #answer(pending: PendingInvocation, durationMs: number, error: ErrorPayload | undefined, payload: unknown): void {
    const measured = { durationMs, logs: this.#takeLogs(), ...this.#takeInit() };
    if (error === undefined) pending.resolve({ payload: payload ?? null, timedOut: false, ...measured });
    else pending.resolve(failed(asError(error), measured));
  }

  #overdue(): void {
    if (this.#running.length === 0 && this.#ready) return;
    const { version } = this.settings;
    const head = this.#running[0];
    const requestId = head?.pending.options.requestId ?? '-';
    const error = timedOut(requestId, version.timeoutSeconds);
    const at = (head?.pending.options.at ?? 0) + version.timeoutSeconds * 1000;
    this.#logs.push(
      `${new Date(at).toISOString()} ${requestId} Task timed out after ${version.timeoutSeconds.toFixed(2)} seconds`,
    );
    this.#end(error, !this.#ready, version.timeoutSeconds * 1000);
  }

  #exit(code: number | null, signal: string | null): void {
    const requestId = this.#running[0]?.pending.options.requestId ?? '-';
    this.#end(exited(requestId, code, signal), !this.#ready);
  }

  /** The invocation at the head gets the error; those behind it have not begun. */
  #end(error: Invocation['error'], atStart = false, durationMs = performance.now() - this.#headSince): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#watchdog);
    this.#process.kill('SIGKILL');
    const head = error === undefined ? undefined : this.#running.shift();
    if (error !== undefined && head !== undefined) {
      const initMs = this.#initMs ?? (atStart ? performance.now() - this.#began : undefined);
      const measured = { durationMs: atStart && error.type !== 'Sandbox.Timedout' ? 0 : durationMs };
      const init = initMs === undefined ? {} : { initMs };
      head.pending.resolve(failed(error, { ...measured, ...init, logs: this.#takeLogs() }));
    }
    const unstarted = this.#running.splice(0).map((running) => running.pending);
    rmSync(this.settings.configuration.temporaryDirectory, { recursive: true, force: true });
    this.ended({ unstarted, ...(atStart && error !== undefined ? { initFailure: error } : {}) });
  }

  #takeLogs(): string[] {
    const logs = this.#logs;
    if (logs.length > 0) this.#logs = [];
    return logs;
  }

  #takeInit(): { initMs?: number } {
    if (this.#initMs === undefined) return {};
    const initMs = this.#initMs;
    this.#initMs = undefined;
    return { initMs };
  }
}

function asError(error: ErrorPayload): { type: string; message: string; stack: readonly string[] } {
  return { type: error.errorType, message: error.errorMessage, stack: error.trace };
}

/**
 * The old generation is limited as by Lambda's runtime. The young one is kept smaller than there, and V8's helper threads
 * few: a rehearsal has many of these processes on one machine.
 */
function heapArguments(memoryMb: number): string[] {
  return [`--max-old-space-size=${Math.ceil(memoryMb * 0.9)}`, '--max-semi-space-size=2', '--v8-pool-size=1'];
}

/** Not sampled: a rehearsal has no X-Ray. */
function traceId({ requestId, at }: InvokeOptions): string {
  const id = Buffer.from(requestId).toString('hex').padEnd(24, '0').slice(0, 24);
  return `Root=1-${Math.floor(at / 1000).toString(16)}-${id};Parent=0000000000000000;Sampled=0`;
}

/** The function's ARN, qualified as the caller did: `arn:aws:lambda:region:account:function:name[:qualifier]`. */
function invokedArn(version: FunctionVersion, qualifier: string | undefined): string {
  const unqualified = version.functionArn.split(':').slice(0, 7).join(':');
  return qualifier === undefined ? unqualified : `${unqualified}:${qualifier}`;
}
