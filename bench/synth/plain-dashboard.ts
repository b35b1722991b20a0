import type { Stack } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Color,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
  type IWidget,
  TextWidget,
  TextWidgetBackground,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { LambdaApplication, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { outcomeRunbooks, RunbookLibrary, type RunbookNames, renderRunbook } from '../../lib/runbooks';
import { runs } from './plain-canary';
import type { PlainFunction } from './plain-function';
import type { PlainHooks } from './plain-hooks';

export interface PlainDashboardProps {
  readonly functions: readonly PlainFunction[];
  readonly composite: IAlarm;
  readonly alarms: readonly IAlarm[];
  readonly inBake: readonly IAlarm[];
  readonly pinned: readonly string[];
  readonly live: readonly string[];
  readonly hooks: PlainHooks;
  readonly application: LambdaApplication;
  readonly groups: readonly LambdaDeploymentGroup[];
}

/** The same widgets as a guard's board has, as CDK renders them. */
export function plainDashboard(stack: Stack, props: PlainDashboardProps): Dashboard {
  const { functions } = props;
  const dashboard = new Dashboard(stack, 'Dashboard', { dashboardName: stack.stackName });
  const add = (widgets: IWidget[]) => {
    if (widgets.length > 0) dashboard.addWidgets(...widgets);
  };
  add([
    new TextWidget({
      width: 24,
      height: 2,
      background: TextWidgetBackground.TRANSPARENT,
      markdown: `# ${stack.stackName}\nTraffic shift: 10 % for 10 minutes, then all. The guard in ALARM rolls it back.`,
    }),
  ]);
  const status = (title: string, alarms: readonly IAlarm[]) =>
    new AlarmStatusWidget({ title, width: 24, height: Math.ceil(alarms.length / 6) * 2, alarms: [...alarms] });
  add([status('The guard', [props.composite])]);
  add([status('What it is made of', props.alarms)]);
  add([status('In the bake', props.inBake)]);
  const graph = (title: string, left: IMetric[], threshold?: number, stacked?: boolean) =>
    new GraphWidget({
      title,
      width: 8,
      height: 6,
      left,
      stacked,
      leftAnnotations: threshold === undefined ? [] : [{ value: threshold, label: 'threshold', color: Color.RED }],
      ...(stacked ? {} : { leftYAxis: { min: 0 } }),
    });
  add(
    functions.map(({ id, metrics }) =>
      graph(`Requests a minute by version ${id}`, [metrics.requestsOfBaseline, metrics.requests], undefined, true),
    ),
  );
  add(
    functions.map(({ id, metrics }) => graph(`Error rate ${id}`, [metrics.errorRate, metrics.errorRateOfBaseline], 1)),
  );
  add(functions.map(({ id, metrics }) => graph(`Latency ${id}`, [metrics.latency, metrics.latencyOfAll], 800)));
  for (const [canaries, threshold] of [[props.pinned, 90], [props.live]] as const) {
    if (canaries.length === 0) continue;
    const shown = (metricName: 'SuccessPercent' | 'Duration') => canaries.map((name) => runs(name, metricName));
    add([
      graph('Canary runs that pass (%)', shown('SuccessPercent'), threshold),
      graph('Canary runs (ms)', shown('Duration')),
      new TextWidget({
        width: 6,
        height: 6,
        markdown: canaries.map((name) => `- [${name}](#synthetics:canary/detail/${name})`).join('\n'),
      }),
    ]);
  }
  add(pages(stack, props));
  return dashboard;
}

/** The runbooks, in the words that a guard's board has: a text is as long whoever puts it there. */
function pages(stack: Stack, props: PlainDashboardProps): IWidget[] {
  const { functions, groups, hooks, pinned } = props;
  const library = RunbookLibrary.of(stack, { dashboardName: stack.stackName });
  const rows = functions.map(({ fn }, index) => ({
    FUNCTION: fn.functionName,
    LOG_GROUP: `/aws/lambda/${fn.functionName}`,
    GROUP: groups[index]?.deploymentGroupName ?? '',
  }));
  const many = rows.length > 3;
  const each = (of: (row: (typeof rows)[number]) => string, name: string) => (many ? `$${name}` : rows.map(of));
  const names: RunbookNames = {
    target: 'functions',
    guard: stack.stackName,
    dashboard: stack.stackName,
    stack: stack.stackName,
    application: props.application.applicationName,
    alias: many ? 'live' : rows.map(() => 'live'),
    function: each((row) => row.FUNCTION, 'FUNCTION'),
    'log-group': each((row) => row.LOG_GROUP, 'LOG_GROUP'),
    group: each((row) => row.GROUP, 'GROUP'),
    canary: many ? '$CANARY' : pinned,
    'before-log-group': hooks.before.logGroup.logGroupName,
    'after-log-group': hooks.after.logGroup.logGroupName,
    'schedule-group': hooks.schedules.scheduleGroupName,
  };
  const lines = [
    ...rows.map((row) =>
      Object.entries(row)
        .map(([name, value]) => `${name}=${value}`)
        .join(' '),
    ),
    ...pinned.map((name) => `CANARY=${name}`),
  ];
  return [
    ...(many
      ? [new TextWidget({ width: 24, height: 24, markdown: `# Names\n\n\`\`\`sh\n${lines.join('\n')}\n\`\`\`` })]
      : []),
    ...[...outcomeRunbooks('functions'), 'error-rate', 'latency', 'synthetic-success'].map(
      (page) => new TextWidget({ width: 12, height: 12, markdown: renderRunbook(library.textOf(page), names).trim() }),
    ),
  ];
}
