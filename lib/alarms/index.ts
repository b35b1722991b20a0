export { AnomalyBand, type AnomalyBandOptions } from './anomaly-band';
export {
  type Candidate,
  type CandidateCanary,
  type CandidateFunction,
  type CandidateTargetGroup,
  executedVersion,
} from './candidate';
export { DeadLetters } from './dead-letters';
export { ErrorRate } from './error-rate';
export { FaultRate } from './fault-rate';
export { FIX_FORWARD_CONTEXT } from './fix-forward';
export { GuardAlarm, type GuardAlarmProps } from './guard-alarm';
export { GuardAlarms, type GuardAlarmsProps, type RuleAlarms } from './guard-alarms';
export { lambdaMetric, liveMetric } from './lambda-metric';
export { Latency, type LatencyOptions } from './latency';
export { LogErrors, type LogErrorsOptions } from './log-errors';
export { type MetricOf, MetricSignal, type MetricSignalOptions } from './metric-signal';
export { NoTraffic } from './no-traffic';
export { QueueAge } from './queue-age';
export { allOf, anyOf, atLeast, not, Rule, type RuleOperand, unless } from './rule';
export { AlarmRuleError } from './rule-error';
export type { Condition, ConditionScope, Fed, RequestSignalOptions, Signal, SignalOptions } from './signal';
export { SignalAlarm, type SignalAlarmProps } from './signal-alarm';
export { SyntheticDuration } from './synthetic-duration';
export type { SyntheticOptions } from './synthetic-options';
export { SyntheticStep } from './synthetic-step';
export { SyntheticSuccess } from './synthetic-success';
export { TargetGroupErrors } from './target-group-errors';
export { TargetGroupLatency, type TargetGroupLatencyOptions } from './target-group-latency';
export { targetGroupMetric } from './target-group-metric';
export { Throttles } from './throttles';
