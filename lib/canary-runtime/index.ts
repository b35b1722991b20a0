export { defaultRuntime, type Runtime, type RuntimeFamily, runtime, runtimes } from './catalogue';
export { type Chromium, findChromium } from './chromium';
export { type CanaryHandler, deadlineSeconds, withDeadline } from './deadline';
export { CanaryRuntimeError } from './errors';
export type {
  CanaryMetric,
  CanaryNetwork,
  CanaryRunRequest,
  CanaryRunResult,
  CanaryStep,
  IgnoredArea,
} from './request';
export { runCanary } from './run';
export { suppliedModules } from './script-bundle';
