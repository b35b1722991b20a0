import type { Instant, Millis } from '../../engine/clock';
import type { MinuteOfTraffic, RequestCounts } from '../report/rehearsal';
import { secondsBetween } from '../report/timeline';
import type { Role } from '../world/faults';

/** How one user's request went. */
export interface Served {
  readonly at: Instant;
  /** Undefined where the request reached neither version: an API's own answer. */
  readonly role?: Role;
  readonly failed: boolean;
  /** Whether a fault of the scenario touched it. */
  readonly harmed: boolean;
  readonly durationMs: Millis;
}

interface Side {
  requests: number;
  failed: number;
  readonly durations: number[];
}

interface Minute {
  weight: number;
  readonly baseline: Side;
  readonly candidate: Side;
}

const MINUTE = 60_000;

/** Counts users' requests: whom they met, how many failed, and each minute's figures for the charts. */
export class Ledger {
  readonly #minutes = new Map<Instant, Minute>();
  #counts = { baseline: 0, candidate: 0, candidateFailed: 0, candidateHarmed: 0 };
  #unserved = 0;
  readonly #baseline = { requests: 0, failed: 0 };

  /** The release begins: counts start anew. */
  releaseBegins(): void {
    this.#counts = { baseline: 0, candidate: 0, candidateFailed: 0, candidateHarmed: 0 };
  }

  record(served: Served, weight: number): void {
    const { role } = served;
    if (role === undefined) {
      this.#unserved += 1;
      return;
    }
    this.#counts[role] += 1;
    if (role === 'baseline' && !served.harmed) {
      this.#baseline.requests += 1;
      if (served.failed) this.#baseline.failed += 1;
    }
    if (role === 'candidate' && served.failed) this.#counts.candidateFailed += 1;
    if (role === 'candidate' && served.harmed) this.#counts.candidateHarmed += 1;
    const minute = this.#minute(served.at);
    minute.weight = weight;
    const side = minute[role];
    side.requests += 1;
    if (served.failed) side.failed += 1;
    side.durations.push(served.durationMs);
  }

  get requests(): RequestCounts {
    return { ...this.#counts };
  }

  /** How the baseline did from the first request on, where no fault of the scenario touched it. */
  get soundBaseline(): { readonly requests: number; readonly failed: number } {
    return this.#baseline;
  }

  /** Requests that reached neither version: no route, or an API's own error. */
  get unserved(): number {
    return this.#unserved;
  }

  minutes(origin: Instant): readonly MinuteOfTraffic[] {
    return [...this.#minutes].map(([at, { weight, baseline, candidate }]) => ({
      t: secondsBetween(origin, at),
      weight,
      baseline: figures(baseline),
      candidate: figures(candidate),
    }));
  }

  #minute(at: Instant): Minute {
    const start = at - (at % MINUTE);
    let minute = this.#minutes.get(start);
    if (minute === undefined) {
      const side = (): Side => ({ requests: 0, failed: 0, durations: [] });
      minute = { weight: 0, baseline: side(), candidate: side() };
      this.#minutes.set(start, minute);
    }
    return minute;
  }
}

function figures({ requests, failed, durations }: Side) {
  const sorted = [...durations].sort((a, b) => a - b);
  return { requests, failed, p99: sorted[Math.max(0, Math.ceil(sorted.length * 0.99) - 1)] ?? 0 };
}
