export { type CanaryConstruct, ExistingCanary, type ExistingCanaryOptions } from './existing-canary';
export type { GuardCanary } from './guard-canary';
export { GuardedDeployment } from './guarded-deployment';
export {
  type CodeDeployGroup,
  GuardedDeploymentGroup,
  type GuardedDeploymentGroupProps,
} from './guarded-deployment-group';
export type { GuardedDeploymentProps } from './guarded-deployment-props';
export { GuardedService, type GuardedServiceProps } from './guarded-service';
export { LiveCanaries, type LiveCanariesProps } from './live-canaries';
export { rollbackConfiguration } from './long-bake';
export type { Payload, PinnedPath } from './pinned-path';
export { RollbackReport, type RollbackReportProps } from './rollback-report';
export { ServiceShift, type ServiceShiftProps } from './service-shift';
export { TrafficShift, type TrafficShiftProps } from './traffic-shift';
