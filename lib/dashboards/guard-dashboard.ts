import {
  AlarmStatusWidgetSortBy,
  Column,
  Dashboard,
  type IWidget,
  Row,
  TextWidget,
  TextWidgetBackground,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { CandidateFunction, CandidateTargetGroup, GuardAlarms } from '../alarms';
import { alarmStatus } from './alarm-status';
import { canaryWidgets, type DashboardCanary, isOfRuns } from './canary-widgets';
import { conditionWidgets } from './condition-widgets';
import { type RunbookPagesProps, runbookPages } from './runbook-pages';
import { targetGroupTraffic, trafficByVersion } from './traffic-by-version';

export interface GuardDashboardProps extends RunbookPagesProps {
  readonly guardName: string;
  /** By which the alarms' descriptions link to it: see `dashboardNameOf`. */
  readonly dashboardName: string;
  readonly alarms: GuardAlarms;
  readonly functions: readonly CandidateFunction[];
  readonly canaries: readonly DashboardCanary[];
  /** Behind a load balancer. @default - none */
  readonly targetGroups?: readonly CandidateTargetGroup[];
  /** How traffic moves, in words. */
  readonly shift: string;
}

/**
 * What a guard sees, on one page: its alarms on top, traffic by version, each condition with its threshold and the baseline
 * beside the candidate, canary runs, and the runbooks with the names of this guard.
 */
export class GuardDashboard extends Construct {
  readonly dashboard: Dashboard;
  /** Above the runbooks, also for those that come later. */
  private readonly canaryRuns = new Column();

  constructor(scope: Construct, id: string, props: GuardDashboardProps) {
    super(scope, id);
    const { guardName, dashboardName, alarms, functions, targetGroups = [] } = props;
    this.dashboard = new Dashboard(this, 'Resource', { dashboardName });
    this.add([
      new TextWidget({
        width: 24,
        height: 2,
        background: TextWidgetBackground.TRANSPARENT,
        markdown: `# ${guardName}\nTraffic shift: ${props.shift}. The guard in ALARM stops the release and rolls it back. What to do then: the pages at the end of this board.`,
      }),
    ]);
    // CloudWatch sorts the alarms of a widget by their names: the one that decides would lie among its children.
    this.add(alarmStatus('The guard', [alarms.composite], { width: 24 }));
    const firedFirst = { width: 24, sortBy: AlarmStatusWidgetSortBy.STATE_UPDATED_TIMESTAMP };
    this.add(alarmStatus('What it is made of', alarms.alarms, firedFirst));
    this.add(alarmStatus('In the bake, when the candidate has all traffic', alarms.inBake, firedFirst));
    const width = 24 / Math.min(Math.max(functions.length, targetGroups.length), 3);
    this.add(functions.map((fn) => trafficByVersion(fn, width)));
    this.add(targetGroups.map((group) => targetGroupTraffic(group, width)));
    const ofRuns = props.canaries.length > 0 ? alarms.alarms.filter(isOfRuns) : [];
    this.add(conditionWidgets(alarms.alarms.filter((alarm) => !ofRuns.includes(alarm))));
    this.addCanaryRuns(canaryWidgets(props.canaries, ofRuns));
    this.add([this.canaryRuns]);
    this.add(runbookPages(props));
  }

  /** Adds canaries that come later: those that wait for the service's address. */
  addCanaries(canaries: readonly DashboardCanary[]): void {
    this.addCanaryRuns(canaryWidgets(canaries, []));
  }

  private addCanaryRuns(widgets: readonly IWidget[]): void {
    if (widgets.length > 0) this.canaryRuns.addWidget(new Row(...widgets));
  }

  private add(widgets: readonly IWidget[]): void {
    if (widgets.length > 0) this.dashboard.addWidgets(...widgets);
  }
}
