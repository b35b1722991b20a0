import { type CfnCompositeAlarm, CompositeAlarm, type IAlarmRef } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { description } from './description';
import { anyOf } from './rule';

export interface StandingAlarmProps {
  readonly guardName: string;
  readonly logicalId: string;
  readonly composite: IAlarmRef;
  readonly runbookUrl: string;
}

/**
 * The guard's state under a name that no release changes. CodeDeploy does not look at it: an alarm that is updated in place
 * keeps its state until its rule is evaluated again.
 */
export class StandingAlarm extends CompositeAlarm {
  constructor(scope: Construct, id: string, props: StandingAlarmProps) {
    super(scope, id, {
      compositeAlarmName: props.guardName,
      alarmDescription: description(
        `ALARM means that ${props.guardName} stopped its last release and rolled it back. Runbook: ${props.runbookUrl}`,
      ),
      alarmRule: anyOf(props.composite),
    });
    (this.node.defaultChild as CfnCompositeAlarm).overrideLogicalId(props.logicalId);
  }
}
