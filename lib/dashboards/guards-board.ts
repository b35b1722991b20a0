import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Alarm, AlarmStatusWidget, Dashboard, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { consoleUrl } from '../runbooks';

/** What the board shows of a guard; a GuardedDeployment is one. */
export interface BoardGuard {
  readonly guardName: string;
}

export interface GuardsBoardProps {
  /** By name only, so that they may live in any stack of the account and Region. */
  readonly guards: readonly BoardGuard[];
  /** @default 'Guards' */
  readonly dashboardName?: string;
}

/** One board over all guards of an account: the state of each, with a link to its own dashboard. */
export class GuardsBoard extends Construct {
  readonly dashboard: Dashboard;

  /** @throws where there is no guard to show. */
  constructor(scope: Construct, id: string, { guards, dashboardName = 'Guards' }: GuardsBoardProps) {
    super(scope, id);
    if (guards.length === 0) throw new Error(`${this.node.path}: guards is empty; a board shows at least one guard.`);
    this.dashboard = new Dashboard(this, 'Resource', { dashboardName });
    const alarmArn = (alarmName: string) =>
      Stack.of(this).formatArn({
        service: 'cloudwatch',
        resource: 'alarm',
        resourceName: alarmName,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      });
    this.dashboard.addWidgets(
      new AlarmStatusWidget({
        title: 'Guards',
        width: 18,
        height: Math.max(4, Math.ceil(guards.length / 4) * 2),
        alarms: guards.map(({ guardName }) => Alarm.fromAlarmArn(this, guardName, alarmArn(guardName))),
      }),
      new TextWidget({
        width: 6,
        height: Math.max(4, Math.ceil(guards.length / 4) * 2),
        markdown: guards
          .map(({ guardName }) => `- [${guardName}](${consoleUrl(this, `dashboards/dashboard/${guardName}`)})`)
          .join('\n'),
      }),
    );
  }
}
