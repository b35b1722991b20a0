import { type DetectionInput, detection, EXPECTED_PUBLISH_DELAY, SLOW_PUBLISH_DELAY } from './detection';
import { increments, type Shift, shiftWindow } from './window';

export interface FiringInput {
  readonly condition: DetectionInput;
  readonly shift: Shift;
  readonly bakeSeconds: number;
}

/** Whether a condition can stop this shift, and what to change where it cannot. */
export interface Firing {
  /** `never`: not even with the usual publish delay. `late-data`: not when datapoints come as late as they have been seen to. */
  readonly verdict: 'in-time' | 'late-data' | 'never';
  /** Whether it fires while the baseline still has traffic. */
  readonly beforeFull: boolean;
  /** The arithmetic, in one sentence. */
  readonly reason: string;
  /** The number to change; empty where nothing needs changing. */
  readonly fix: string;
}

/**
 * Whether a condition fires before the guard stops looking. A fault is taken to begin with the first shift: one that
 * begins later has less of the window left, which a rehearsal shows.
 */
export function firing({ condition, shift, bakeSeconds }: FiringInput): Firing {
  const window = shiftWindow(shift, bakeSeconds);
  const expected = detection(condition, { publishDelay: EXPECTED_PUBLISH_DELAY });
  const slow = detection(condition, { publishDelay: SLOW_PUBLISH_DELAY });
  const verdict = expected.seconds > window.total ? 'never' : slow.seconds > window.total ? 'late-data' : 'in-time';
  const needed = verdict === 'never' ? expected : slow;
  return {
    verdict,
    beforeFull: expected.seconds <= window.untilFull,
    reason:
      `detection takes ${needed.reason}; the window is ${window.total} s ` +
      `(${window.untilFull} s until 100 %, ${bakeSeconds} s of bake)`,
    fix: verdict === 'in-time' ? '' : advice(shift, needed.seconds - window.total, needed.seconds, bakeSeconds),
  };
}

function advice(shift: Shift, missing: number, needed: number, bakeSeconds: number): string {
  const bake = `bake for at least ${Math.ceil((bakeSeconds + missing) / 60)} minutes`;
  switch (shift.type) {
    case 'all-at-once':
      return `${capital(bake)}: all at once has no other window.`;
    case 'canary':
      return `Raise the interval from ${shift.intervalMinutes} to ${Math.ceil((needed - bakeSeconds) / 60)} minutes, or ${bake}.`;
    case 'linear': {
      const steps = Math.max(1, increments(shift.percentage) - 1);
      return `Raise the interval from ${shift.intervalMinutes} to ${Math.ceil((needed - bakeSeconds) / 60 / steps)} minutes, or ${bake}.`;
    }
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
