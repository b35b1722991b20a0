import type { Instant, Millis } from '../clock';

/**
 * When alarms are evaluated: each at a fixed phase of its interval. The alarms of one interval and phase are due
 * together.
 */
export class EvaluationSchedule<Alarm> {
  readonly #intervals = new Map<Millis, { readonly phases: Millis[]; readonly due: Map<Millis, Set<Alarm>> }>();
  readonly #places = new Map<Alarm, { readonly interval: Millis; readonly phase: Millis }>();

  add(alarm: Alarm, interval: Millis, offset: Millis): void {
    const phase = offset % interval;
    this.#places.set(alarm, { interval, phase });
    let entry = this.#intervals.get(interval);
    if (entry === undefined) {
      entry = { phases: [], due: new Map() };
      this.#intervals.set(interval, entry);
    }
    const alarms = entry.due.get(phase);
    if (alarms !== undefined) alarms.add(alarm);
    else {
      entry.due.set(phase, new Set([alarm]));
      entry.phases.splice(firstAfter(entry.phases, phase), 0, phase);
    }
  }

  remove(alarm: Alarm): void {
    const place = this.#places.get(alarm);
    const entry = this.#intervals.get(place?.interval ?? Number.NaN);
    if (place === undefined || entry === undefined) return;
    this.#places.delete(alarm);
    const alarms = entry.due.get(place.phase);
    alarms?.delete(alarm);
    if (alarms === undefined || alarms.size > 0) return;
    entry.due.delete(place.phase);
    entry.phases.splice(firstAfter(entry.phases, place.phase) - 1, 1);
    if (entry.phases.length === 0) this.#intervals.delete(place.interval);
  }

  /** Visits the alarms that are due at exactly this instant; `tick`: the instant, down to their interval. */
  forEachDue(at: Instant, visit: (alarm: Alarm, tick: Instant) => void): void {
    for (const [interval, { due }] of this.#intervals) {
      const phase = at - Math.floor(at / interval) * interval;
      due.get(phase)?.forEach((alarm) => {
        visit(alarm, at - phase);
      });
    }
  }

  /** The next instant, strictly after this one, at which an alarm is due; Infinity where there is none. */
  nextAfter(after: Instant): Instant {
    let next = Number.POSITIVE_INFINITY;
    for (const [interval, { phases }] of this.#intervals) {
      const start = Math.floor(after / interval) * interval;
      const later = phases[firstAfter(phases, after - start)];
      next = Math.min(next, later === undefined ? start + interval + (phases[0] ?? 0) : start + later);
    }
    return next;
  }
}

/** The index of the first phase that is greater; phases are sorted. */
function firstAfter(phases: readonly Millis[], phase: Millis): number {
  let low = 0;
  let high = phases.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((phases[middle] as number) <= phase) low = middle + 1;
    else high = middle;
  }
  return low;
}
