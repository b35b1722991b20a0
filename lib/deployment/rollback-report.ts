import { join } from 'node:path';
import { ArnFormat, Names, Stack } from 'aws-cdk-lib';
import { OpsItemSeverity, SsmAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { GuardAlarms } from '../alarms';
import { consoleUrl } from '../runbooks';
import { acknowledgeWildcards } from '../synthetics';
import { type Deployments, deploymentEvent, deploymentGroupNames } from './deployments';
import { GuardFunction } from './guard-function';
import { canaryArn } from './guard-hooks';
import type { Waits } from './waits';

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
  /** The deployments that it tells of. Of CodeDeploy's it has the versions, and the guard's alarm tells of one, too. */
  readonly deployments: Deployments;
  readonly logGroups: readonly string[];
  readonly canaries: readonly string[];
  readonly waits: Waits;
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
    const { guardName, deployments, webhookUrl } = props;
    this.topic = props.topic ?? new Topic(this, 'Topic', { enforceSSL: true });
    this.function = new GuardFunction(this, 'Report', {
      directory: join(__dirname, 'report'),
      handler: 'rollback-report',
      // A service's hook asks for it, and cannot wait for what refers to the service.
      ...(deployments.by === 'ecs' ? { functionName: Names.uniqueResourceName(this, { maxLength: 64 }) } : {}),
      description: `${guardName}: tells why a release did not get through`,
      environment: {
        ...props.waits.environment,
        GUARD_NAME: guardName,
        ...(deployments.by === 'codedeploy' ? { DEPLOYMENT_GROUPS: deploymentGroupNames(deployments) } : {}),
        CANARIES: props.canaries.join(','),
        LOG_GROUPS: props.logGroups.join(','),
        TOPIC_ARN: this.topic.topicArn,
        DASHBOARD_URL: consoleUrl(this, `dashboards/dashboard/${guardName}`),
        RUNBOOK_URL: props.runbookUrl,
        ...(webhookUrl === undefined ? {} : { WEBHOOK_URL: webhookUrl }),
      },
    });
    this.allow(props);
    this.on(
      'DeploymentFailed',
      `${guardName}: a deployment did not get through`,
      deploymentEvent(deployments, 'failed'),
    );
    if (deployments.by === 'codedeploy') {
      // Events of deployments are sent as well as can be; those of alarms are guaranteed.
      this.on('GuardFired', `${guardName}: the guard is in ALARM`, {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        detail: { alarmName: [props.alarms.standing.alarmName], state: { value: ['ALARM'] } },
      });
    }
    if (props.opsItem) props.alarms.standing.addAlarmAction(new SsmAction(OpsItemSeverity.HIGH));
  }

  private on(id: string, description: string, eventPattern: EventPattern): void {
    const targets = [new LambdaFunction(this.function, { retryAttempts: 10 })];
    new Rule(this, id, { description, eventPattern, targets });
  }

  private allow({ deployments, canaries, logGroups, waits }: Props): void {
    this.function.allow(
      [
        'codedeploy:GetDeployment',
        'codedeploy:ListDeployments',
        'codedeploy:ListDeploymentTargets',
        'codedeploy:BatchGetDeploymentTargets',
      ],
      deployments.by === 'codedeploy' ? deployments.groups.map((group) => group.deploymentGroupArn) : [],
    );
    this.function.allow(
      ['synthetics:GetCanaryRuns'],
      canaries.map((name) => canaryArn(this, name)),
    );
    const logs = logGroups.map((name) =>
      Stack.of(this).formatArn({
        service: 'logs',
        resource: 'log-group',
        resourceName: `${name}:*`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    );
    this.function.allow(['logs:FilterLogEvents'], logs);
    this.function.allow(['cloudwatch:DescribeAlarms'], ['*']);
    this.topic.grantPublish(this.function);
    waits.allow(this.function, ['scheduler:CreateSchedule', 'scheduler:DeleteSchedule']);
    acknowledgeWildcards(
      this.function.role ?? this.function,
      ['*', ...logs],
      'DescribeAlarms by prefix needs permission on all alarms; log streams are named by Lambda.',
    );
  }
}
