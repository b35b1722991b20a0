export * from './codedeploy';
export * from './deployment';
export { CodeDeployError } from './errors';
export * from './lambda';
export * from './lifecycle';
export * from './messages';
export * from './routing';
export { deploymentConfigRefusal, deploymentGroupRefusal, type GroupSurroundings } from './validation';
