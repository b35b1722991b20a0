export { type Candidate, type CandidateCanary, type CandidateFunction, executedVersion } from './candidate';
export { ErrorRate } from './error-rate';
export { GuardAlarm, type GuardAlarmProps } from './guard-alarm';
export { Latency, type LatencyOptions } from './latency';
export type { Condition, Fed, RequestSignalOptions, Signal, SignalOptions } from './signal';
export { SignalAlarm, type SignalAlarmProps } from './signal-alarm';
export { SyntheticSuccess, type SyntheticOptions } from './synthetic-success';
