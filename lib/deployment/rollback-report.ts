import { join } from 'node:path';
import { Names } from 'aws-cdk-lib';
import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { GuardAlarms } from '../alarms';
import { consoleUrl } from '../runbooks';
import { deploymentEvent, deploymentGroupNames } from './deployments';
import { GuardFunction } from './guard-function';
import { allowQuestions, deployedStack, type ReportQuestions } from './report-permissions';
import type { Waits } from './waits';

export interface RollbackReportProps {
  /** Where the report is sent: text for people, JSON for programs. @default - a topic of its own, for subscribers to come */
  readonly topic?: ITopic;
  /**
   * A chat's incoming webhook, which takes `{ "text": … }`. Whoever has the address can write there, and whoever may read the
   * function's configuration can read it: see `webhookSecret`. @default - none
   */
  readonly webhookUrl?: string;
  /** A secret whose text is the address of a chat's incoming webhook: read when there is something to tell. @default - none */
  readonly webhookSecret?: ISecret;
  /** Opens an OpsItem in Systems Manager for a release that does not get through, one for each. @default false */
  readonly opsItem?: boolean;
}

interface Props extends RollbackReportProps, ReportQuestions {
  readonly guardName: string;
  readonly alarms: GuardAlarms;
  readonly waits: Waits;
  readonly runbookUrl: string;
  readonly dashboardName: string;
}

/**
 * Tells people why a release did not get through: who deployed what, which alarm with its datapoints, the canary's failed step and
 * its screenshot, the candidate's first error, the runbook. Once for each deployment, whichever of the events that tell of it come,
 * and however often; what cannot be had is said in it.
 */
export class RollbackReport extends Construct {
  readonly topic: ITopic;
  readonly function: GuardFunction;

  /** @throws where the chat has two addresses. */
  constructor(scope: Construct, id: string, props: Props) {
    super(scope, id);
    const { guardName, deployments, webhookUrl, webhookSecret } = props;
    if (webhookUrl !== undefined && webhookSecret !== undefined) {
      throw new Error(`${guardName}'s report has webhookUrl and webhookSecret; a chat has one address: leave one out.`);
    }
    // The guard's functions so far: its hooks, which alone know why they refused a release.
    const hooks = scope.node.findAll().flatMap((one) => (one instanceof GuardFunction ? [one.logs.logGroupName] : []));
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
        STACK_NAME: deployedStack(this).stackName,
        ALARM_ARN: props.alarms.standing.alarmArn,
        ...(deployments.by === 'codedeploy'
          ? { DEPLOYMENT_GROUPS: deploymentGroupNames(deployments) }
          : { CLUSTER: deployments.clusterName, SERVICE: deployments.serviceName }),
        CANARIES: props.canaries.join(','),
        LOG_GROUPS: props.logGroups.join(','),
        HOOK_LOG_GROUPS: hooks.join(','),
        TOPIC_ARN: this.topic.topicArn,
        DASHBOARD_URL: consoleUrl(this, `dashboards/dashboard/${props.dashboardName}`),
        RUNBOOK_URL: props.runbookUrl,
        ...(webhookUrl === undefined ? {} : { WEBHOOK_URL: webhookUrl }),
        ...(webhookSecret === undefined ? {} : { WEBHOOK_SECRET_ARN: webhookSecret.secretArn }),
        ...(props.opsItem ? { OPS_ITEM: 'true' } : {}),
      },
    });
    allowQuestions(this.function, { ...props, logGroups: [...props.logGroups, ...hooks] });
    this.topic.grantPublish(this.function);
    webhookSecret?.grantRead(this.function);
    // Its token is a schedule, as what it waits by.
    props.waits.allow(this.function, [
      'scheduler:CreateSchedule',
      'scheduler:UpdateSchedule',
      'scheduler:DeleteSchedule',
    ]);
    this.on(
      'DeploymentFailed',
      `${guardName}: a deployment did not get through`,
      deploymentEvent(deployments, 'failed'),
    );
    // Events of deployments are sent as well as can be; those of alarms are guaranteed.
    this.on('GuardFired', `${guardName}: the guard is in ALARM`, {
      source: ['aws.cloudwatch'],
      detailType: ['CloudWatch Alarm State Change'],
      detail: { alarmName: [props.alarms.standing.alarmName], state: { value: ['ALARM'] } },
    });
  }

  private on(id: string, description: string, eventPattern: EventPattern): void {
    const targets = [new LambdaFunction(this.function, { retryAttempts: 10 })];
    new Rule(this, id, { description, eventPattern, targets });
  }
}
