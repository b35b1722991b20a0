import { type CfnCompositeAlarm, CompositeAlarm, type IAlarmRule } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { alarmName } from './alarm-name';
import { description } from './description';

export interface GuardAlarmProps {
  readonly guardName: string;
  /** Such as `v12`. */
  readonly release: string;
  readonly logicalId: string;
  /** When the release is stopped. */
  readonly rule: IAlarmRule;
  readonly runbookUrl: string;
}

/**
 * The composite alarm of a guard: in ALARM, it stops the release. Its rule cannot hold while no alarm has data, as on a
 * first deployment.
 */
export class GuardAlarm extends CompositeAlarm {
  constructor(scope: Construct, id: string, props: GuardAlarmProps) {
    super(scope, id, {
      compositeAlarmName: alarmName(props.guardName, props.release),
      alarmDescription: description(
        `ALARM means that ${props.guardName} stops the release and rolls it back. Runbook: ${props.runbookUrl}`,
      ),
      alarmRule: props.rule,
    });
    (this.node.defaultChild as CfnCompositeAlarm).overrideLogicalId(props.logicalId);
  }
}
