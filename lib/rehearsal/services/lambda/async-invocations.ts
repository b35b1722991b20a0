import type { VirtualClock } from '../../../engine/clock';
import type { StandingWork } from '../../world/standing-work';
import type { Invoked, Invoker } from './invoker';

/** Lambda waits this long before it tries a failed asynchronous invocation again: one minute, then two. */
const retryDelays = [60_000, 120_000];

export interface AsyncInvocation {
  readonly reference: string;
  readonly payload: unknown;
  /** Called when an attempt has ended, in a clock task at its virtual end. */
  onAttempt?(invoked: Invoked): void;
  /** Called when no attempt will follow. */
  onEnd?(invoked: Invoked): void;
}

/**
 * Asynchronous invocations: hooks, events, schedules. The function runs for real while the clock stands; its end is put
 * at its start plus its measured duration. A failed one is tried twice more.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export class AsyncInvocations {
  /** MaximumRetryAttempts by `function:qualifier`. */
  readonly retries = new Map<string, number>();

  constructor(
    private readonly clock: VirtualClock,
    private readonly work: StandingWork,
    private readonly invoker: Invoker,
  ) {}

  /** @throws where there is no such function */
  invoke(invocation: AsyncInvocation): void {
    this.#attempt(invocation, 0);
  }

  #attempt(invocation: AsyncInvocation, attempt: number): void {
    const at = this.work.now();
    const running = this.invoker.invoke({
      reference: invocation.reference,
      payload: invocation.payload,
      caller: { kind: 'service' },
      at,
    });
    if (running === undefined) throw new Error(`Function not found: ${invocation.reference}`);
    this.work.hold(
      running.then((invoked) => {
        this.clock.at(at + invoked.durationMs, () => this.#ended(invocation, attempt, invoked));
      }),
    );
  }

  #ended(invocation: AsyncInvocation, attempt: number, invoked: Invoked): void {
    invocation.onAttempt?.(invoked);
    const { functionName } = invoked.target.configuration;
    const retries = this.retries.get(`${functionName}:${invoked.target.qualifier ?? '$LATEST'}`) ?? retryDelays.length;
    const delay = retryDelays[attempt];
    if (invoked.error === undefined || attempt >= retries || delay === undefined) {
      invocation.onEnd?.(invoked);
      return;
    }
    this.clock.after(delay, () => this.#attempt(invocation, attempt + 1));
  }
}
