export * from './codedeploy';
export * from './deployment';
export { CodeDeployError } from './errors';
export * from './lambda';
export * from './messages';
export * from './routing';
