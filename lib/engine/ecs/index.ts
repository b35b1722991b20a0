export * from './decide';
export * from './ecs-deployments';
export * from './plan';
export * from './service-deployment';
export { ecsConfigurationError } from './validation';
