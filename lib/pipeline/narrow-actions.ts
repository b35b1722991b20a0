import { AspectPriority, Aspects, Stack } from 'aws-cdk-lib';
import { CfnPolicy } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';

/**
 * What CDK's grants on buckets and keys allow with a wildcard, and what a pipeline does of it.
 * Source: https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-S3.html
 */
const NARROWER: Readonly<Record<string, readonly string[]>> = {
  's3:GetObject*': ['s3:GetObject', 's3:GetObjectTagging', 's3:GetObjectVersion', 's3:GetObjectVersionTagging'],
  's3:GetBucket*': ['s3:GetBucketAcl', 's3:GetBucketLocation', 's3:GetBucketVersioning'],
  's3:List*': ['s3:ListBucket'],
  's3:DeleteObject*': ['s3:DeleteObject'],
  's3:Abort*': ['s3:AbortMultipartUpload'],
  'kms:ReEncrypt*': ['kms:ReEncryptFrom', 'kms:ReEncryptTo'],
  'kms:GenerateDataKey*': ['kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext'],
};

interface Document {
  readonly Statement: readonly { readonly Action: string | readonly string[] }[];
}

/** Names the actions in the policies below a construct one by one: CDK Pipelines makes its roles itself, with wildcards. */
export function narrowActions(scope: IConstruct): void {
  Aspects.of(scope).add(
    {
      visit: (node) => {
        if (!(node instanceof CfnPolicy)) return;
        const document = Stack.of(node).resolve(node.policyDocument) as Document;
        node.policyDocument = {
          ...document,
          Statement: document.Statement.map((statement) => ({ ...statement, Action: narrowed(statement.Action) })),
        };
      },
    },
    { priority: AspectPriority.MUTATING },
  );
}

function narrowed(actions: string | readonly string[]): string | readonly string[] {
  const named = [actions].flat().flatMap((action) => NARROWER[action] ?? [action]);
  const [only, ...others] = named;
  return others.length === 0 && only !== undefined ? only : named;
}
