export { AwsEndpoint, type AwsEndpointOptions, type RecordedCall } from './aws-endpoint';
export { AwsError } from './aws-error';
export type { AwsServices, Caller, Operations } from './aws-services';
