import { Dashboard, type IWidget, TextWidget, TextWidgetBackground } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { CandidateFunction, GuardAlarms } from '../alarms';
import { type RunbookLibrary, type RunbookNames, renderRunbook } from '../runbooks';
import { alarmStatus } from './alarm-status';
import { canaryWidgets, type DashboardCanary, isOfRuns } from './canary-widgets';
import { conditionWidgets } from './condition-widgets';
import { trafficByVersion } from './traffic-by-version';

export interface GuardDashboardProps {
  /** Also the dashboard's name, by which the alarms' descriptions link to it. */
  readonly guardName: string;
  readonly alarms: GuardAlarms;
  readonly functions: readonly CandidateFunction[];
  readonly canaries: readonly DashboardCanary[];
  readonly runbooks: RunbookLibrary;
  /** The pages to show. */
  readonly pages: readonly string[];
  /** What their commands name. */
  readonly names: RunbookNames;
  /** How traffic moves, in words. */
  readonly shift: string;
}

/**
 * What a guard sees, on one page: its alarms on top, traffic by version, each condition with its threshold and the baseline
 * beside the candidate, canary runs, and the runbooks with the names of this guard.
 */
export class GuardDashboard extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: GuardDashboardProps) {
    super(scope, id);
    const { guardName, alarms, functions, runbooks } = props;
    this.dashboard = new Dashboard(this, 'Resource', { dashboardName: guardName });
    this.add([
      new TextWidget({
        width: 24,
        height: 2,
        background: TextWidgetBackground.TRANSPARENT,
        markdown: `# ${guardName}\nTraffic shift: ${props.shift}. An alarm on top in ALARM stops the release and rolls it back.`,
      }),
    ]);
    this.add([alarmStatus(alarms)]);
    this.add(functions.map((fn) => trafficByVersion(fn, 24 / Math.min(functions.length, 3))));
    const ofRuns = props.canaries.length > 0 ? alarms.alarms.filter(isOfRuns) : [];
    this.add(conditionWidgets(alarms.alarms.filter((alarm) => !ofRuns.includes(alarm))));
    this.add(canaryWidgets(props.canaries, ofRuns));
    this.add(
      props.pages.map(
        (page) =>
          new TextWidget({ width: 12, height: 12, markdown: renderRunbook(runbooks.textOf(page), props.names).trim() }),
      ),
    );
  }

  /** Adds canaries that come later: those that wait for the service's address. */
  addCanaries(canaries: readonly DashboardCanary[]): void {
    this.add(canaryWidgets(canaries, []));
  }

  private add(widgets: readonly IWidget[]): void {
    if (widgets.length > 0) this.dashboard.addWidgets(...widgets);
  }
}
