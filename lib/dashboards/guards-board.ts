import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Alarm, AlarmStatusWidgetSortBy, Column, Dashboard, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { alarmStatus } from './alarm-status';
import { dashboardNameOf } from './dashboard-name';

/** What the board shows of a guard; a GuardedDeployment is one. */
export interface BoardGuard {
  readonly guardName: string;
}

export interface GuardsBoardProps {
  /** By name only, so that they may live in any stack of the account and Region. */
  readonly guards: readonly BoardGuard[];
  /** @default - `Guards-` and the Region, since an account has one list of dashboards for all Regions */
  readonly dashboardName?: string;
}

/** One board over all guards of an account: the state of each, those that fired first, with a link to its own dashboard. */
export class GuardsBoard extends Construct {
  readonly dashboard: Dashboard;

  /** @throws where there is no guard to show. */
  constructor(scope: Construct, id: string, { guards, dashboardName }: GuardsBoardProps) {
    super(scope, id);
    if (guards.length === 0) throw new Error(`${this.node.path}: guards is empty; a board shows at least one guard.`);
    this.dashboard = new Dashboard(this, 'Resource', {
      dashboardName: dashboardName ?? dashboardNameOf(this, 'Guards'),
    });
    const alarms = guards.map(({ guardName }) => Alarm.fromAlarmArn(this, guardName, this.alarmArn(guardName)));
    const states = alarmStatus('Guards: ALARM where the last release was rolled back', alarms, {
      width: 18,
      sortBy: AlarmStatusWidgetSortBy.STATE_UPDATED_TIMESTAMP,
    });
    this.dashboard.addWidgets(
      new Column(...states),
      new TextWidget({
        width: 6,
        height: states.reduce((sum, { height }) => sum + height, 0),
        markdown: guards
          .map(({ guardName }) => `- [${guardName}](#dashboards/dashboard/${dashboardNameOf(this, guardName)})`)
          .join('\n'),
      }),
    );
  }

  /** Of a guard's standing alarm, which has its name. */
  private alarmArn(guardName: string): string {
    return Stack.of(this).formatArn({
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: guardName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}
