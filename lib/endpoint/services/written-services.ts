import type { Operation } from '../aws-services';
import { byName, writtenOperation } from './written-schemas';

export interface EventBridgeOperations {
  readonly PutEvents?: Operation<
    {
      readonly EndpointId?: string;
      readonly Entries?: readonly {
        readonly Time?: Date;
        readonly Source?: string;
        readonly Resources?: readonly string[];
        readonly DetailType?: string;
        /** JSON. */
        readonly Detail?: string;
        readonly EventBusName?: string;
        readonly TraceHeader?: string;
      }[];
    },
    {
      readonly FailedEntryCount: number;
      readonly Entries: readonly { EventId?: string; ErrorCode?: string; ErrorMessage?: string }[];
    }
  >;
}

export const eventBridgeSchemas = byName(writtenOperation('PutEvents', { timestamps: { Entries: ['Time'] } }));

export interface LogsOperations {
  readonly CreateLogGroup?: Operation<{ readonly logGroupName: string }, object>;
  readonly CreateLogStream?: Operation<{ readonly logGroupName: string; readonly logStreamName: string }, object>;
  readonly FilterLogEvents?: Operation<
    {
      readonly logGroupName?: string;
      readonly logGroupIdentifier?: string;
      readonly logStreamNames?: readonly string[];
      readonly logStreamNamePrefix?: string;
      /** Milliseconds since the epoch, as is `endTime`. */
      readonly startTime?: number;
      readonly endTime?: number;
      readonly filterPattern?: string;
      readonly limit?: number;
      readonly nextToken?: string;
    },
    {
      readonly events: readonly {
        readonly logStreamName?: string;
        readonly timestamp: number;
        readonly message: string;
        readonly ingestionTime?: number;
        readonly eventId?: string;
      }[];
      readonly nextToken?: string;
    }
  >;
  readonly PutLogEvents?: Operation<
    {
      readonly logGroupName: string;
      readonly logStreamName: string;
      /** `timestamp`: milliseconds since the epoch. */
      readonly logEvents: readonly { readonly timestamp: number; readonly message: string }[];
    },
    { readonly nextSequenceToken?: string }
  >;
}

export const logsSchemas = byName(
  writtenOperation('CreateLogGroup'),
  writtenOperation('CreateLogStream'),
  writtenOperation('FilterLogEvents'),
  writtenOperation('PutLogEvents'),
);

export interface SsmParameter {
  readonly Name: string;
  readonly Type?: 'String' | 'StringList' | 'SecureString';
  readonly Value: string;
  readonly Version?: number;
  readonly LastModifiedDate?: Date;
  readonly ARN?: string;
  readonly DataType?: string;
}

export interface SsmOperations {
  readonly CreateOpsItem?: Operation<
    {
      readonly Title: string;
      readonly Description: string;
      readonly Source: string;
      readonly Severity?: string;
      readonly Category?: string;
      readonly Priority?: number;
      readonly OperationalData?: Readonly<Record<string, { readonly Value?: string; readonly Type?: string }>>;
    },
    { readonly OpsItemId: string; readonly OpsItemArn?: string }
  >;
  readonly GetParameter?: Operation<
    { readonly Name: string; readonly WithDecryption?: boolean },
    { readonly Parameter: SsmParameter }
  >;
  readonly GetParameters?: Operation<
    { readonly Names: readonly string[]; readonly WithDecryption?: boolean },
    { readonly Parameters: readonly SsmParameter[]; readonly InvalidParameters?: readonly string[] }
  >;
  readonly GetParametersByPath?: Operation<
    { readonly Path: string; readonly Recursive?: boolean; readonly NextToken?: string },
    { readonly Parameters: readonly SsmParameter[]; readonly NextToken?: string }
  >;
  readonly PutParameter?: Operation<
    { readonly Name: string; readonly Value: string; readonly Type?: string; readonly Overwrite?: boolean },
    { readonly Version: number; readonly Tier?: string }
  >;
}

export const ssmSchemas = byName(
  writtenOperation('CreateOpsItem'),
  writtenOperation('GetParameter'),
  writtenOperation('GetParameters'),
  writtenOperation('GetParametersByPath'),
  writtenOperation('PutParameter'),
);

export interface StsOperations {
  readonly GetCallerIdentity?: Operation<
    object,
    { readonly UserId: string; readonly Account: string; readonly Arn: string }
  >;
  readonly AssumeRole?: Operation<
    { readonly RoleArn: string; readonly RoleSessionName: string; readonly DurationSeconds?: string },
    {
      readonly Credentials: {
        readonly AccessKeyId: string;
        readonly SecretAccessKey: string;
        readonly SessionToken: string;
        readonly Expiration: Date;
      };
      readonly AssumedRoleUser: { readonly AssumedRoleId: string; readonly Arn: string };
    }
  >;
}

export const stsSchemas = byName(writtenOperation('GetCallerIdentity'), writtenOperation('AssumeRole'));
