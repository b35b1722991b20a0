import type { Operation } from '../aws-services';
import { byName, writtenOperation } from './written-schemas';

interface ObjectName {
  readonly Bucket: string;
  readonly Key: string;
}

interface ObjectFacts {
  readonly ContentType?: string;
  readonly ETag?: string;
  readonly LastModified?: Date;
  /** Sent as `x-amz-meta-…`. */
  readonly Metadata?: Readonly<Record<string, string>>;
}

/** S3, as far as artifacts need it. */
export interface S3Operations {
  readonly DeleteObject?: Operation<ObjectName, object>;
  readonly GetBucketLocation?: Operation<{ readonly Bucket: string }, { readonly LocationConstraint?: string }>;
  readonly GetObject?: Operation<ObjectName, ObjectFacts & { readonly Body: Uint8Array | string }>;
  readonly HeadBucket?: Operation<{ readonly Bucket: string }, object>;
  readonly HeadObject?: Operation<ObjectName, ObjectFacts & { readonly ContentLength: number }>;
  readonly ListObjectsV2?: Operation<
    {
      readonly Bucket: string;
      readonly Prefix?: string;
      readonly Delimiter?: string;
      readonly MaxKeys?: number;
      readonly StartAfter?: string;
      readonly ContinuationToken?: string;
    },
    {
      readonly Contents?: readonly {
        readonly Key: string;
        readonly Size: number;
        readonly LastModified?: Date;
        readonly ETag?: string;
      }[];
      readonly CommonPrefixes?: readonly { readonly Prefix: string }[];
      readonly IsTruncated?: boolean;
      readonly NextContinuationToken?: string;
    }
  >;
  readonly PutObject?: Operation<
    ObjectName & { readonly Body: Buffer } & Pick<ObjectFacts, 'ContentType' | 'Metadata'>,
    { readonly ETag?: string }
  >;
}

export const s3Schemas = byName(
  ...['DeleteObject', 'GetBucketLocation', 'GetObject', 'HeadBucket', 'HeadObject', 'ListObjectsV2', 'PutObject'].map(
    (name) => writtenOperation(name),
  ),
);
