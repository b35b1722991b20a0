export * from './codedeploy';
export * from './codedeploy-ports';
export * from './deployment';
export { CodeDeployError } from './errors';
export * from './lambda';
export * from './lambda-decision';
export * from './messages';
export * from './routing';
export { deploymentConfigRefusal, deploymentGroupRefusal, type GroupSurroundings } from './validation';
