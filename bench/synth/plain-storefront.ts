import { join } from 'node:path';
import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { ScriptCode } from '../../lib/synthetics';
import { plainGuard } from './plain-guard';

/** The shop of lib/stacks without a GuardedDeployment: the same function, API and alarm, and the guard written out. */
export class PlainStorefront extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const storefront = new NodejsFunction(this, 'StorefrontFunction', {
      entry: join(__dirname, '../../lib/stacks/storefront/storefront.handler.ts'),
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
    const canary = (script: string) => ({ code: () => ScriptCode.fromScript(`canaries/${script}.ts`), serves: 0 });
    plainGuard(this, {
      functions: [storefront],
      canaries: { 'storefront-page': canary('storefront-page'), 'checkout-api': canary('checkout-api') },
      baseUrl: ([live]) => {
        if (live === undefined) throw new Error('the storefront has a live alias');
        const api = new HttpApi(this, 'Api', { defaultIntegration: new HttpLambdaIntegration('Live', live) });
        new CfnOutput(this, 'Url', { value: api.apiEndpoint });
        return `${api.apiEndpoint}/`;
      },
    });
    new Alarm(this, 'ProductionErrors', {
      alarmName: `${this.stackName}-production-errors`,
      alarmDescription: 'The shop as a whole fails, whatever version serves it. Runbook: runbooks/production-errors.md',
      metric: storefront.metricErrors({ period: Duration.minutes(1) }),
      threshold: 5,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
