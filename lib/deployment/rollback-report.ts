import { ArnFormat, Stack } from 'aws-cdk-lib';
import { OpsItemSeverity, SsmAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { LambdaApplication, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { type IRuleTarget, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { GuardAlarms } from '../alarms';
import { consoleUrl } from '../runbooks';
import { acknowledgeWildcards } from '../synthetics';
import { GuardFunction } from './guard-function';
import { canaryArn } from './guard-hooks';
import type { GuardedFunction } from './guarded-function';

export interface RollbackReportProps {
  /** Where the report is sent: text for people, JSON for programs. @default - a topic of its own, for subscribers to come */
  readonly topic?: ITopic;
  /** A chat's incoming webhook, which takes `{ "text": … }`. Whoever has the address can write there. @default - none */
  readonly webhookUrl?: string;
  /** Opens an OpsItem in Systems Manager when the guard stops a release. @default false */
  readonly opsItem?: boolean;
}

interface Props extends RollbackReportProps {
  readonly guardName: string;
  readonly alarms: GuardAlarms;
  readonly application: LambdaApplication;
  readonly groups: readonly LambdaDeploymentGroup[];
  readonly functions: readonly GuardedFunction[];
  readonly canaries: readonly string[];
  readonly scheduleGroup: ScheduleGroup;
  readonly schedulerRole: Role;
  readonly runbookUrl: string;
}

/**
 * Tells people why a release did not get through: which alarm and its datapoints, the canary's failed run, the versions, the
 * candidate's first error, the runbook. Once for each deployment, whichever of the events that tell of it come, and however often.
 */
export class RollbackReport extends Construct {
  readonly topic: ITopic;
  readonly function: GuardFunction;

  constructor(scope: Construct, id: string, props: Props) {
    super(scope, id);
    this.topic = props.topic ?? new Topic(this, 'Topic', { enforceSSL: true });
    this.function = new GuardFunction(this, 'Report', {
      directory: 'report',
      handler: 'rollback-report',
      description: `${props.guardName}: tells why a release did not get through`,
      environment: {
        GUARD_NAME: props.guardName,
        DEPLOYMENT_GROUPS: [
          props.application.applicationName,
          ...props.groups.map((group) => group.deploymentGroupName),
        ].join(','),
        CANARIES: props.canaries.join(','),
        LOG_GROUPS: props.functions.map((fn) => fn.logGroupName).join(','),
        TOPIC_ARN: this.topic.topicArn,
        SCHEDULE_GROUP: props.scheduleGroup.scheduleGroupName,
        SCHEDULER_ROLE_ARN: props.schedulerRole.roleArn,
        DASHBOARD_URL: consoleUrl(this, `dashboards/dashboard/${props.guardName}`),
        RUNBOOK_URL: props.runbookUrl,
        ...(props.webhookUrl === undefined ? {} : { WEBHOOK_URL: props.webhookUrl }),
      },
    });
    this.allow(props);
    const target: IRuleTarget = new LambdaFunction(this.function, { retryAttempts: 10 });
    new Rule(this, 'DeploymentFailed', {
      description: `${props.guardName}: a deployment was stopped or failed`,
      eventPattern: {
        source: ['aws.codedeploy'],
        detailType: ['CodeDeploy Deployment State-change Notification'],
        detail: { application: [props.application.applicationName], state: ['FAILURE', 'STOP'] },
      },
      targets: [target],
    });
    // CodeDeploy's events are sent as well as can be; those of alarms are guaranteed.
    new Rule(this, 'GuardFired', {
      description: `${props.guardName}: the guard is in ALARM`,
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        detail: { alarmName: [props.alarms.standing.alarmName], state: { value: ['ALARM'] } },
      },
      targets: [target],
    });
    if (props.opsItem) props.alarms.standing.addAlarmAction(new SsmAction(OpsItemSeverity.HIGH));
  }

  private allow(props: Props): void {
    const groups = props.groups.map((group) => group.deploymentGroupArn);
    this.function.allow(
      [
        'codedeploy:GetDeployment',
        'codedeploy:ListDeployments',
        'codedeploy:ListDeploymentTargets',
        'codedeploy:BatchGetDeploymentTargets',
      ],
      groups,
    );
    this.function.allow(
      ['synthetics:GetCanaryRuns'],
      props.canaries.map((name) => canaryArn(this, name)),
    );
    const logGroups = props.functions.map((fn) =>
      Stack.of(this).formatArn({
        service: 'logs',
        resource: 'log-group',
        resourceName: `${fn.logGroupName}:*`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    );
    this.function.allow(['logs:FilterLogEvents'], logGroups);
    this.function.allow(['cloudwatch:DescribeAlarms'], ['*']);
    const schedules = Stack.of(this).formatArn({
      service: 'scheduler',
      resource: 'schedule',
      resourceName: `${props.scheduleGroup.scheduleGroupName}/*`,
    });
    this.function.allow(['scheduler:CreateSchedule', 'scheduler:DeleteSchedule'], [schedules]);
    this.topic.grantPublish(this.function);
    props.schedulerRole.grantPassRole(this.function.grantPrincipal);
    props.schedulerRole.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.function.functionArn] }),
    );
    acknowledgeWildcards(
      this.function.role ?? this.function,
      ['*', schedules, ...logGroups],
      "Schedules are named after deployments, in a group that is this guard's alone; log streams are named by Lambda; " +
        'DescribeAlarms by prefix needs permission on all alarms.',
    );
  }
}
