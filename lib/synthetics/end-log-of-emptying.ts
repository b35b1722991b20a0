import { CfnResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';

/**
 * CDK empties a bucket by a function of its own, one for a stack (`autoDeleteObjects`). Its log would have no end and outlive the
 * stack: this gives it one that ends after a month and goes with it.
 */
export function endLogOfEmptying(bucket: IBucket): void {
  const provider = Stack.of(bucket).node.tryFindChild('Custom::S3AutoDeleteObjectsCustomResourceProvider');
  const handler = provider?.node.tryFindChild('Handler');
  if (!CfnResource.isCfnResource(handler) || handler.node.tryFindChild('Logs') !== undefined) return;
  const logs = new LogGroup(handler, 'Logs', {
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  handler.addPropertyOverride('LoggingConfig', { LogGroup: logs.logGroupName });
}
