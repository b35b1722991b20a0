export type { Asker } from './account-policies';
export { mayApiInvoke, mayInvokeUrl } from './front-doors';
export { guardedServices } from './guarded-services';
export { type Attempt, Permissions } from './permissions';
export { functionArn } from './required';
export { policyResources } from './resources';
export { type Credentials, type Holder, Sessions } from './sessions';
