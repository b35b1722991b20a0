import { FunctionUrl, FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { CanaryRole } from '../synthetics';
import type { GuardedFunction } from './guarded-function';

/** How the service's API calls its function: 2.0 as HTTP APIs and function URLs do, 1.0 as REST APIs do. */
export type Payload = '1.0' | '2.0';

/** An address at which every request reaches the candidate, and no one else can send any; or the nearest that there is. */
export interface PinnedPath {
  /** Ends in `/`: pages and steps use addresses relative to it. */
  readonly url: string;
  /** The service's name in SigV4. @default - requests are not signed */
  readonly service?: 'lambda' | 'execute-api';
  /** Whether the baseline answers there as well, since nothing tells the versions apart. @default false */
  readonly shared?: boolean;
  /** Lets somebody call it. */
  grantInvoke(role: CanaryRole): void;
}

/** The candidate alias' function URL, for AWS identities alone. Its events are those of an HTTP API (payload 2.0). */
export class PinnedFunctionUrl extends FunctionUrl implements PinnedPath {
  readonly service = 'lambda';

  constructor(
    scope: Construct,
    id: string,
    private readonly target: GuardedFunction,
  ) {
    super(scope, id, { function: target.candidate, authType: FunctionUrlAuthType.AWS_IAM });
  }

  /**
   * A function URL needs both permissions: one for the URL, one for the function behind it, the latter only by way of a URL.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
   */
  grantInvoke(role: CanaryRole): void {
    const alias = `${this.target.version.lambda.functionArn}:${this.target.candidate.aliasName}`;
    role.allow(['lambda:InvokeFunctionUrl'], alias, { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } });
    role.allow(['lambda:InvokeFunction'], alias, { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } });
  }
}
