export type { SuppressedBy } from './action-suppression';
export { type AlarmCondition, breaches, comparesWithBand, type PrematureScope } from './alarm-condition';
export { AlarmError } from './alarm-error';
export type { AlarmEvent } from './alarm-event';
export type {
  ComparisonOperator,
  CompositeAlarmProperties,
  MetricAlarmProperties,
  MetricDataQuery,
  MuteRuleProperties,
  TreatMissingData,
  UnreadProperties,
} from './alarm-properties';
export { type MetricAlarmReasonData, printReasonData } from './alarm-reason';
export type { AlarmDescription } from './alarm-record';
export type { AlarmFilter } from './alarm-registry';
export * from './alarm-rule';
export { type AlarmState, alarmStates } from './alarm-state';
export type { AlarmWindow, WindowSlot } from './alarm-window';
export type { AnomalyBand } from './anomaly-band';
export { CloudWatch, type CloudWatchOptions } from './cloudwatch';
export { triggeringAlarms } from './composite-alarm';
export { type AlarmEvaluation, type EvaluatedSlot, evaluateAlarm } from './evaluate-alarm';
export type { EvaluationRange } from './evaluation-window';
export { type MetricId, metricKey, type Sample } from './metric';
export * from './metric-math';
export type { StatisticDatapoint } from './metric-statistics';
export { parseStatistic, type Statistic, statistic } from './statistic';
