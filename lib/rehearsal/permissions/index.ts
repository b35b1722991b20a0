export type { Asker } from './account-policies';
export { mayInvokeUrl } from './function-urls';
export { guardedServices } from './guarded-services';
export { type Attempt, Permissions } from './permissions';
export { functionArn } from './required';
export { policyResources } from './resources';
export { type Credentials, type Holder, Sessions } from './sessions';
