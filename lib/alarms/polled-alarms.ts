import { Annotations } from 'aws-cdk-lib';
import type { IAlarmRef } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { CandidateFunction } from './candidate';
import type { Rule } from './rule';
import { SignalAlarm } from './signal-alarm';

/** The most that a deployment group takes: the page of quotas, and what the API's own pages still say. */
const QUOTA = 50;
const OLDER_QUOTA = 10;

export interface PolledAlarmsProps {
  readonly guardName: string;
  readonly composite: IAlarmRef;
  /** What the composite alarm is made of. */
  readonly rule: Rule;
}

/**
 * What the deployment groups of a guard poll. Whether CodeDeploy reads composite alarms is nowhere documented. A plain OR is the
 * same condition in both forms, so a group gets both; any other rule is the composite's alone.
 */
export class PolledAlarms {
  constructor(
    private readonly scope: Construct,
    private readonly props: PolledAlarmsProps,
  ) {}

  /**
   * The alarms of one deployment group: the composite and its children, all of them where every account's quota takes so many, else
   * those on the group's own function and those on none in particular.
   * @param fn that the group shifts. @default - all that the guard has
   * @throws where CodeDeploy takes fewer than there are
   */
  for(fn?: Pick<CandidateFunction, 'label'>): readonly IAlarmRef[] {
    const { composite, rule, guardName } = this.props;
    if (!rule.isAnyOf) {
      this.warn(
        'composite-alone',
        `${guardName}'s rule is no plain OR, so its deployment group has the composite alarm alone. That CodeDeploy reads ` +
          'composite alarms is an assumption: AWS documents it for rollback triggers only. Try it once in AWS.',
      );
      return [composite];
    }
    const all = [composite, ...rule.alarms];
    const own = all.filter((alarm) => fn === undefined || !isOfAnother(alarm, fn));
    if (all.length <= OLDER_QUOTA || own.length === all.length) return this.refuseBeyondQuota(all);
    this.warn(
      'alarms-by-function',
      `${guardName} has ${all.length} alarms with the composite, and every account takes ${OLDER_QUOTA} in a deployment group: each ` +
        "group has the composite and the alarms on its own function. That one function's alarm also stops the others rests on " +
        'CodeDeploy reading composite alarms, which AWS documents for rollback triggers only. Try it once in AWS, or give each ' +
        'function a guard of its own.',
    );
    return this.refuseBeyondQuota(own);
  }

  private refuseBeyondQuota(polled: readonly IAlarmRef[]): readonly IAlarmRef[] {
    const { guardName } = this.props;
    if (polled.length > QUOTA) {
      throw new Error(
        `${guardName} has ${polled.length} alarms with the composite; CodeDeploy takes ${QUOTA} in a deployment group. ` +
          'Make some advisory, or give fewer canaries to one guard.',
      );
    }
    if (polled.length > OLDER_QUOTA) {
      this.warn(
        'alarm-quota',
        `${guardName} has ${polled.length} alarms with the composite. The quota for a deployment group is ${QUOTA}, but some ` +
          `pages of AWS still say ${OLDER_QUOTA}: see the account's quota before the first deployment.`,
      );
    }
    return polled;
  }

  private warn(id: string, message: string): void {
    Annotations.of(this.scope).addWarningV2(`aviary:${id}`, message);
  }
}

function isOfAnother(alarm: IAlarmRef, { label }: Pick<CandidateFunction, 'label'>): boolean {
  if (!(alarm instanceof SignalAlarm)) return false;
  const { fn } = alarm.condition;
  return fn !== undefined && fn.label !== label;
}
