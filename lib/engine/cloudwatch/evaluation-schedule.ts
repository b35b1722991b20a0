import type { Instant, Millis } from '../clock';

/**
 * When alarms are evaluated: each at a fixed phase of its interval. The alarms of one interval and phase are due
 * together.
 */
export class EvaluationSchedule<Alarm> {
  readonly #intervals = new Map<Millis, { phases: Millis[]; due: Map<Millis, Set<Alarm>> }>();

  add(alarm: Alarm, interval: Millis, phase: Millis): void {
    const offset = phase % interval;
    let entry = this.#intervals.get(interval);
    if (entry === undefined) {
      entry = { phases: [], due: new Map() };
      this.#intervals.set(interval, entry);
    }
    const alarms = entry.due.get(offset);
    if (alarms !== undefined) alarms.add(alarm);
    else {
      entry.due.set(offset, new Set([alarm]));
      entry.phases.splice(firstAfter(entry.phases, offset), 0, offset);
    }
  }

  remove(alarm: Alarm): void {
    for (const [interval, { phases, due }] of this.#intervals) {
      for (const [offset, alarms] of due) {
        if (!alarms.delete(alarm) || alarms.size > 0) continue;
        due.delete(offset);
        phases.splice(phases.indexOf(offset), 1);
      }
      if (due.size === 0) this.#intervals.delete(interval);
    }
  }

  /** Visits the alarms that are due at exactly this instant; `tick`: the instant, down to their interval. */
  forEachDue(at: Instant, visit: (alarm: Alarm, tick: Instant) => void): void {
    for (const [interval, { due }] of this.#intervals) {
      const phase = at % interval;
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
