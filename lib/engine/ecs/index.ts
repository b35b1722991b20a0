export { decideEcs } from './decide';
export * from './decision';
export * from './ecs-deployments';
export * from './plan';
export * from './service-deployment';
export { ecsConfigurationOf } from './service-properties';
export { ecsConfigurationError } from './validation';
