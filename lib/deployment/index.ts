export { type CanaryConstruct, ExistingCanary, type ExistingCanaryOptions } from './existing-canary';
export type { GuardCanary } from './guard-canary';
export { GuardedDeployment } from './guarded-deployment';
export type { GuardedDeploymentProps } from './guarded-deployment-props';
export { LiveCanaries, type LiveCanariesProps } from './live-canaries';
export { rollbackConfiguration } from './long-bake';
export type { Payload, PinnedPath } from './pinned-path';
export { RollbackReport, type RollbackReportProps } from './rollback-report';
export { TrafficShift, type TrafficShiftProps } from './traffic-shift';
