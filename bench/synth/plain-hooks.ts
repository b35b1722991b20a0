import { dirname, join } from 'node:path';
import { ArnFormat, Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import type { Alarm, CompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { LambdaApplication, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as Fn, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { bundledAsset, importable } from '../../lib/synthetics';
import type { PlainFunction } from './plain-function';

const HANDLERS = join(__dirname, '../../lib/deployment');
const START = ['synthetics:GetCanary', 'synthetics:GetCanaryRuns', 'synthetics:StartCanary'];

/**
 * A function of the guard itself. Its code is bundled in this process, as the guard's is: CDK's NodejsFunction would start a process for
 * each, and what is compared here are constructs.
 */
function handler(stack: Stack, id: string, file: string, description: string, environment: Record<string, string>) {
  const logGroup = new LogGroup(stack, `${id}Logs`, {
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = new Role(stack, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  const entry = join(HANDLERS, `${file}.handler`);
  const directory = dirname(entry);
  return new Fn(stack, id, {
    code: Code.fromAsset(
      directory,
      bundledAsset({
        source: `export { handler } from ${importable(entry)};`,
        directory,
        target: 'node24',
        external: ['@aws-sdk/*', '@smithy/*'],
      }),
    ),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    description,
    environment,
    timeout: Duration.minutes(2),
    memorySize: 256,
    logGroup,
    role,
  });
}

function allow(fn: Fn, actions: string[], resources: string[]): void {
  if (resources.length > 0) fn.addToRolePolicy(new PolicyStatement({ actions, resources }));
}

function canaryArns(stack: Stack, names: readonly string[]): string[] {
  return names.map((resourceName) =>
    stack.formatArn({
      service: 'synthetics',
      resource: 'canary',
      resourceName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    }),
  );
}

export interface PlainHooksProps {
  readonly functions: readonly PlainFunction[];
  readonly composite: CompositeAlarm;
  readonly inBake: readonly Alarm[];
  readonly pinned: readonly string[];
}

/** What CodeDeploy asks before and after the shift, and how it waits: by schedules. */
export class PlainHooks {
  readonly before: Fn;
  readonly after: Fn;
  readonly schedules: ScheduleGroup;
  private readonly scheduler: Role;
  private readonly environment: Record<string, string>;

  constructor(
    private readonly stack: Stack,
    private readonly props: PlainHooksProps,
  ) {
    const { composite, inBake, pinned } = props;
    const canaries = pinned.join(',');
    this.schedules = new ScheduleGroup(stack, 'Schedules', { removalPolicy: RemovalPolicy.DESTROY });
    this.scheduler = new Role(stack, 'SchedulerRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
    });
    this.environment = {
      SCHEDULE_GROUP: this.schedules.scheduleGroupName,
      SCHEDULER_ROLE_ARN: this.scheduler.roleArn,
    };
    this.before = handler(stack, 'Before', 'hooks/before-allow-traffic', 'Every pinned canary must pass', {
      ...this.environment,
      PINNED_CANARIES: canaries,
    });
    this.after = handler(stack, 'After', 'hooks/after-allow-traffic', 'Live canaries must pass', {
      ...this.environment,
      PINNED_CANARIES: canaries,
      PINNED_INTERVAL_SECONDS: '60',
      GUARD_ALARMS: composite.alarmName,
      BAKE_ALARMS: inBake.map(({ alarmName }) => alarmName).join(','),
      SETTLE_MINUTES: '4',
      BAKE_MINUTES: '5',
    });
    allow(this.before, START, canaryArns(stack, pinned));
    allow(this.after, ['synthetics:GetCanaryRuns'], canaryArns(stack, pinned));
    allow(this.after, ['cloudwatch:DescribeAlarms'], ['*']);
    this.letWait(this.before);
    this.letWait(this.after);
  }

  /** Runs these when all traffic has moved. */
  runAfterwards(live: readonly string[]): void {
    if (live.length === 0) return;
    this.after.addEnvironment('LIVE_CANARIES', live.join(','));
    allow(this.after, START, canaryArns(this.stack, live));
  }

  /** Stops the canaries at the end of a deployment, and tells why one did not get through. */
  afterDeployment(
    application: LambdaApplication,
    groups: readonly LambdaDeploymentGroup[],
    standing: CompositeAlarm,
  ): void {
    const { stack } = this;
    const { functions, pinned } = this.props;
    const arns = groups.map((group) => group.deploymentGroupArn);
    for (const hook of [this.before, this.after]) {
      allow(hook, ['codedeploy:PutLifecycleEventHookExecutionStatus'], arns);
    }
    const names = [application.applicationName, ...groups.map((group) => group.deploymentGroupName)].join(',');
    const stop = handler(stack, 'Stop', 'hooks/stop-canaries', 'Stops the canaries when a deployment has ended', {
      PINNED_CANARIES: pinned.join(','),
      DEPLOYMENT_GROUPS: names,
    });
    allow(stop, ['synthetics:GetCanary', 'synthetics:StopCanary'], canaryArns(stack, pinned));
    allow(stop, ['codedeploy:ListDeployments', 'codedeploy:GetDeployment'], arns);

    const topic = new Topic(stack, 'Topic', { enforceSSL: true });
    const report = handler(stack, 'Report', 'report/rollback-report', 'Tells why a release did not get through', {
      ...this.environment,
      GUARD_NAME: stack.stackName,
      DEPLOYMENT_GROUPS: names,
      CANARIES: pinned.join(','),
      LOG_GROUPS: functions.map(({ fn }) => `/aws/lambda/${fn.functionName}`).join(','),
      TOPIC_ARN: topic.topicArn,
      DASHBOARD_URL: `https://${stack.region}.console.aws.amazon.com/cloudwatch/home?region=${stack.region}#dashboards/dashboard/${stack.stackName}`,
      RUNBOOK_URL: 'https://wiki.example.com/runbooks/rolled-back',
    });
    allow(
      report,
      [
        'codedeploy:GetDeployment',
        'codedeploy:ListDeployments',
        'codedeploy:ListDeploymentTargets',
        'codedeploy:BatchGetDeploymentTargets',
      ],
      arns,
    );
    allow(report, ['synthetics:GetCanaryRuns'], canaryArns(stack, pinned));
    allow(
      report,
      ['logs:FilterLogEvents'],
      functions.map(({ fn }) => logsOf(stack, fn.functionName)),
    );
    allow(report, ['cloudwatch:DescribeAlarms'], ['*']);
    topic.grantPublish(report);
    this.letWait(report, 'scheduler:DeleteSchedule');
    this.before.addEnvironment('REPORT_FUNCTION_ARN', report.functionArn);
    this.before.addEnvironment('REPORT_AFTER_SECONDS', '1680');

    const ended = (...state: string[]) => ({
      source: ['aws.codedeploy'],
      detailType: ['CodeDeploy Deployment State-change Notification'],
      detail: {
        application: [application.applicationName],
        deploymentGroup: groups.map((group) => group.deploymentGroupName),
        state,
      },
    });
    const rules = [
      new Rule(stack, 'Ended', {
        description: 'A deployment has ended',
        eventPattern: ended('SUCCESS', 'FAILURE', 'STOP'),
        targets: [new LambdaFunction(stop, { retryAttempts: 3 })],
      }),
      new Rule(stack, 'Failed', {
        description: 'A deployment did not get through',
        eventPattern: ended('FAILURE', 'STOP'),
        targets: [new LambdaFunction(report, { retryAttempts: 10 })],
      }),
      new Rule(stack, 'Fired', {
        description: 'The guard is in ALARM',
        eventPattern: {
          source: ['aws.cloudwatch'],
          detailType: ['CloudWatch Alarm State Change'],
          detail: { alarmName: [standing.alarmName], state: { value: ['ALARM'] } },
        },
        targets: [new LambdaFunction(report, { retryAttempts: 10 })],
      }),
    ];
    // No deployment begins before these exist: it waits for the hook.
    this.before.node.defaultChild?.node.addDependency(stop, report, topic, ...rules);
  }

  private letWait(fn: Fn, ...further: string[]): void {
    const { stack, schedules } = this;
    const all = stack.formatArn({
      service: 'scheduler',
      resource: 'schedule',
      resourceName: `${schedules.scheduleGroupName}/*`,
    });
    allow(fn, ['scheduler:CreateSchedule', ...further], [all]);
    this.scheduler.grantPassRole(fn.grantPrincipal);
    this.scheduler.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [fn.functionArn] }),
    );
  }
}

function logsOf(stack: Stack, functionName: string): string {
  return stack.formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: `/aws/lambda/${functionName}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
