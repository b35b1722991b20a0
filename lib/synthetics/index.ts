export { acknowledgeWildcards } from './acknowledge-wildcards';
export { ArtifactBucket } from './artifact-bucket';
export { type BundleOptions, bundledAsset, importable } from './bundle';
export { type CanaryUse, canaryCost, DOLLARS_A_RUN } from './canary-cost';
export { CanaryRole, type CanaryRoleProps } from './canary-role';
export { endLogOfEmptying } from './end-log-of-emptying';
export { type CanarySchedule, DEFAULT_RUNTIME, ScriptCanary, type ScriptCanaryProps } from './script-canary';
export { ScriptCode } from './script-code';
