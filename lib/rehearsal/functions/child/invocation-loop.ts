import type { ErrorPayload, InvokeMessage, ProcessConfiguration, ProcessMessage } from '../protocol';
import { errorPayload } from './error-payload';
import type { Handler } from './load-handler';
import type { LogCapture } from './log-capture';
import { isStreaming, ResponseStream } from './response-stream';
import type { VirtualDate } from './virtual-date';

interface Outcome {
  readonly payload?: unknown;
  readonly error?: ErrorPayload;
}

/** Runs invocations one after the other, as an execution environment does, and sends their results. */
export class InvocationLoop {
  readonly #queue: InvokeMessage[] = [];
  #handler: Handler | undefined;
  #current: { readonly message: InvokeMessage; readonly start: number; readonly whenIdle: () => void } | undefined;
  #whenLoopIsEmpty: (() => void) | undefined;

  constructor(
    private readonly configuration: ProcessConfiguration,
    private readonly send: (message: ProcessMessage) => boolean,
    private readonly date: VirtualDate,
    private readonly logs: LogCapture,
  ) {
    process.on('beforeExit', () => this.#whenLoopIsEmpty?.());
    // From Node.js 24 on the runtime leaves both to Node.js, which ends the process.
    if (configuration.runtimeMajor >= 24) return;
    process.on('uncaughtException', (error) => this.#die(error, 'Uncaught Exception', 129));
    process.on('unhandledRejection', (reason) => {
      const error = new Error(String(reason));
      error.name = 'Runtime.UnhandledPromiseRejection';
      if (reason instanceof Error) error.stack = reason.stack;
      this.#die(error, 'Unhandled Promise Rejection', 128);
    });
  }

  use(handler: Handler): void {
    this.#handler = handler;
  }

  add(message: InvokeMessage): void {
    this.#queue.push(message);
    if (this.#current === undefined) this.#next();
  }

  #next(): void {
    const message = this.#queue.shift();
    const handler = this.#handler;
    if (message === undefined || handler === undefined) return;
    this.date.set(message.at);
    this.logs.requestId = message.requestId;
    process.env._X_AMZN_TRACE_ID = message.traceId;
    const current = { message, start: performance.now(), whenIdle: () => this.#finish(message, { payload: null }) };
    this.#current = current;
    // Without the channel, the event loop is empty when the function has nothing left to wait for.
    process.channel?.unref();
    this.#whenLoopIsEmpty = current.whenIdle;
    const { context, callback, done } = this.#context(message);
    try {
      if (isStreaming(handler)) {
        const stream = new ResponseStream();
        Promise.resolve(handler(message.event, stream, context))
          .then(() => stream.whole())
          .then(
            (whole) => done(null, whole),
            (error: unknown) => done(error ?? 'null'),
          );
        return;
      }
      const result = handler(message.event, context, callback);
      if (typeof (result as PromiseLike<unknown> | undefined)?.then === 'function') {
        (result as PromiseLike<unknown>).then(
          (value) => done(null, value),
          (error: unknown) => done(error ?? new Error('The handler rejected without a reason')),
        );
      } else if (this.configuration.runtimeMajor >= 24) {
        done(null, result);
      }
    } catch (error) {
      done(error ?? 'null');
    }
  }

  #context(message: InvokeMessage) {
    const { env } = process;
    const deadline = message.at + message.timeoutMs;
    const done = (error: unknown, value?: unknown): void => {
      if (error === null || error === undefined) this.#finish(message, { payload: value === undefined ? null : value });
      else this.#fail(message, error);
    };
    const context = {
      callbackWaitsForEmptyEventLoop: true,
      functionName: env.AWS_LAMBDA_FUNCTION_NAME,
      functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
      memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
      logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
      logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
      clientContext: message.clientContext ?? undefined,
      identity: undefined,
      invokedFunctionArn: message.arn,
      awsRequestId: message.requestId,
      getRemainingTimeInMillis: () => deadline - Date.now(),
      ...(this.configuration.runtimeMajor >= 24
        ? {}
        : { succeed: (value: unknown) => done(null, value), fail: (error: unknown) => done(error ?? 'null'), done }),
    };
    const callback = (error?: unknown, value?: unknown): void => {
      if (this.#current?.message !== message) return;
      if ((error !== null && error !== undefined) || !context.callbackWaitsForEmptyEventLoop) done(error, value);
      else this.#whenLoopIsEmpty = () => done(null, value);
    };
    return { context, callback, done };
  }

  #fail(message: InvokeMessage, error: unknown): void {
    if (this.#current?.message !== message) return;
    this.logs.error('Invoke Error', error);
    this.#finish(message, { error: errorPayload(error) });
  }

  /** Later answers of the same invocation change nothing, as with Lambda. */
  #finish(message: InvokeMessage, outcome: Outcome, last = false): void {
    const current = this.#current;
    if (current?.message !== message) return;
    this.#current = undefined;
    this.#whenLoopIsEmpty = undefined;
    process.channel?.ref();
    const logs = this.logs.take();
    const result = {
      type: 'result' as const,
      id: message.id,
      durationMs: performance.now() - current.start,
      ...(logs.length === 0 ? {} : { logs }),
      ...(last ? { last } : {}),
    };
    try {
      this.send({ ...result, ...(isTooLarge(outcome.payload) ? tooLarge : outcome) });
    } catch {
      const trace = ['Runtime.JSONStringifyError: Unable to stringify response body'];
      const error = {
        errorType: 'Runtime.JSONStringifyError',
        errorMessage: 'Unable to stringify response body',
        trace,
      };
      this.send({ ...result, error });
    }
    this.logs.requestId = '-';
    if (!last) setImmediate(() => this.#current === undefined && this.#next());
  }

  #die(error: Error, title: string, code: number): void {
    this.logs.error(title, error);
    const message = this.#current?.message;
    if (message !== undefined) this.#finish(message, { error: errorPayload(error) }, true);
    else this.send({ type: 'logs', logs: this.logs.take() });
    process.exit(code);
  }
}

/** Lambda's limit for a response; in bytes of JSON. */
const largestResponse = 6_291_556;
const tooLarge: Outcome = {
  error: {
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${largestResponse} bytes).`,
    trace: [],
  },
};

/** Only a long text makes a response that large: the others are not measured, to answer quickly. */
function isTooLarge(payload: unknown): boolean {
  const body = typeof payload === 'object' && payload !== null && 'body' in payload ? payload.body : payload;
  if (typeof body !== 'string' || body.length < 1_000_000) return false;
  return Buffer.byteLength(JSON.stringify(payload)) > largestResponse;
}
