import type { Instant } from '../clock';
import { type AlarmCondition, readSlots, slot } from './alarm-condition';
import { decide } from './alarm-decision';
import { type AlarmReason, reasonFor } from './alarm-reason';
import type { AlarmState } from './alarm-state';
import type { AlarmWindow, WindowSlot } from './alarm-window';
import { Datapoints } from './datapoints';

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
  readonly evaluatedAt: Instant;
  /** The evaluation range, newest period first. */
  readonly slots: readonly EvaluatedSlot[];
  /** How many missing datapoints were counted by the treatment of missing data. */
  readonly filled: number;
  /** Whether it is ALARM although fewer than M datapoints breach. */
  readonly premature: boolean;
}

/** Decides a metric alarm's state over one window, with the reason in CloudWatch's words. */
export function evaluateAlarm(condition: AlarmCondition, window: AlarmWindow, previous: AlarmState): AlarmEvaluation {
  const says = new Uint8Array(window.slots.length);
  readSlots(condition, datapointsOf(window), says.length, says);
  const state = decide(condition, says, says.length, previous);
  const slots = mark(condition, window, says);
  const filled = slots.filter((entry) => entry.filled).length;
  const breaching = slots.filter((entry) => entry.evaluated && entry.breaching).length;
  const toAlarm = condition.datapointsToAlarm ?? condition.evaluationPeriods;
  const treatment = condition.treatMissingData ?? 'missing';
  const premature = state === 'ALARM' && treatment === 'missing' && breaching < toAlarm;
  const { evaluatedAt } = window;
  return { state, evaluatedAt, slots, filled, premature, ...reasonFor(condition, evaluatedAt, slots, state) };
}

function datapointsOf({ slots }: AlarmWindow): Datapoints {
  const datapoints = new Datapoints(slots.length);
  slots.forEach(({ value, sampleCount, lower, upper }, index) => {
    datapoints.values[index] = value ?? Number.NaN;
    datapoints.sampleCounts[index] = sampleCount ?? Number.NaN;
    datapoints.lower[index] = lower ?? Number.NaN;
    datapoints.upper[index] = upper ?? Number.NaN;
  });
  return datapoints;
}

/** The newest N datapoints decide; where there are fewer, the newest missing periods stand in for the shortfall. */
function mark(condition: AlarmCondition, window: AlarmWindow, says: Uint8Array): EvaluatedSlot[] {
  const needed = condition.evaluationPeriods;
  const isReal = (said: number | undefined) => said === slot.within || said === slot.breaching;
  let realLeft = Math.min(says.filter(isReal).length, needed);
  let missingLeft = needed - realLeft;
  return window.slots.map((entry, index) => {
    const said = says[index];
    const evaluated = isReal(said) ? realLeft-- > 0 : missingLeft-- > 0;
    return {
      ...entry,
      breaching: said === slot.breaching,
      evaluated,
      filled: evaluated && !isReal(said),
      tooFewSamples: said === slot.tooFewSamples,
    };
  });
}
