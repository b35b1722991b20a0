import type { AlarmTestExpectation, ReachAlarmState } from './alarm-expectations';
import { alarmMatchers } from './matchers';

export type {
  AlarmExpectation,
  AlarmSeries,
  AlarmTestExpectation,
  AlarmTestSettings,
  IntervalSamples,
  MetricParts,
  ReachAlarmState,
} from './alarm-expectations';
export { alarmMatchers } from './matchers';
export type { AlarmSubject } from './subject';

declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: the parameters are those of Jest's own declaration
    // biome-ignore lint/correctness/noUnusedVariables: the parameters are those of Jest's own declaration
    interface Matchers<R, T = {}> {
      /**
       * Expects an alarm of a stack, a Template or a template file to be in a state `at` a moment, or `within` a time,
       * when these series are published.
       */
      toReachAlarmState(expected: ReachAlarmState): R;
      /** Expects several things of the alarms of a stack, a Template or a template file, as an alarm test file does. */
      toPassAlarmTest(expected: AlarmTestExpectation): R;
    }
  }
}

if (typeof expect === 'function') expect.extend(alarmMatchers);
