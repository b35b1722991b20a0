import type { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { alarmName } from './alarm-name';
import { description } from './description';
import type { Condition, Signal } from './signal';

export interface SignalAlarmProps {
  /** Begins the alarm's name, such as `Storefront-Guard`. */
  readonly guardName: string;
  /** The alarm's logical id: what a person reads in the template, and names in a scenario. */
  readonly logicalId: string;
  readonly signal: Signal;
  readonly condition: Condition;
  /** The address of the page for whoever is paged. */
  readonly runbookUrl: string;
}

/**
 * The metric alarm of one condition. Its name carries the version that it watches, so that each release gets a new alarm:
 * one that is updated in place keeps its state, and an alarm left red by the version in production would stop its fix.
 */
export class SignalAlarm extends Alarm {
  /** Shown and reported, never a reason to roll back. */
  readonly advisory: boolean;
  readonly condition: Condition;
  readonly signal: Signal;

  constructor(scope: Construct, id: string, props: SignalAlarmProps) {
    const { condition, signal, guardName } = props;
    super(scope, id, {
      alarmName: alarmName(guardName, condition.id, condition.release),
      alarmDescription: description(
        `ALARM means that ${condition.means}` +
          `${signal.advisory ? ' (advisory: it rolls nothing back)' : `: ${guardName} rolls the release back`}. ` +
          `Runbook: ${props.runbookUrl}`,
      ),
      metric: condition.metric,
      comparisonOperator: condition.comparison,
      threshold: condition.threshold,
      evaluationPeriods: condition.evaluationPeriods,
      datapointsToAlarm: condition.datapointsToAlarm,
      treatMissingData: condition.treatMissingData,
    });
    this.advisory = signal.advisory;
    this.condition = condition;
    this.signal = signal;
    (this.node.defaultChild as CfnAlarm).overrideLogicalId(props.logicalId);
  }
}
