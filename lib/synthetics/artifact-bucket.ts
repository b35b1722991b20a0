import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { endLogOfEmptying } from './end-log-of-emptying';

/**
 * Where canaries put screenshots, HAR files and reports: encrypted, private, TLS only, emptied after a month, and gone with
 * the stack, since it holds nothing that a run cannot make again.
 */
export class ArtifactBucket extends Bucket {
  /** The one of a stack: canaries lie in it by their names, so its guards share it. */
  static of(scope: Construct): ArtifactBucket {
    const stack = Stack.of(scope);
    const known = stack.node.tryFindChild('CanaryArtifacts');
    return known instanceof ArtifactBucket ? known : new ArtifactBucket(stack, 'CanaryArtifacts');
  }

  constructor(scope: Construct, id: string) {
    super(scope, id, {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      lifecycleRules: [{ expiration: Duration.days(31), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
    });
    endLogOfEmptying(this);
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'It holds what test runs wrote, for a month; a log of who read it needs a bucket that outlives this one.',
    });
  }
}
