import type { ComparisonOperator, TreatMissingData } from './alarm-properties';
import type { Datapoints } from './datapoints';

/** The part of a metric alarm that decides: what its datapoints are compared with, and how many of them count. */
export interface AlarmCondition {
  readonly operator: ComparisonOperator;
  /** Absent where the alarm compares with an anomaly band. */
  readonly threshold?: number;
  /** N. */
  readonly evaluationPeriods: number;
  /** M; where it is not given, all N datapoints must breach, and reasons are worded more shortly. */
  readonly datapointsToAlarm?: number;
  /** @default 'missing' */
  readonly treatMissingData?: TreatMissingData;
  /** Seconds; goes into the reason's data. */
  readonly period?: number;
  /** Goes into the reason's data. */
  readonly statistic?: string;
  readonly unit?: string;
  /** With `EvaluateLowSampleCountPercentile: ignore`: below this many samples a period says nothing. */
  readonly minimumSamples?: number;
  /**
   * Where the rule of the premature alarm looks for the oldest breaching datapoint: AWS' guide names both the
   * evaluation range and the evaluation periods.
   * @default 'range'
   */
  readonly prematureScope?: PrematureScope;
}

export type PrematureScope = 'range' | 'window';

/** Whether the operator compares with a band instead of a threshold. */
export function comparesWithBand(operator: ComparisonOperator): boolean {
  switch (operator) {
    case 'LessThanLowerThreshold':
    case 'GreaterThanUpperThreshold':
    case 'LessThanLowerOrGreaterThanUpperThreshold':
      return true;
    default:
      return false;
  }
}

/** Whether a datapoint breaches. NaN bounds never do. */
export function breaches(
  operator: ComparisonOperator,
  value: number,
  threshold: number,
  lower: number,
  upper: number,
): boolean {
  switch (operator) {
    case 'GreaterThanThreshold':
      return value > threshold;
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold;
    case 'LessThanThreshold':
      return value < threshold;
    case 'LessThanOrEqualToThreshold':
      return value <= threshold;
    case 'LessThanLowerThreshold':
      return value < lower;
    case 'GreaterThanUpperThreshold':
      return value > upper;
    case 'LessThanLowerOrGreaterThanUpperThreshold':
      return value < lower || value > upper;
  }
}

/** What one period of the evaluation range says. */
export const slot = { missing: 0, within: 1, breaching: 2, tooFewSamples: 3 } as const;

/** Reads what each of the first `range` datapoints says. */
export function readSlots(
  condition: AlarmCondition,
  { values, sampleCounts, lower, upper }: Datapoints,
  range: number,
  says: Uint8Array,
): void {
  const { operator, threshold = Number.NaN, minimumSamples = 0 } = condition;
  const banded = comparesWithBand(operator);
  for (let index = 0; index < range; index++) {
    const value = values[index] as number;
    const from = lower[index] as number;
    const to = upper[index] as number;
    // Until CloudWatch has a band, it has nothing to compare with.
    if (Number.isNaN(value) || (banded && Number.isNaN(from + to))) says[index] = slot.missing;
    else if ((sampleCounts[index] as number) < minimumSamples) says[index] = slot.tooFewSamples;
    else says[index] = breaches(operator, value, threshold, from, to) ? slot.breaching : slot.within;
  }
}
