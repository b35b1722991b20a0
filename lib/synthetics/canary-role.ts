import { Fn } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
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
  /** A part of the role, not a resource beside it: a stack holds 500, and a canary exists after all that its role may do. */
  private readonly policy: PolicyDocument;

  constructor(scope: Construct, id: string, props: CanaryRoleProps) {
    const policy = new PolicyDocument();
    super(scope, id, {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { canary: policy },
    });
    this.policy = policy;
    // Synthetics names the function and its log group after the first 21 characters of the canary's name.
    const logGroup = Fn.sub(
      `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/lambda/cwsyn-${props.canaryName.slice(0, 21)}*`,
    );
    const results = props.artifactBucket.arnForObjects(`${props.artifactPrefix}/*`);
    this.allow(['s3:PutObject', 's3:GetObject'], results);
    this.allow(['s3:GetBucketLocation'], props.artifactBucket.bucketArn);
    this.allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], logGroup);
    // Neither action knows resources.
    this.allow(['s3:ListAllMyBuckets', 'xray:PutTraceSegments'], '*');
    this.allow(['cloudwatch:PutMetricData'], '*', {
      StringEquals: { 'cloudwatch:namespace': 'CloudWatchSynthetics' },
    });
    acknowledgeWildcards(
      this,
      ['*', logGroup, results],
      "Synthetics names the log group and the results itself, below the canary's own prefix; PutMetricData, PutTraceSegments " +
        'and ListAllMyBuckets know no resources, and the first is held to its namespace.',
    );
  }

  /** Allows actions, on a resource that does not know the role: one that does would wait for it, and it for that. */
  allow(actions: string[], resource: string, conditions?: Readonly<Record<string, Record<string, string>>>): void {
    this.policy.addStatements(new PolicyStatement({ actions, resources: [resource], conditions }));
  }
}
