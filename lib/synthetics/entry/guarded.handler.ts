import { signRequests } from './sign-requests';

interface CanaryScript {
  readonly handler?: unknown;
  readonly default?: { readonly handler?: unknown };
}

type Handler = (...parameters: unknown[]) => unknown;

/**
 * Wraps a script's handler with what the canary's environment asks for: a deadline, and signed requests to one origin.
 * @param withDeadline ends a run that hangs as a failed one: one that Synthetics has to cut off publishes no datapoint
 */
export function guarded(script: CanaryScript, withDeadline: (handler: Handler, seconds: number) => Handler): Handler {
  return async (...parameters) => {
    const handler = script.handler ?? script.default?.handler;
    if (typeof handler !== 'function') {
      throw new Error('The canary script exports no function named `handler`.');
    }
    const origin = process.env.CANARY_SIGNED_URL;
    if (origin) {
      await signRequests({ origin: new URL(origin).origin, service: process.env.CANARY_SIGNED_SERVICE ?? 'lambda' });
    }
    const run: Handler = async (...given) => await handler(...given);
    const seconds = Number(process.env.CANARY_DEADLINE_SECONDS);
    return await (seconds > 0 ? withDeadline(run, seconds) : run)(...parameters);
  };
}
