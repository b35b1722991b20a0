export * from './alarms';
export * from './dashboards';
export * from './deployment';
export * from './pipeline';
export { type CanarySchedule, ScriptCanary, type ScriptCanaryProps } from './synthetics';
