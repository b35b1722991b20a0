import type { Instant } from '../clock';
import { type AlarmCondition, comparesWithBand, readSlots } from './alarm-condition';
import { decide } from './alarm-decision';
import type { AlarmReason } from './alarm-reason';
import type { AlarmState } from './alarm-state';
import type { AlarmWindow, WindowSlot } from './alarm-window';
import { Datapoints } from './datapoints';
import { evaluateAlarm } from './evaluate-alarm';
import type { MetricAlarm } from './metric-alarm';
import { type Periods, startOf } from './periods';

/**
 * Evaluates metric alarms one after the other over the same memory: nothing is allocated for an alarm whose state does
 * not change.
 */
export class MetricEvaluator {
  #datapoints = new Datapoints(16);
  #says = new Uint8Array(16);

  /** @param tick the instant, down to the alarm's interval */
  stateAt({ condition, source, window }: MetricAlarm, tick: Instant, at: Instant, previous: AlarmState): AlarmState {
    const range = window.range;
    this.#reserve(range);
    source.read(window.periodsAt(tick), at, this.#datapoints);
    readSlots(condition, this.#datapoints, range, this.#says);
    return decide(condition, this.#says, range, previous);
  }

  /** What the alarm sees at this evaluation. */
  windowAt({ condition, source, window }: MetricAlarm, tick: Instant, at: Instant): AlarmWindow {
    this.#reserve(window.range);
    const periods = window.periodsAt(tick);
    source.read(periods, at, this.#datapoints);
    return alarmWindow(condition, periods, at, this.#datapoints);
  }

  /** Why the alarm that was evaluated last is in its state: worded when someone asks. */
  lastReason({ condition, window }: MetricAlarm, tick: Instant, at: Instant, previous: AlarmState): AlarmReason {
    return new LaterReason(condition, alarmWindow(condition, window.periodsAt(tick), at, this.#datapoints), previous);
  }

  /** Whether the newest period holds a datapoint, and whether one is older than the N newest periods. */
  filled({ condition, source, window }: MetricAlarm, tick: Instant, at: Instant): { newest: boolean; beyond: boolean } {
    this.#reserve(window.range);
    source.read(window.periodsAt(tick), at, this.#datapoints);
    const [newest, ...older] = this.#datapoints.values.subarray(0, window.range);
    return {
      newest: !Number.isNaN(newest),
      beyond: older.slice(condition.evaluationPeriods - 1).some((value) => !Number.isNaN(value)),
    };
  }

  #reserve(range: number): void {
    if (range <= this.#datapoints.capacity) return;
    this.#datapoints = new Datapoints(2 * range);
    this.#says = new Uint8Array(2 * range);
  }
}

/** A reason that is worded when someone asks: most changes of state are only counted. */
class LaterReason implements AlarmReason {
  #worded: AlarmReason | undefined;

  constructor(
    private readonly condition: AlarmCondition,
    private readonly window: AlarmWindow,
    private readonly previous: AlarmState,
  ) {}

  get reason() {
    return this.#word().reason;
  }

  get reasonData() {
    return this.#word().reasonData;
  }

  #word(): AlarmReason {
    this.#worded ??= evaluateAlarm(this.condition, this.window, this.previous);
    return this.#worded;
  }
}

function alarmWindow(condition: AlarmCondition, periods: Periods, at: Instant, datapoints: Datapoints): AlarmWindow {
  const { values, sampleCounts, lower, upper } = datapoints;
  const banded = comparesWithBand(condition.operator);
  const slots: WindowSlot[] = [];
  for (let index = 0; index < periods.count; index++) {
    const start = startOf(periods, index);
    const value = values[index] as number;
    const sampleCount = sampleCounts[index] as number;
    const datapoint = Number.isNaN(value)
      ? { start }
      : Number.isNaN(sampleCount)
        ? { start, value }
        : { start, value, sampleCount };
    const known = banded && !Number.isNaN(lower[index]);
    slots.push(known ? { ...datapoint, lower: lower[index], upper: upper[index] } : datapoint);
  }
  return { evaluatedAt: at, slots };
}
