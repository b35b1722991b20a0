import type { SignalOptions } from './signal';

/** Bad datapoints of datapoints looked at. */
export interface Evaluation {
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
}

/** @throws where M of N is not a count of datapoints that CloudWatch takes. */
export function evaluationOf(signal: string, options: SignalOptions): Evaluation {
  const { evaluationPeriods = Math.max(3, options.datapointsToAlarm ?? 0) } = options;
  const { datapointsToAlarm = Math.min(2, evaluationPeriods) } = options;
  if (!Number.isInteger(evaluationPeriods) || evaluationPeriods < 1 || evaluationPeriods > 1440) {
    throw new Error(
      `${signal}: evaluationPeriods is ${evaluationPeriods}; CloudWatch takes a whole number from 1 to 1440 ` +
        'periods of a minute (a day).',
    );
  }
  if (!Number.isInteger(datapointsToAlarm) || datapointsToAlarm < 1 || datapointsToAlarm > evaluationPeriods) {
    throw new Error(
      `${signal}: datapointsToAlarm is ${datapointsToAlarm}; it takes a whole number from 1 to evaluationPeriods, ` +
        `which is ${evaluationPeriods}.`,
    );
  }
  return { datapointsToAlarm, evaluationPeriods };
}

/** @throws where the count is not one. */
export function minSamplesOf(signal: string, value: number): number {
  if (!Number.isInteger(value) || value < 1) {
    throw new Error(`${signal}: minSamples is ${value}; it takes a whole number of requests in a minute, 1 or more.`);
  }
  return value;
}
