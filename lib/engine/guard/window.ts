/** How traffic moves, as CodeDeploy has it. */
export type Shift =
  | { readonly type: 'canary'; readonly percentage: number; readonly intervalMinutes: number }
  | { readonly type: 'linear'; readonly percentage: number; readonly intervalMinutes: number }
  | { readonly type: 'all-at-once' };

/** When the guard can still act. In seconds from the first shift. */
export interface Window {
  /** Until the candidate has all traffic. */
  readonly untilFull: number;
  /** Until nobody looks at the alarms any more: the end of the bake. */
  readonly total: number;
  /** The share of traffic that the candidate gets first: 0 to 1. */
  readonly firstWeight: number;
}

/** The increments of a linear shift: 33 % goes 33, 66, 99, 100. */
export function increments(percentage: number): number {
  return Math.ceil(100 / percentage);
}

/**
 * The window of a shift: from the first shift to 100 %, then the bake. CodeDeploy shifts at the start of each increment and
 * waits for nothing after the last, so ten increments of one minute take nine minutes.
 */
export function shiftWindow(shift: Shift, bakeSeconds: number): Window {
  switch (shift.type) {
    case 'all-at-once':
      return { untilFull: 0, total: bakeSeconds, firstWeight: 1 };
    case 'canary': {
      const untilFull = shift.intervalMinutes * 60;
      return { untilFull, total: untilFull + bakeSeconds, firstWeight: shift.percentage / 100 };
    }
    case 'linear': {
      const untilFull = (increments(shift.percentage) - 1) * shift.intervalMinutes * 60;
      return { untilFull, total: untilFull + bakeSeconds, firstWeight: shift.percentage / 100 };
    }
  }
}
