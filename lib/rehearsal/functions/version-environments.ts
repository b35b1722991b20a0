import {
  type EnvironmentEnd,
  type EnvironmentSettings,
  ExecutionEnvironment,
  type PendingInvocation,
} from './execution-environment';
import { failed } from './faults';
import type { Invocation, InvocationError, InvokeOptions } from './function-version';

/** A start that fails this often in a row, in the same way, is taken to fail each further time. */
const sameFailures = 3;

/** How many invocations a process holds whose handler answers within a few milliseconds: this hides the channel's delay. */
const depthOfQuick = 16;
const quickMs = 2;

/** The execution environments of one version, and the invocations that wait for one. */
export class VersionEnvironments {
  readonly #environments = new Set<ExecutionEnvironment>();
  readonly #waiting: PendingInvocation[] = [];
  readonly #processes = new Set<Promise<void>>();
  #started = 0;
  #closed = false;
  #lastFailure: { readonly error: InvocationError; count: number } | undefined;

  constructor(
    private readonly concurrency: number,
    private readonly settings: (index: number) => EnvironmentSettings,
  ) {}

  invoke(options: InvokeOptions): Promise<Invocation> {
    return new Promise((resolve) => {
      this.#waiting.push({ options, resolve });
      this.#dispatch();
    });
  }

  kill(): void {
    this.#closed = true;
    for (const environment of this.#environments) environment.kill();
  }

  async close(): Promise<void> {
    this.kill();
    await Promise.all(this.#processes);
  }

  #dispatch(): void {
    while (this.#waiting.length > 0) {
      if (this.#closed) {
        this.#refuse();
      } else if ((this.#lastFailure?.count ?? 0) >= sameFailures) {
        this.#failLikeBefore();
      } else {
        const environment = this.#free();
        if (environment === undefined) return;
        environment.send(this.#waiting.shift() as PendingInvocation);
      }
    }
  }

  /** An idle environment, else a new one, else a quick one that can take one more. */
  #free(): ExecutionEnvironment | undefined {
    let least: ExecutionEnvironment | undefined;
    for (const environment of this.#environments) {
      if (environment.load === 0) return environment;
      if (least === undefined || environment.load < least.load) least = environment;
    }
    if (this.#environments.size < this.concurrency) return this.#start();
    return least !== undefined && least.lastDurationMs < quickMs && least.load < depthOfQuick ? least : undefined;
  }

  #start(): ExecutionEnvironment {
    const at = this.#waiting[0]?.options.at ?? 0;
    const environment = new ExecutionEnvironment(
      this.settings(this.#started++),
      at,
      (end) => this.#ended(environment, end),
      () => {
        if (environment.isReady) this.#lastFailure = undefined;
        this.#dispatch();
      },
    );
    this.#environments.add(environment);
    this.#processes.add(environment.gone);
    void environment.gone.then(() => this.#processes.delete(environment.gone));
    return environment;
  }

  #ended(environment: ExecutionEnvironment, { unstarted, initFailure }: EnvironmentEnd): void {
    this.#environments.delete(environment);
    this.#waiting.unshift(...unstarted);
    if (initFailure !== undefined && !this.#closed) {
      const same = this.#lastFailure?.error.type === initFailure.type;
      this.#lastFailure = { error: initFailure, count: same ? (this.#lastFailure?.count ?? 0) + 1 : 1 };
    }
    this.#dispatch();
  }

  #failLikeBefore(): void {
    const { error } = this.#lastFailure as { error: InvocationError };
    for (const { options, resolve } of this.#waiting.splice(0)) {
      const message = error.message.replace(/^RequestId: \S+/, `RequestId: ${options.requestId}`);
      resolve(failed({ ...error, message }, { durationMs: 0, initMs: 0 }));
    }
  }

  #refuse(): void {
    for (const { options, resolve } of this.#waiting.splice(0)) {
      const message = `RequestId: ${options.requestId} Error: the rehearsal has ended`;
      resolve(failed({ type: 'Runtime.ExitError', message }, { durationMs: 0 }));
    }
  }
}
