import { ArnFormat, Duration, RemovalPolicy, Size, type Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Canary, Runtime as CanaryRuntime, type Code, RuntimeFamily, Schedule, Test } from 'aws-cdk-lib/aws-synthetics';
import type { PlainFunction } from './plain-function';

export interface PlainCanaryProps {
  readonly name: string;
  /** Which address its requests go to. */
  readonly baseUrl: string;
  /** Whose URL it signs its requests for. @default - they are not signed */
  readonly signedFor?: PlainFunction;
  readonly code: () => Code;
  readonly artifacts: Bucket;
  /** Whether it runs every minute once it is started, for at most so long; else one run for each start. */
  readonly every?: { readonly minute: true; readonly limit: Duration };
}

/** A canary with a role that may do what the canary does, and with a log group that ends. */
export function plainCanary(stack: Stack, id: string, props: PlainCanaryProps): Canary {
  const { name, artifacts, signedFor, every } = props;
  const role = canaryRole(stack, id, props);
  const canary = new Canary(stack, id, {
    canaryName: name,
    runtime: new CanaryRuntime('syn-nodejs-puppeteer-16.1', RuntimeFamily.NODEJS),
    test: Test.custom({ code: props.code(), handler: 'index.handler' }),
    role,
    schedule: every === undefined ? Schedule.once() : Schedule.rate(Duration.minutes(1)),
    startAfterCreation: false,
    timeToLive: every?.limit,
    environmentVariables: {
      BASE_URL: props.baseUrl,
      ...(signedFor === undefined ? {} : { CANARY_SIGNED_URL: signedFor.url.url, CANARY_SIGNED_SERVICE: 'lambda' }),
      CANARY_DEADLINE_SECONDS: '36',
    },
    timeout: Duration.seconds(45),
    memory: Size.mebibytes(1024),
    artifactsBucketLocation: { bucket: artifacts, prefix: `canary/${name}` },
    provisionedResourceCleanup: true,
  });
  new LogGroup(stack, `${id}Logs`, {
    logGroupName: `/aws/lambda/cwsyn-${name.slice(0, 21)}-${canary.canaryId}`,
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  return canary;
}

/** With the policy inside, as the role has that CDK would make. */
function canaryRole(stack: Stack, id: string, { name, artifacts, signedFor }: PlainCanaryProps): Role {
  const allow = (actions: string[], resource: string, conditions?: Record<string, unknown>) =>
    new PolicyStatement({ actions, resources: [resource], conditions });
  const logGroup = stack.formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: `/aws/lambda/cwsyn-${name.slice(0, 21)}-*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  const statements = [
    allow(['s3:PutObject', 's3:GetObject'], artifacts.arnForObjects(`canary/${name}/*`)),
    allow(['s3:GetBucketLocation'], artifacts.bucketArn),
    allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], logGroup),
    allow(['s3:ListAllMyBuckets', 'xray:PutTraceSegments'], '*'),
    allow(['cloudwatch:PutMetricData'], '*', {
      StringEquals: { 'cloudwatch:namespace': 'CloudWatchSynthetics' },
    }),
  ];
  if (signedFor !== undefined) {
    const alias = `${signedFor.fn.functionArn}:candidate`;
    statements.push(
      allow(['lambda:InvokeFunctionUrl'], alias, { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } }),
      allow(['lambda:InvokeFunction'], alias, { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } }),
    );
  }
  return new Role(stack, `${id}Role`, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: { canary: new PolicyDocument({ statements }) },
  });
}

/** Fires where fewer than nine runs in ten pass. */
export function successAlarm(stack: Stack, id: string, name: string, version: string): Alarm {
  return new Alarm(stack, `Success${id}`, {
    alarmName: `${stack.stackName}-Success${id}-v${version}`,
    alarmDescription: `Canary ${name} fails: the release is rolled back. Runbook: https://wiki.example.com/runbooks/synthetic-success`,
    metric: runs(name, 'SuccessPercent'),
    threshold: 90,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
}

export function runs(name: string, metricName: 'SuccessPercent' | 'Duration'): Metric {
  return new Metric({
    namespace: 'CloudWatchSynthetics',
    metricName,
    dimensionsMap: { CanaryName: name },
    period: Duration.minutes(1),
    label: name,
  });
}
