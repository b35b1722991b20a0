import { join } from 'node:path';
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { Alias, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';

// The assembly is kept with the source: it must not hold the paths of the machine that made it.
Error.stackTraceLimit = 0;

const app = new App({ outdir: process.argv[2], treeMetadata: false, analyticsReporting: false });
const stack = new Stack(app, 'Shop', { env: { account: '111122223333', region: 'eu-west-1' } });

const handler = new LambdaFunction(stack, 'Handler', {
  runtime: Runtime.NODEJS_22_X,
  handler: 'index.handler',
  code: Code.fromAsset(join(__dirname, 'shop')),
  timeout: Duration.seconds(10),
  environment: { CURRENCY: 'EUR' },
});
const alias = new Alias(stack, 'Live', { aliasName: 'live', version: handler.currentVersion });

const api = new RestApi(stack, 'Api', { restApiName: 'shop', deployOptions: { stageName: 'prod' } });
api.root.addResource('products').addMethod('GET', new LambdaIntegration(alias));
api.root.addResource('cart').addMethod('POST', new LambdaIntegration(alias));

const errors = alias.metricErrors({ period: Duration.minutes(1) }).createAlarm(stack, 'Errors', {
  threshold: 3,
  evaluationPeriods: 2,
  comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  treatMissingData: TreatMissingData.NOT_BREACHING,
});
const slow = alias.metricDuration({ period: Duration.minutes(1), statistic: 'p95' }).createAlarm(stack, 'Slow', {
  threshold: 1500,
  evaluationPeriods: 2,
  treatMissingData: TreatMissingData.NOT_BREACHING,
});

new LambdaDeploymentGroup(stack, 'Deployment', {
  alias,
  deploymentConfig: LambdaDeploymentConfig.CANARY_10PERCENT_10MINUTES,
  alarms: [errors, slow],
});

new CfnOutput(stack, 'Url', { value: api.url });
app.synth();
