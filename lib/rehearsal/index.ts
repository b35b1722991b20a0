export { type RehearseOptions, rehearse } from './rehearse';
export type {
  AlarmTrack,
  CanaryRunReport,
  ExpectationResult,
  MinuteOfTraffic,
  Progress,
  Rehearsal,
  RequestCounts,
  TimelineEntry,
  TrippedAlarm,
} from './report/rehearsal';
export { formatDuration, parseScenario, type Scenario } from './scenario';
