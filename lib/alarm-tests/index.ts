export { type AlarmTest, printMetric, type TestSeries } from './alarm-test';
export { junitReport } from './junit';
export type { ExpectationOutcome, FileOutcome, TestOutcome, WindowDatapoint } from './outcome';
export { PhysicalNames } from './physical-names';
export { alarmTestsFrom, readAlarmTests } from './read-alarm-tests';
export { failureLines, plain, printOutcome, printSummary } from './report';
export { type PreparedTest, prepareTest, runTest } from './run-alarm-tests';
export { type RunOfFiles, runFiles } from './run-files';
export {
  type AlarmSource,
  referredName,
  type TemplateAlarm,
  type TemplateAlarms,
  templateAlarms,
} from './template-alarms';
export { TemplateReader } from './test-alarms';
export { comparison, condition, measured, missingData } from './words';
