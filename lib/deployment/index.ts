export { type CanaryConstruct, ExistingCanary, type ExistingCanaryOptions } from './existing-canary';
export type { GuardCanary } from './guard-canary';
export { GuardedDeployment, type GuardedDeploymentProps } from './guarded-deployment';
export { LiveCanaries, type LiveCanariesProps } from './live-canaries';
export type { Payload, PinnedPath } from './pinned-path';
export { TrafficShift, type TrafficShiftProps } from './traffic-shift';
