import type { Instant } from '../clock';
import { type AlarmCondition, comparesWithBand } from './alarm-condition';
import type { AlarmState } from './alarm-state';
import { dataDate, reasonDate } from './aws-time';
import type { EvaluatedSlot } from './evaluate-alarm';
import { javaDouble } from './java-double';

/** Why a metric alarm is in its state, as CloudWatch words it. */
export interface AlarmReason {
  readonly reason: string;
  readonly reasonData: MetricAlarmReasonData;
}

/** What DescribeAlarms gives, as JSON text, in `StateReasonData`. */
export interface MetricAlarmReasonData {
  readonly version: '1.0';
  readonly queryDate: string;
  readonly startDate?: string;
  readonly unit?: string;
  readonly statistic?: string;
  readonly period?: number;
  /** Oldest first. */
  readonly recentDatapoints: readonly number[];
  readonly threshold?: number;
  readonly recentLowerThresholds?: readonly number[];
  readonly recentUpperThresholds?: readonly number[];
  /** Newest first. */
  readonly evaluatedDatapoints: readonly { timestamp: string; sampleCount?: number; value?: number }[];
}

const phrases = {
  GreaterThanThreshold: 'greater than',
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
} as const;

/** Words the reason of a state, and its data. `slots`: newest first. */
export function reasonFor(
  condition: AlarmCondition,
  evaluatedAt: Instant,
  slots: readonly EvaluatedSlot[],
  state: AlarmState,
): AlarmReason {
  const evaluated = slots.filter((entry) => entry.evaluated);
  return { reason: sentence(condition, evaluated, state), reasonData: data(condition, evaluatedAt, evaluated) };
}

function sentence(condition: AlarmCondition, evaluated: readonly EvaluatedSlot[], state: AlarmState): string {
  const needed = condition.evaluationPeriods;
  if (state === 'INSUFFICIENT_DATA') {
    return `Insufficient Data: ${counted(needed, 'datapoint')} ${was(needed)} unknown.`;
  }
  const filled = filledPhrase(condition, evaluated);
  const listed = evaluated.filter((entry) => !entry.filled && entry.breaching === (state === 'ALARM'));
  const crossed = comparesWithBand(condition.operator) ? 'Thresholds Crossed' : 'Threshold Crossed';
  if (listed.length === 0) {
    const real = evaluated.filter((entry) => !entry.filled).length;
    const received = `${real === 0 ? 'no datapoints' : counted(real, 'datapoint')} ${real === 1 ? 'was' : 'were'} received`;
    return `${crossed}: ${received} for ${counted(needed, 'period')}${filled}.`;
  }
  const values = listed.map((entry) => `${javaDouble(entry.value ?? Number.NaN)} (${reasonDate(entry.start)})`);
  const explicit = condition.datapointsToAlarm;
  const count =
    explicit === undefined
      ? counted(listed.length, 'datapoint')
      : `${listed.length} out of the last ${needed} datapoints`;
  const verb = `${was(listed.length)}${state === 'ALARM' ? '' : ' not'}`;
  const main = `${crossed}: ${count} [${values.join(', ')}] ${verb} ${comparison(condition, listed, state)}${filled}`;
  if (explicit === undefined) return `${main}.`;
  const minimum = state === 'ALARM' ? explicit : needed - explicit + 1;
  const transition = state === 'ALARM' ? 'OK -> ALARM' : 'ALARM -> OK';
  return `${main} (minimum ${counted(minimum, 'datapoint')} for ${transition} transition).`;
}

function comparison(condition: AlarmCondition, listed: readonly EvaluatedSlot[], state: AlarmState): string {
  const bounds = (side: 'lower' | 'upper') => listed.map((entry) => javaDouble(entry[side] ?? Number.NaN)).join(', ');
  const lower = `less than the lower thresholds [${bounds('lower')}]`;
  const upper = `greater than the upper thresholds [${bounds('upper')}]`;
  switch (condition.operator) {
    case 'LessThanLowerThreshold':
      return lower;
    case 'GreaterThanUpperThreshold':
      return upper;
    case 'LessThanLowerOrGreaterThanUpperThreshold':
      return `${lower} or ${state === 'ALARM' ? '' : 'not '}${upper}`;
    default:
      return `${phrases[condition.operator]} the threshold (${javaDouble(condition.threshold ?? Number.NaN)})`;
  }
}

function filledPhrase(condition: AlarmCondition, evaluated: readonly EvaluatedSlot[]): string {
  const treatment = condition.treatMissingData;
  const filled = evaluated.filter((entry) => entry.filled).length;
  if (filled === 0 || (treatment !== 'breaching' && treatment !== 'notBreaching')) return '';
  const as = treatment === 'breaching' ? 'Breaching' : 'NonBreaching';
  return ` and ${counted(filled, 'missing datapoint')} ${was(filled)} treated as [${as}]`;
}

function data(
  condition: AlarmCondition,
  evaluatedAt: Instant,
  evaluated: readonly EvaluatedSlot[],
): MetricAlarmReasonData {
  const oldestFirst = evaluated.filter((entry) => entry.value !== undefined && !entry.filled).toReversed();
  const oldest = oldestFirst[0];
  const band = comparesWithBand(condition.operator);
  const bounds = (side: 'lower' | 'upper') => oldestFirst.map((entry) => entry[side] ?? Number.NaN);
  return {
    version: '1.0',
    queryDate: dataDate(evaluatedAt),
    ...(oldest === undefined ? {} : { startDate: dataDate(oldest.start) }),
    ...(condition.unit === undefined ? {} : { unit: condition.unit }),
    ...(condition.statistic === undefined ? {} : { statistic: condition.statistic }),
    ...(condition.period === undefined ? {} : { period: condition.period }),
    recentDatapoints: oldestFirst.map((entry) => entry.value ?? Number.NaN),
    ...(condition.threshold === undefined ? {} : { threshold: condition.threshold }),
    ...(band ? { recentLowerThresholds: bounds('lower'), recentUpperThresholds: bounds('upper') } : {}),
    evaluatedDatapoints: evaluated.map((entry) => ({
      timestamp: dataDate(entry.start),
      ...(entry.filled || entry.sampleCount === undefined ? {} : { sampleCount: entry.sampleCount }),
      ...(entry.filled || entry.value === undefined ? {} : { value: entry.value }),
    })),
  };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function was(count: number): string {
  return count === 1 ? 'was' : 'were';
}

/**
 * The data of a reason as the JSON text that DescribeAlarms and events carry: numbers but the period as Java prints them.
 */
export function printReasonData(data: unknown): string {
  return print(data, undefined);
}

function print(value: unknown, key: string | undefined): string {
  if (typeof value === 'number') return key === 'period' ? String(value) : javaDouble(value);
  if (Array.isArray(value)) return `[${value.map((item) => print(item, undefined)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return `{${entries.map(([name, part]) => `${JSON.stringify(name)}:${print(part, name)}`).join(',')}}`;
}
