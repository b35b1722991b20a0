import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from '../synthetics';
import type { GuardFunction } from './guard-function';

/**
 * How the guard's functions wait: by a schedule that invokes them again, later. The schedules lie in a group of the guard, which
 * goes with the stack and takes them along.
 */
export class Waits extends Construct {
  readonly group: ScheduleGroup;
  /** As whom EventBridge Scheduler invokes the functions. */
  readonly role: Role;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.group = new ScheduleGroup(this, 'Group', { removalPolicy: RemovalPolicy.DESTROY });
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
  }

  /** What a function that waits has in its environment. */
  get environment(): Readonly<Record<string, string>> {
    return { SCHEDULE_GROUP: this.group.scheduleGroupName, SCHEDULER_ROLE_ARN: this.role.roleArn };
  }

  /** Lets a function have itself invoked again. */
  allow(fn: GuardFunction, actions: readonly string[] = ['scheduler:CreateSchedule']): void {
    const schedules = Stack.of(this).formatArn({
      service: 'scheduler',
      resource: 'schedule',
      resourceName: `${this.group.scheduleGroupName}/*`,
    });
    fn.allow([...actions], [schedules]);
    this.role.grantPassRole(fn.grantPrincipal);
    this.role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [fn.knownArn] }));
    acknowledgeWildcards(
      fn.role ?? fn,
      [schedules],
      "Schedules are named after deployments, in a group that is this guard's alone.",
    );
  }
}
