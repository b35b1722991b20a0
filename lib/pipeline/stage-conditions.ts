import { CfnPipeline, type Pipeline } from 'aws-cdk-lib/aws-codepipeline';
import type { DeploymentWindow } from './deployment-window';

/** An alarm by name, with the Region where it is not the pipeline's, and the role where its account is another. */
export interface EntryAlarm {
  readonly name: string;
  readonly region?: string;
  readonly roleArn?: string;
}

/** When a stage may be entered, and what CodePipeline does when anything in it fails. */
export interface StageConditions {
  readonly stageName: string;
  readonly alarms: readonly EntryAlarm[];
  readonly waitMinutes: number;
  readonly window?: DeploymentWindow;
  readonly rollback: boolean;
}

/** CodePipeline takes one condition in a list, and five rules in a condition. */
const MAX_RULES = 5;

/**
 * Writes a stage's conditions into the pipeline's template: `aws-cdk-lib/pipelines` has no property for them.
 *
 * What AWS documents of the CloudWatchAlarm rule contradicts itself: API_Condition has the result follow where the rules hold,
 * the user guide where one fails. Taken here is what the rule's own page says of entry conditions: an alarm in ALARM is waited
 * for, fails the rule after `WaitTime` (in minutes), and then the result, FAIL, keeps the execution out; any other state lets
 * it in at once. Whether the rule reads composite alarms is not documented either. The stage's first action asks again and
 * assumes neither.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-CloudWatchAlarm.html
 * @throws where CodePipeline takes fewer rules
 */
export function writeStageConditions(pipeline: Pipeline, conditions: StageConditions): void {
  const { stageName, rollback } = conditions;
  const index = pipeline.stages.findIndex((stage) => stage.stageName === stageName);
  const resource = pipeline.node.defaultChild;
  if (index < 0 || !(resource instanceof CfnPipeline)) throw new Error(`The pipeline has no stage ${stageName}.`);
  const rules = rulesOf(conditions);
  if (rules.length > MAX_RULES) {
    throw new Error(
      `${stageName} has ${rules.length} rules before it, its alarms and its window; CodePipeline takes ${MAX_RULES}. Put the ` +
        'alarms under one composite alarm, or make a second wave.',
    );
  }
  if (rules.length > 0) {
    resource.addPropertyOverride(`Stages.${index}.BeforeEntry`, { Conditions: [{ Result: 'FAIL', Rules: rules }] });
  }
  if (rollback) resource.addPropertyOverride(`Stages.${index}.OnFailure`, { Result: 'ROLLBACK' });
}

function rulesOf({ stageName, alarms, waitMinutes, window }: StageConditions): object[] {
  const rules = alarms.map((alarm, index) => ({
    ...rule(`${stageName}-alarm-${index + 1}`, 'CloudWatchAlarm', {
      AlarmName: alarm.name,
      AlarmStates: 'ALARM',
      WaitTime: String(waitMinutes),
    }),
    ...(alarm.region === undefined ? {} : { Region: alarm.region }),
    ...(alarm.roleArn === undefined ? {} : { RoleArn: alarm.roleArn }),
  }));
  if (window === undefined) return rules;
  const { expression: Cron, timeZone: TimeZone } = window;
  return [...rules, rule(`${stageName}-window`, 'DeploymentWindow', { Cron, TimeZone })];
}

function rule(name: string, provider: string, configuration: Record<string, string>): object {
  return {
    Name: name.replace(/[^A-Za-z0-9.@_-]/g, '-'),
    RuleTypeId: { Category: 'Rule', Owner: 'AWS', Provider: provider, Version: '1' },
    Configuration: configuration,
  };
}
