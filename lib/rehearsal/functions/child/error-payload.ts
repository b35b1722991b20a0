import type { ErrorPayload } from '../protocol';

/** An error as Lambda's Node.js runtime tells it; DEL is escaped as there. */
export function errorPayload(error: unknown): ErrorPayload {
  try {
    if (error instanceof Error || (typeof error === 'object' && error !== null && 'stack' in error)) {
      const { name, message, stack } = error as Error;
      return {
        errorType: told(name ?? 'Error'),
        errorMessage: told(message ?? ''),
        trace: typeof stack === 'string' ? told(stack).split('\n') : [],
      };
    }
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  } catch {
    return {
      errorType: 'handled',
      errorMessage:
        'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
      trace: [],
    };
  }
}

/** The same with the error's own properties, as the runtime logs it. */
export function errorForLog(error: unknown): string {
  const whole = error instanceof Error ? error : new Error(String(error));
  try {
    return JSON.stringify(whole, (_key, value: unknown) => {
      if (!(value instanceof Error)) return value;
      const { name, message, stack } = value;
      const code = 'code' in value ? value.code : undefined;
      return { errorType: name, errorMessage: told(message), code, ...value, stack: told(stack ?? '').split('\n') };
    });
  } catch {
    return JSON.stringify(errorPayload(whole));
  }
}

/** DEL is escaped, and the copy of the code is called what it is called in AWS. */
function told(text: string): string {
  return String(text)
    .replaceAll('\x7F', '%7F')
    .replaceAll(process.env.LAMBDA_TASK_ROOT ?? '/var/task', '/var/task');
}
