import { withDeadline } from './deadline';
import { signRequests } from './sign-requests';

interface CanaryScript {
  readonly handler?: unknown;
  readonly default?: { readonly handler?: unknown };
}

/** Wraps a script's handler with what the canary's environment asks for: a deadline, and signed requests to one origin. */
export function guarded(script: CanaryScript): () => Promise<unknown> {
  return async () => {
    const handler = script.handler ?? script.default?.handler;
    if (typeof handler !== 'function') {
      throw new Error('The canary script exports no function named `handler`.');
    }
    const origin = process.env.CANARY_SIGNED_URL;
    if (origin) {
      await signRequests({ origin: new URL(origin).origin, service: process.env.CANARY_SIGNED_SERVICE ?? 'lambda' });
    }
    const run = async (): Promise<unknown> => await handler();
    const seconds = Number(process.env.CANARY_DEADLINE_SECONDS);
    return seconds > 0 ? await withDeadline(run, seconds) : await run();
  };
}
