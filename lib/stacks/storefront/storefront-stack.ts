import { join } from 'node:path';
import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { ErrorRate, Latency, SyntheticSuccess } from '../../alarms';
import { GuardedDeployment, TrafficShift } from '../../deployment';

/** A small shop: one function that serves its page and its API, behind an HTTP API. */
export class StorefrontStack extends Stack {
  /** The name of the alarm on production as a whole: it serves the pipeline, never the guard. */
  readonly productionErrors: string;

  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const storefront = new NodejsFunction(this, 'StorefrontFunction', {
      entry: join(__dirname, 'storefront.handler.ts'),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout: Duration.seconds(10),
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
      logGroup: new LogGroup(this, 'StorefrontLogs', {
        retention: RetentionDays.ONE_MONTH,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    });

    const guard = new GuardedDeployment(this, 'Storefront', {
      functions: [storefront],
      shift: TrafficShift.canary({ percentage: 10, interval: Duration.minutes(10) }),
      signals: [ErrorRate.above(1), Latency.above(Duration.millis(800)), SyntheticSuccess.below(90)],
      expectedRequestsPerMinute: 1200,
      canaries: [{ script: 'canaries/storefront-page.ts' }, { script: 'canaries/checkout-api.ts' }],
      bake: Duration.minutes(5),
    });

    const api = new HttpApi(this, 'Api', {
      defaultIntegration: new HttpLambdaIntegration('Live', guard.live),
    });
    guard.runAgainst({ baseUrl: api.apiEndpoint });

    this.productionErrors = `${this.stackName}-production-errors`;
    new Alarm(this, 'ProductionErrors', {
      alarmName: this.productionErrors,
      alarmDescription: 'The shop as a whole fails, whatever version serves it. Runbook: runbooks/production-errors.md',
      metric: storefront.metricErrors({ period: Duration.minutes(1) }),
      threshold: 5,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });

    Validations.of(storefront).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
      reason: 'The managed policy of its role lets it write logs, and nothing else.',
    });
    Validations.of(api).acknowledge(
      { id: 'AwsSolutions-APIG4', reason: 'Anybody may look at the shop and buy.' },
      { id: 'AwsSolutions-APIG1', reason: 'The shop keeps no record of its visitors; metrics count requests.' },
    );

    new CfnOutput(this, 'Url', { value: api.apiEndpoint });
  }
}
