export { AwsEndpoint, type AwsEndpointOptions, awsHosts, type RecordedCall, type WireMessage } from './aws-endpoint';
export { AwsError } from './aws-error';
export type { AwsServices, Caller, Operations } from './aws-services';
export type { WireResponse } from './protocols/protocol';
