import type { Instant } from '../clock';
import { type AlarmCondition, breaches } from './alarm-condition';
import { slot, stateOf } from './alarm-decision';
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
    const tooFewSamples = this.#classify(condition, range);
    return stateOf(condition, this.#says, range, tooFewSamples, previous);
  }

  /** What the alarm sees at this evaluation. */
  windowAt({ source, window }: MetricAlarm, at: Instant): AlarmWindow {
    this.#reserve(window.range);
    const periods = window.periodsAt(at);
    const datapoints = this.#datapoints;
    source.read(periods, at, datapoints);
    const slots = Array.from({ length: window.range }, (_, index): WindowSlot => {
      const value = known(datapoints.values[index]);
      const sampleCount = value === undefined ? undefined : known(datapoints.sampleCounts[index]);
      const lower = known(datapoints.lower[index]);
      const upper = known(datapoints.upper[index]);
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

  /** Fills in what each period says; returns whether one was left out because it has too few samples. */
  #classify(condition: AlarmCondition, range: number): boolean {
    const { values, sampleCounts, lower, upper } = this.#datapoints;
    const says = this.#says;
    const { operator, threshold = Number.NaN, minimumSamples } = condition;
    let tooFew = false;
    for (let index = 0; index < range; index++) {
      const value = values[index] as number;
      if (Number.isNaN(value)) says[index] = slot.missing;
      else if (minimumSamples !== undefined && (sampleCounts[index] as number) < minimumSamples) {
        says[index] = slot.missing;
        tooFew = true;
      } else {
        const breaching = breaches(operator, value, threshold, lower[index] as number, upper[index] as number);
        says[index] = breaching ? slot.breaching : slot.within;
      }
    }
    return tooFew;
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
