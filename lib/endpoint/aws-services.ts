import type * as CloudFormation from '@aws-sdk/client-cloudformation';
import type * as CloudTrail from '@aws-sdk/client-cloudtrail';
import type * as CloudWatch from '@aws-sdk/client-cloudwatch';
import type * as CodeDeploy from '@aws-sdk/client-codedeploy';
import type * as CodePipeline from '@aws-sdk/client-codepipeline';
import type * as Ecs from '@aws-sdk/client-ecs';
import type * as ElasticLoadBalancing from '@aws-sdk/client-elastic-load-balancing-v2';
import type * as Lambda from '@aws-sdk/client-lambda';
import type * as Scheduler from '@aws-sdk/client-scheduler';
import type * as SecretsManager from '@aws-sdk/client-secrets-manager';
import type * as Sns from '@aws-sdk/client-sns';
import type * as Synthetics from '@aws-sdk/client-synthetics';
import type { S3Operations } from './services/s3';
import type { EventBridgeOperations, LogsOperations, SsmOperations, StsOperations } from './services/written-services';

/** Who calls, as far as the signature tells. */
export interface Caller {
  readonly accessKeyId?: string;
  readonly region?: string;
  /** Aborted when the client has gone, so that what waits for it can stop. */
  readonly signal: AbortSignal;
}

/** An operation: takes and gives the SDK's own shapes. Throws AwsError to answer an error. */
export type Operation<Input, Output> = (input: Input, caller: Caller) => Output | Promise<Output>;

type InputOf<Command> = Command extends new (...values: never[]) => { readonly input: infer Input } ? Input : never;
type OutputOf<Command> = Command extends new (
  ...values: never[]
) => { resolveMiddleware(...values: never[]): (...values: never[]) => Promise<{ output: infer Output }> }
  ? Payloads<Omit<Output, '$metadata'>>
  : never;

/** Clients make adapters of bytes; an operation gives the bytes, or their text. */
type Payloads<Output> = {
  [Member in keyof Output]: Output[Member] extends Uint8Array | undefined
    ? Uint8Array | string | undefined
    : Output[Member];
};

/** The operations of an SDK client: `DescribeAlarms` from its `DescribeAlarmsCommand`. */
export type Operations<Client> = {
  readonly [Name in keyof Client as Name extends `${infer Name}Command` ? Name : never]?: Operation<
    InputOf<Client[Name]>,
    OutputOf<Client[Name]>
  >;
};

/** What each operation does. One that is left out answers with status 400 and a sentence. */
export interface AwsServices {
  readonly cloudformation?: Operations<typeof CloudFormation>;
  readonly cloudtrail?: Operations<typeof CloudTrail>;
  readonly cloudwatch?: Operations<typeof CloudWatch>;
  readonly codedeploy?: Operations<typeof CodeDeploy>;
  readonly codepipeline?: Operations<typeof CodePipeline>;
  readonly ecs?: Operations<typeof Ecs>;
  readonly elasticloadbalancing?: Operations<typeof ElasticLoadBalancing>;
  readonly events?: EventBridgeOperations;
  readonly lambda?: Operations<typeof Lambda>;
  readonly logs?: LogsOperations;
  readonly s3?: S3Operations;
  readonly scheduler?: Operations<typeof Scheduler>;
  readonly secretsmanager?: Operations<typeof SecretsManager>;
  readonly sns?: Operations<typeof Sns>;
  readonly ssm?: SsmOperations;
  readonly sts?: StsOperations;
  readonly synthetics?: Operations<typeof Synthetics>;
}

export type ServiceName = keyof AwsServices;
