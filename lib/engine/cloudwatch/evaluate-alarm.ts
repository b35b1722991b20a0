import { type AlarmCondition, breaches } from './alarm-condition';
import { slot, stateOf } from './alarm-decision';
import { type AlarmReason, reasonFor } from './alarm-reason';
import type { AlarmState } from './alarm-state';
import type { AlarmWindow, WindowSlot } from './alarm-window';

/** One period of the range with what the alarm made of it. */
export interface EvaluatedSlot extends WindowSlot {
  readonly breaching: boolean;
  /** Whether it is among the datapoints that decided. */
  readonly evaluated: boolean;
  /** Whether it was missing and counted by the treatment of missing data. */
  readonly filled: boolean;
  /** Whether it has too few samples to count, with `EvaluateLowSampleCountPercentile: ignore`. */
  readonly tooFewSamples: boolean;
}

export interface AlarmEvaluation extends AlarmReason {
  readonly state: AlarmState;
  /** The evaluation range, newest period first. */
  readonly slots: readonly EvaluatedSlot[];
  /** How many missing datapoints were counted by the treatment of missing data. */
  readonly filled: number;
  /** Whether it is ALARM although fewer than M datapoints breach. */
  readonly premature: boolean;
}

/** Decides a metric alarm's state over one window, with the reason in CloudWatch's words. */
export function evaluateAlarm(condition: AlarmCondition, window: AlarmWindow, previous: AlarmState): AlarmEvaluation {
  const says = Uint8Array.from(window.slots, (entry) => read(condition, entry));
  const tooFew = window.slots.some((entry) => isTooSmall(condition, entry));
  const state = stateOf(condition, says, window.slots.length, tooFew, previous);
  const slots = mark(condition, window, says);
  const filled = slots.filter((entry) => entry.filled).length;
  const breaching = slots.filter((entry) => entry.evaluated && entry.breaching).length;
  const toAlarm = condition.datapointsToAlarm ?? condition.evaluationPeriods;
  const treatment = condition.treatMissingData ?? 'missing';
  const premature = state === 'ALARM' && treatment === 'missing' && breaching < toAlarm;
  return { state, slots, filled, premature, ...reasonFor(condition, window.evaluatedAt, slots, state) };
}

function read(condition: AlarmCondition, entry: WindowSlot): number {
  if (entry.value === undefined || isTooSmall(condition, entry)) return slot.missing;
  const { operator, threshold = Number.NaN } = condition;
  return breaches(operator, entry.value, threshold, entry.lower ?? Number.NaN, entry.upper ?? Number.NaN)
    ? slot.breaching
    : slot.within;
}

function isTooSmall(condition: AlarmCondition, entry: WindowSlot): boolean {
  return entry.value !== undefined && (entry.sampleCount ?? 0) < (condition.minimumSamples ?? 0);
}

/** The newest N datapoints decide; where there are fewer, the newest missing periods stand in for the shortfall. */
function mark(condition: AlarmCondition, window: AlarmWindow, says: Uint8Array): EvaluatedSlot[] {
  const needed = condition.evaluationPeriods;
  const real = says.reduce((total, each) => total + (each === slot.missing ? 0 : 1), 0);
  let realLeft = Math.min(real, needed);
  let missingLeft = needed - realLeft;
  return window.slots.map((entry, index) => {
    const missing = says[index] === slot.missing;
    const evaluated = missing ? missingLeft-- > 0 : realLeft-- > 0;
    return {
      ...entry,
      breaching: says[index] === slot.breaching,
      evaluated,
      filled: missing && evaluated,
      tooFewSamples: isTooSmall(condition, entry),
    };
  });
}
