import { performance } from 'node:perf_hooks';
import type { Instant, Millis } from '../../../engine/clock';
import { type HttpRequest, type HttpResponse, LoopbackNetwork } from '../../network';
import { cutWait } from '../../world/cut-waits';
import type { Caller } from '../lambda/invoker';

/** A request that a canary's run makes, at the virtual instant of the run. */
export type AnswerCanary = (request: HttpRequest, caller: Caller, at: Instant) => Promise<HttpResponse>;

interface CurrentRun {
  readonly startedAt: Instant;
  readonly since: number;
  /** What it did not wait in real time. */
  notWaited: Millis;
}

/**
 * A place in which one canary at a time runs, with a network of its own: whatever comes over it belongs to that run, from
 * the browser or from the script, and is stamped with the run's own virtual time.
 */
export class BrowserSlot {
  #current: CurrentRun | undefined;

  private constructor(
    readonly network: LoopbackNetwork,
    private readonly limit: Millis,
  ) {}

  /**
   * @param limit the longest wait that passes in real time
   * @param hosts the host names that lead into the rehearsal
   */
  static async open(
    hosts: readonly string[],
    allow: readonly string[],
    limit: Millis,
    answer: AnswerCanary,
  ): Promise<BrowserSlot> {
    const network = await LoopbackNetwork.start({
      hosts,
      allow,
      onRequest: (request) => slot.#answer(request, answer),
    });
    const slot = new BrowserSlot(network, limit);
    return slot;
  }

  /** A run takes the place. */
  begin(startedAt: Instant): { end(): Millis } {
    const run = { startedAt, since: performance.now(), notWaited: 0 };
    this.#current = run;
    return {
      end: () => {
        this.#current = undefined;
        return run.notWaited;
      },
    };
  }

  #answer(request: HttpRequest, answer: AnswerCanary): Promise<HttpResponse> {
    const run = this.#current;
    const [path = '/'] = request.path.split('?');
    const caller: Caller = {
      kind: 'canary',
      method: request.method,
      path,
      waited: (wait) => {
        if (run !== undefined) run.notWaited += wait - cutWait(wait, this.limit);
      },
    };
    const at = run === undefined ? 0 : Math.round(run.startedAt + performance.now() - run.since + run.notWaited);
    return answer(request, caller, at);
  }
}
