import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmRule,
  AlarmStatusWidget,
  ComparisonOperator,
  CompositeAlarm,
  Dashboard,
  GraphWidget,
  type IAlarm,
  Metric,
  TextWidget,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaApplication, LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Alias, Function as Fn } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { hookFunction, plainCanary, plainTarget } from './plain-parts';

export interface PlainGuardProps {
  readonly functions: readonly Fn[];
  /** A directory with the canaries' index.js. */
  readonly canaryCode: string;
  /** Name of a canary → the place of its function in `functions`. */
  readonly canaries: Readonly<Record<string, number>>;
}

/** What GuardedDeployment makes, written out with CDK's own constructs: the measure of what its convenience costs. */
export function plainGuard(stack: Stack, props: PlainGuardProps): { live: Alias[]; artifacts: Bucket } {
  const artifacts = new Bucket(stack, 'Artifacts', {
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    lifecycleRules: [{ expiration: Duration.days(30) }],
    removalPolicy: RemovalPolicy.DESTROY,
    autoDeleteObjects: true,
  });
  const topic = new Topic(stack, 'Topic', { enforceSSL: true });
  const group = new ScheduleGroup(stack, 'Waits');
  const schedulerRole = new Role(stack, 'SchedulerRole', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com'),
  });
  const hook = (id: string) => hookFunction(stack, id, topic, group);
  const [before, after, stop, report] = [hook('Before'), hook('After'), hook('Stop'), hook('Report')];
  for (const fn of [before, after, report]) {
    schedulerRole.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [fn.functionArn] }));
  }
  const application = new LambdaApplication(stack, 'Application');
  const targets = props.functions.map((fn, index) => plainTarget(stack, fn, index));
  const canaryAlarms = Object.entries(props.canaries).map(([name, index]) => {
    const url = targets[index]?.url.url ?? '';
    plainCanary(stack, `Pinned${name}`, name, url, props.canaryCode, artifacts);
    return new Alarm(stack, `Success${name}`, {
      alarmDescription: `canary ${name} fails. Runbook: runbooks/synthetic-success.md`,
      metric: new Metric({
        namespace: 'CloudWatchSynthetics',
        metricName: 'SuccessPercent',
        dimensionsMap: { CanaryName: name },
        period: Duration.minutes(1),
      }),
      threshold: 90,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  });
  const alarms: IAlarm[] = [...targets.flatMap((target) => target.alarms), ...canaryAlarms];
  const composite = new CompositeAlarm(stack, 'Composite', { alarmRule: AlarmRule.anyOf(...alarms) });
  const standing = new CompositeAlarm(stack, 'Standing', { alarmRule: AlarmRule.anyOf(composite) });
  for (const { live, index } of targets) {
    new LambdaDeploymentGroup(stack, `DeploymentGroup${index}`, {
      application,
      alias: live,
      deploymentConfig: LambdaDeploymentConfig.CANARY_10PERCENT_10MINUTES,
      alarms: [composite],
      autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
      preHook: before,
      postHook: after,
    });
  }
  const codedeploy = { source: ['aws.codedeploy'], detail: { application: [application.applicationName] } };
  new Rule(stack, 'Ended', { eventPattern: codedeploy, targets: [new LambdaFunction(stop)] });
  new Rule(stack, 'Failed', { eventPattern: codedeploy, targets: [new LambdaFunction(report)] });
  new Rule(stack, 'Fired', {
    eventPattern: { source: ['aws.cloudwatch'], detail: { alarmName: [standing.alarmName] } },
    targets: [new LambdaFunction(report)],
  });
  new Dashboard(stack, 'Dashboard', {
    widgets: [
      [new TextWidget({ markdown: '# Guard' }), new AlarmStatusWidget({ alarms: [standing, ...alarms] })],
      ...targets.map(({ metrics }) => metrics.map((metric) => new GraphWidget({ left: [metric] }))),
    ],
  });
  return { live: targets.map(({ live }) => live), artifacts };
}
