import { join } from 'node:path';
import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, MathExpression, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Alias, Architecture, type Function as Fn, FunctionUrlAuthType, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import {
  Canary,
  Code as CanaryCode,
  Runtime as CanaryRuntime,
  RuntimeFamily,
  Schedule,
  Test,
} from 'aws-cdk-lib/aws-synthetics';

const minute = Duration.minutes(1);

/** A function under guard: its aliases, the signed URL of its candidate, and the alarms on it. */
export function plainTarget(stack: Stack, fn: Fn, index: number) {
  const { version } = fn.currentVersion;
  const live = new Alias(stack, `Live${index}`, { aliasName: 'live', version: fn.currentVersion });
  const candidate = new Alias(stack, `Candidate${index}`, { aliasName: 'candidate', version: fn.currentVersion });
  const url = candidate.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM });
  const metric = (metricName: string, statistic: string, executedVersion?: string) =>
    new Metric({
      namespace: 'AWS/Lambda',
      metricName,
      statistic,
      period: minute,
      dimensionsMap: {
        FunctionName: fn.functionName,
        Resource: `${fn.functionName}:live`,
        ...(executedVersion === undefined ? {} : { ExecutedVersion: executedVersion }),
      },
    });
  const errorRate = (executedVersion?: string) =>
    new MathExpression({
      expression: 'IF(invocations >= 50, 100 * errors / invocations)',
      period: minute,
      usingMetrics: {
        errors: metric('Errors', 'Sum', executedVersion),
        invocations: metric('Invocations', 'Sum', executedVersion),
      },
    });
  const latency = (executedVersion?: string) =>
    new MathExpression({
      expression: 'IF(invocations >= 100, latency)',
      period: minute,
      usingMetrics: {
        latency: metric('Duration', 'p99', executedVersion),
        invocations: metric('Invocations', 'Sum', executedVersion),
      },
    });
  const alarm = (name: string, measured: MathExpression, threshold: number) =>
    new Alarm(stack, `${name}${index}`, {
      alarmDescription: `${name} of the candidate. Runbook: runbooks/${name}.md`,
      metric: measured,
      threshold,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  return {
    index,
    live,
    url,
    alarms: [alarm('ErrorRate', errorRate(version), 1), alarm('Latency', latency(version), 800)],
    inBake: [alarm('ErrorRateInBake', errorRate(), 1), alarm('LatencyInBake', latency(), 800)],
    metrics: [errorRate(version), latency(version), metric('Invocations', 'Sum', version), metric('Errors', 'Sum')],
  };
}

/** A function of the guard itself. CDK's way to bundle TypeScript is NodejsFunction. */
export function hookFunction(stack: Stack, id: string, topic: ITopic, group: ScheduleGroup): NodejsFunction {
  const fn = new NodejsFunction(stack, `${id}Hook`, {
    entry: join(__dirname, '../../lib/deployment/hooks/before-allow-traffic.handler.ts'),
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    environment: { TOPIC_ARN: topic.topicArn, SCHEDULE_GROUP: group.scheduleGroupName },
    timeout: Duration.minutes(2),
    logGroup: new LogGroup(stack, `${id}Logs`, {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    }),
  });
  fn.addToRolePolicy(new PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] }));
  return fn;
}

/** A canary with a role of its own, as CDK makes it. */
export function plainCanary(
  stack: Stack,
  id: string,
  name: string,
  baseUrl: string,
  code: string,
  artifacts: Bucket,
): Canary {
  return new Canary(stack, id, {
    canaryName: name,
    runtime: new CanaryRuntime('syn-nodejs-puppeteer-16.1', RuntimeFamily.NODEJS),
    test: Test.custom({ code: CanaryCode.fromAsset(code), handler: 'index.handler' }),
    schedule: Schedule.rate(minute),
    startAfterCreation: false,
    environmentVariables: { BASE_URL: baseUrl },
    artifactsBucketLocation: { bucket: artifacts, prefix: name },
  });
}
