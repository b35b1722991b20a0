import { DefaultStackSynthesizer, Duration, PhysicalName, RemovalPolicy, Stack, Stage, Validations } from 'aws-cdk-lib';
import { Alias, type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, type BucketProps } from 'aws-cdk-lib/aws-s3';
import type { CodePipelineProps } from 'aws-cdk-lib/pipelines';
import type { Construct } from 'constructs';
import { endLogOfEmptying } from '../synthetics';

/**
 * Where stages get what the ones before hand on: a bucket for the pipeline, and one in each other Region that it deploys to. CDK
 * makes the latter by itself, with nothing that ends what is in them or takes them away.
 * @param crossesAccounts whether a stage's account reads them: it can where they are encrypted with a key of the pipeline's own,
 * since the policy of S3's key cannot be changed
 */
export function artifactStores(
  scope: Construct,
  regions: readonly string[],
  crossesAccounts: boolean,
): Pick<CodePipelineProps, 'artifactBucket' | 'crossRegionReplicationBuckets'> {
  const key = crossesAccounts ? keyOf(scope) : undefined;
  const own = artifacts(scope, key === undefined ? {} : { encryptionKey: key });
  if (regions.length === 0) return { artifactBucket: own };
  const others = regions.map((region) => [region, replicationBucket(scope, region, crossesAccounts)] as const);
  return { crossRegionReplicationBuckets: { [Stack.of(scope).region]: own, ...Object.fromEntries(others) } };
}

/** In a stack of its own in that Region, deployed before the pipeline's. Its names are literal: no Region can refer to another. */
function replicationBucket(scope: Construct, region: string, crossesAccounts: boolean): Bucket {
  const own = Stack.of(scope);
  const qualifier = own.synthesizer.bootstrapQualifier;
  const stack = new Stack(Stage.of(scope) ?? own, `${own.stackName}-${scope.node.id}-artifacts-${region}`, {
    stackName: `${own.stackName}-${scope.node.id}-artifacts-${own.region}`,
    env: { account: own.account, region },
    description: `Artifacts of the pipeline of ${own.stackName} in ${region}`,
    synthesizer: new DefaultStackSynthesizer(qualifier === undefined ? {} : { qualifier }),
  });
  own.addStackDependency(stack);
  const encryptionKey = crossesAccounts
    ? new Alias(stack, 'ArtifactsAlias', { aliasName: `alias/${stack.stackName}`, targetKey: keyOf(stack) })
    : undefined;
  return artifacts(stack, {
    bucketName: PhysicalName.GENERATE_IF_NEEDED,
    ...(encryptionKey === undefined ? {} : { encryptionKey }),
  });
}

/** A rollback takes the artifacts of the release that it goes back to: they stay as long as one may. */
function artifacts(scope: Construct, props: Pick<BucketProps, 'bucketName'> & { encryptionKey?: IKey }): Bucket {
  const bucket = new Bucket(scope, 'Artifacts', {
    ...props,
    ...(props.encryptionKey === undefined
      ? { encryption: BucketEncryption.S3_MANAGED }
      : { encryption: BucketEncryption.KMS, bucketKeyEnabled: true }),
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    lifecycleRules: [{ expiration: Duration.days(90), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    removalPolicy: RemovalPolicy.DESTROY,
    autoDeleteObjects: true,
  });
  endLogOfEmptying(bucket);
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason: 'The pipeline alone reads and writes it, and CodePipeline keeps the history of both.',
  });
  return bucket;
}

function keyOf(scope: Construct): Key {
  return new Key(scope, 'ArtifactsKey', {
    description: 'Artifacts of a pipeline whose stages are in several accounts',
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}
