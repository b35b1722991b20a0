import { AlarmRule, type CfnCompositeAlarm, CompositeAlarm, type IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

export interface GuardAlarmProps {
  readonly guardName: string;
  /** Such as `v12`. */
  readonly release: string;
  readonly logicalId: string;
  /** Any of these in ALARM rolls the release back. */
  readonly alarms: readonly IAlarm[];
  readonly runbookUrl: string;
}

/**
 * The composite alarm of a guard: in ALARM while any of its alarms is. The rule is made of ALARM(...) alone, so that alarms
 * which have no data yet, as on a first deployment, do not fire it.
 */
export class GuardAlarm extends CompositeAlarm {
  constructor(scope: Construct, id: string, props: GuardAlarmProps) {
    super(scope, id, {
      compositeAlarmName: `${props.guardName}-${props.release}`,
      alarmDescription: `ALARM means that ${props.guardName} stops the release and rolls it back. Runbook: ${props.runbookUrl}`,
      alarmRule: AlarmRule.anyOf(...props.alarms),
    });
    (this.node.defaultChild as CfnCompositeAlarm).overrideLogicalId(props.logicalId);
  }
}
