export { type CanaryConstruct, ExistingCanary, type ExistingCanaryOptions } from './existing-canary';
export { Guard } from './guard';
export type { GuardCanary } from './guard-canary';
export type { GuardProps, StackGuardProps } from './guard-props';
export { GuardedDeployment, type GuardedDeploymentProps } from './guarded-deployment';
export { GuardedEcsDeploymentGroup, type GuardedEcsDeploymentGroupProps } from './guarded-ecs-deployment-group';
export {
  GuardedServerDeploymentGroup,
  type GuardedServerDeploymentGroupProps,
} from './guarded-server-deployment-group';
export { GuardedService, type GuardedServiceProps } from './guarded-service';
export { LiveCanaries, type LiveCanariesProps } from './live-canaries';
export { rollbackConfiguration } from './long-bake';
export type { Payload, PinnedPath } from './pinned-path';
export { RollbackReport, type RollbackReportProps } from './rollback-report';
export { ServiceShift, type ServiceShiftProps } from './service-shift';
export { TrafficShift, type TrafficShiftProps } from './traffic-shift';
