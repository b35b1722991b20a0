export { decideEcs } from './decide';
export * from './decision';
export * from './ecs-deployments';
export type { DeploymentFailure } from './failure';
export * from './plan';
export * from './service-deployment';
export { ecsConfigurationOf, ServicePropertiesError } from './service-properties';
export { ecsConfigurationError } from './validation';
