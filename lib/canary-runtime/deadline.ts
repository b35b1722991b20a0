// This file imports nothing: it also runs inside AWS, bundled around a canary's script.

/** A canary's handler: what Synthetics calls. */
export type CanaryHandler = (...parameters: unknown[]) => unknown;

/**
 * How long a script may take so that a hang still ends as a failed run: Synthetics kills a canary at its timeout, and
 * one that is killed publishes neither datapoint nor artifacts. What is kept back pays for the start of the browser,
 * which comes before the script, and for the reports and uploads, which come after it.
 *
 * @param timeoutSeconds the canary's timeout
 * @returns seconds from the call of the handler
 */
export function deadlineSeconds(timeoutSeconds: number): number {
  return timeoutSeconds - Math.min(Math.max(timeoutSeconds * 0.2, 1), 10);
}

/**
 * A handler that fails at its deadline with a sentence, whatever the one inside still waits for.
 *
 * @param handler the script's own
 * @param seconds its deadline, counted from its call
 */
export function withDeadline(handler: CanaryHandler, seconds: number): CanaryHandler {
  return async function (this: unknown, ...parameters: unknown[]) {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(deadlineReason(seconds))), seconds * 1000);
    });
    try {
      return await Promise.race([Promise.resolve(handler.apply(this, parameters)), deadline]);
    } finally {
      clearTimeout(timer);
    }
  };
}

/** What a run says that met its deadline. */
export function deadlineReason(seconds: number): string {
  return `The canary did not end within ${Math.round(seconds * 10) / 10} s, its deadline just short of the timeout: something it waits for hangs.`;
}
