import type { Instant } from '../clock';
import { comparesWithBand } from './alarm-condition';
import { decide, readSlot } from './alarm-decision';
import type { AlarmState } from './alarm-state';
import type { AlarmWindow, WindowSlot } from './alarm-window';
import { Datapoints } from './datapoints';
import type { MetricAlarm } from './metric-alarm';
import { startOf } from './periods';

/**
 * Evaluates metric alarms one after the other over the same memory: nothing is allocated for an alarm whose state does
 * not change.
 */
export class MetricEvaluator {
  #datapoints = new Datapoints(16);
  #says = new Uint8Array(16);

  stateAt({ condition, source, window }: MetricAlarm, at: Instant, previous: AlarmState): AlarmState {
    const range = window.range;
    this.#reserve(range);
    source.read(window.periodsAt(at), at, this.#datapoints);
    const { values, sampleCounts, lower, upper } = this.#datapoints;
    const says = this.#says;
    for (let index = 0; index < range; index++) {
      says[index] = readSlot(
        condition,
        values[index] as number,
        sampleCounts[index] as number,
        lower[index] as number,
        upper[index] as number,
      );
    }
    return decide(condition, says, range, previous);
  }

  /** What the alarm sees at this evaluation. */
  windowAt({ condition, source, window }: MetricAlarm, at: Instant): AlarmWindow {
    this.#reserve(window.range);
    const periods = window.periodsAt(at);
    const datapoints = this.#datapoints;
    source.read(periods, at, datapoints);
    const band = comparesWithBand(condition.operator);
    const slots = Array.from({ length: window.range }, (_, index): WindowSlot => {
      const value = known(datapoints.values[index]);
      const sampleCount = value === undefined ? undefined : known(datapoints.sampleCounts[index]);
      const lower = band ? known(datapoints.lower[index]) : undefined;
      const upper = band ? known(datapoints.upper[index]) : undefined;
      return {
        start: startOf(periods, index),
        ...(value === undefined ? {} : { value }),
        ...(sampleCount === undefined ? {} : { sampleCount }),
        ...(lower === undefined ? {} : { lower }),
        ...(upper === undefined ? {} : { upper }),
      };
    });
    return { evaluatedAt: at, slots };
  }

  /** Whether the newest period, and whether each of the newest `count`, holds a datapoint. */
  filled({ source, window }: MetricAlarm, at: Instant, count: number): { newest: boolean; all: boolean } {
    this.#reserve(window.range);
    source.read(window.periodsAt(at), at, this.#datapoints);
    const values = this.#datapoints.values.subarray(0, count);
    return { newest: !Number.isNaN(values[0]), all: !values.some(Number.isNaN) };
  }

  #reserve(range: number): void {
    if (range <= this.#datapoints.capacity) return;
    this.#datapoints = new Datapoints(2 * range);
    this.#says = new Uint8Array(2 * range);
  }
}

function known(value: number | undefined): number | undefined {
  return value === undefined || Number.isNaN(value) ? undefined : value;
}
