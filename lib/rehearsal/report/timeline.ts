import type { Instant } from '../../engine/clock';
import type { Actor, TimelineEntry } from './rehearsal';

/** What is recorded as it happens, before it is known when the first shift will be. */
export interface Occurrence {
  readonly at: Instant;
  readonly actor: Actor;
  readonly event: string;
  readonly status?: string;
  readonly detail?: string;
  readonly weight?: number;
}

/** Everything that happened, in the order of virtual time. */
export class Timeline {
  readonly #occurrences: Occurrence[] = [];

  record(occurrence: Occurrence): void {
    this.#occurrences.push(occurrence);
  }

  get last(): Occurrence | undefined {
    return this.#occurrences.at(-1);
  }

  /** From an instant on, timed from `origin`. Entries of one instant keep the order in which they were recorded. */
  entries(origin: Instant, from: Instant = Number.NEGATIVE_INFINITY): readonly TimelineEntry[] {
    return this.#occurrences
      .filter(({ at }) => at >= from)
      .sort((a, b) => a.at - b.at)
      .map(({ at, ...rest }) => ({ t: secondsBetween(origin, at), at: new Date(at).toISOString(), ...rest }));
  }
}

/** Seconds to a tenth. */
export function secondsBetween(origin: Instant, at: Instant): number {
  return Math.round((at - origin) / 100) / 10;
}
