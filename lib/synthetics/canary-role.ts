import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledgeWildcards } from './acknowledge-wildcards';

export interface CanaryRoleProps {
  readonly canaryName: string;
  readonly artifactBucket: IBucket;
  /** Of the canary's results in the bucket. */
  readonly artifactPrefix: string;
}

/**
 * What a canary needs and nothing more. CDK's own role lacks s3:GetObject (visual monitoring reads its baseline) and
 * xray:PutTraceSegments.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Canaries_CanaryPermissions.html
 */
export class CanaryRole extends Role {
  constructor(scope: Construct, id: string, props: CanaryRoleProps) {
    super(scope, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const stack = Stack.of(this);
    const logGroup = stack.formatArn({
      service: 'logs',
      resource: 'log-group',
      // Synthetics names the function and its log group after the first 21 characters of the canary's name.
      resourceName: `/aws/lambda/cwsyn-${props.canaryName.slice(0, 21)}*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const results = props.artifactBucket.arnForObjects(`${props.artifactPrefix}/*`);
    this.allow(['s3:PutObject', 's3:GetObject'], results);
    this.allow(['s3:GetBucketLocation'], props.artifactBucket.bucketArn);
    this.allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], logGroup);
    // Neither action knows resources.
    this.allow(['s3:ListAllMyBuckets', 'xray:PutTraceSegments'], '*');
    this.addToPolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ['cloudwatch:PutMetricData'],
        resources: ['*'],
        conditions: { StringEquals: { 'cloudwatch:namespace': 'CloudWatchSynthetics' } },
      }),
    );
    acknowledgeWildcards(
      this,
      ['*', logGroup, results],
      "Synthetics names the log group and the results itself, below the canary's own prefix; PutMetricData, PutTraceSegments " +
        'and ListAllMyBuckets know no resources, and the first is held to its namespace.',
    );
  }

  private allow(actions: string[], resource: string): void {
    this.addToPolicy(new PolicyStatement({ actions, resources: [resource] }));
  }
}
