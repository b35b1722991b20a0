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
  /** Whether the first run comes with the canary: its log group is not there yet, and Lambda must not make another. */
  readonly runsAtOnce: boolean;
}

/**
 * What the name of the function behind a canary begins with, and that of its log group: Synthetics takes the first 21 characters of
 * the canary's name. The canary's id ends it.
 * @see https://docs.aws.amazon.com/AmazonSynthetics/latest/APIReference/API_DeleteCanary.html
 */
export function functionPrefix(canaryName: string): string {
  return `cwsyn-${canaryName.slice(0, 21)}-`;
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
    const logGroup = Fn.sub(
      `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/lambda/${functionPrefix(props.canaryName)}*`,
    );
    const results = props.artifactBucket.arnForObjects(`${props.artifactPrefix}/*`);
    this.allow(['s3:PutObject', 's3:GetObject'], results);
    this.allow(['s3:GetBucketLocation'], props.artifactBucket.bucketArn);
    const create = props.runsAtOnce ? [] : ['logs:CreateLogGroup'];
    this.allow([...create, 'logs:CreateLogStream', 'logs:PutLogEvents'], logGroup);
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
