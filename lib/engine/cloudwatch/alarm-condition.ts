import type { ComparisonOperator, TreatMissingData } from './alarm-properties';

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
  return operator.includes('Lower') || operator.includes('Upper');
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
