import type { Fault, FunctionVersion, Invocation, InvocationError, InvokeOptions } from './function-version';

/** An invocation that failed: its payload is what Lambda answers the caller with. */
export function failed(
  error: InvocationError,
  measured: { readonly durationMs: number; readonly initMs?: number; readonly logs?: readonly string[] },
): Invocation {
  const trace = error.stack === undefined ? {} : { trace: error.stack };
  return {
    payload: { errorType: error.type, errorMessage: error.message, ...trace },
    error,
    timedOut: error.type === 'Sandbox.Timedout',
    durationMs: measured.durationMs,
    ...(measured.initMs === undefined ? {} : { initMs: measured.initMs }),
    logs: [...(measured.logs ?? []), ...(error.type === 'Runtime.ExitError' ? [error.message, error.type] : [])],
  };
}

/** What Lambda answers where the function's timeout has passed. */
export function timedOut(requestId: string, timeoutSeconds: number): InvocationError {
  return {
    type: 'Sandbox.Timedout',
    message: `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
  };
}

/** As Lambda's supervisor names them. */
const signalNames: Readonly<Record<string, string>> = {
  SIGABRT: 'aborted',
  SIGBUS: 'bus error',
  SIGILL: 'illegal instruction',
  SIGINT: 'interrupt',
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
};

/** What Lambda answers where the process has ended before its invocation. */
export function exited(requestId: string, code: number | null, signal: string | null): InvocationError {
  const how =
    signal !== null
      ? `Runtime exited with error: signal: ${signalNames[signal] ?? signal.slice(3).toLowerCase()}`
      : code === 0 || code === null
        ? 'Runtime exited without providing a reason'
        : `Runtime exited with error: exit status ${code}`;
  return { type: 'Runtime.ExitError', message: `RequestId: ${requestId} Error: ${how}` };
}

/** What an injected fault gives without the handler; undefined where the handler has to run. */
export function faultyInvocation(
  version: FunctionVersion,
  options: InvokeOptions,
  fault: Fault,
): Invocation | undefined {
  switch (fault.kind) {
    case 'throw': {
      const message = fault.message ?? 'Injected by the rehearsal';
      const error = { type: 'Error', message, stack: [`Error: ${message}`] };
      return failed(error, {
        durationMs: 1,
        logs: [logLine(options, 'ERROR', `Invoke Error\t${JSON.stringify(error)}`)],
      });
    }
    case 'hang': {
      const error = timedOut(options.requestId, version.timeoutSeconds);
      const line = `${new Date(options.at + version.timeoutSeconds * 1000).toISOString()} ${options.requestId} Task timed out after ${version.timeoutSeconds.toFixed(2)} seconds`;
      return failed(error, { durationMs: version.timeoutSeconds * 1000, logs: [line] });
    }
    case 'crash':
      return failed(exited(options.requestId, 1, null), { durationMs: 1 });
    case 'crash-at-start':
      return failed(exited(options.requestId, 1, null), { durationMs: 0, initMs: 1 });
    case 'delay':
      return undefined;
  }
}

/** The same invocation, `ms` longer; cut at the timeout as Lambda would. */
export function delayed(invocation: Invocation, ms: number, version: FunctionVersion, requestId: string): Invocation {
  const durationMs = invocation.durationMs + ms;
  const limit = version.timeoutSeconds * 1000;
  if (durationMs < limit) return { ...invocation, durationMs };
  return failed(timedOut(requestId, version.timeoutSeconds), { ...invocation, durationMs: limit });
}

function logLine(options: InvokeOptions, level: string, message: string): string {
  return `${new Date(options.at).toISOString()}\t${options.requestId}\t${level}\t${message}`;
}
