import { Annotations, Duration, Stack } from 'aws-cdk-lib';
import { MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type Candidate, GuardAlarms } from '../alarms';
import { dashboardNameOf, GuardDashboard } from '../dashboards';
import { outcomeRunbooks, RunbookLibrary } from '../runbooks';
import { type CanaryUse, canaryCost } from '../synthetics';
import { CanaryStop } from './canary-stop';
import { guardNameOf, logicalIdPrefix } from './guard-name';
import { guardOutputs } from './guard-outputs';
import { requestsPerMinuteOf, type StackGuardProps } from './guard-props';
import { LiveCanaries, type LiveCanariesProps } from './live-canaries';
import { rollbackConfiguration } from './long-bake';
import { PinnedCanaries } from './pinned-canaries';
import { refuseFullStack } from './refuse-full-stack';
import { RollbackReport, type RollbackReportProps } from './rollback-report';
import type { Protection, Target } from './targets/target';

/** What a target is made of, besides its own props. */
export interface TargetParts {
  /** Where its constructs belong. */
  readonly guard: Construct;
  readonly guardName: string;
}

/**
 * A deployment guard, whatever it deploys to: canaries, signals on the candidate alone, one composite alarm over them, the way
 * back, a dashboard, a report, and runbooks. `Target` has what differs from platform to platform.
 */
export abstract class Guard<T extends Target<P>, P extends Protection = Protection> extends Construct {
  readonly guardName: string;
  /** The composite alarm, and the alarms that it is made of. */
  readonly alarms: GuardAlarms;
  /** What the guard sees; not there where the props leave it out. */
  readonly dashboard?: GuardDashboard;
  /** Who is told when a release does not get through; not there where the props leave it out. */
  readonly report?: RollbackReport;
  protected readonly target: T;
  protected readonly protection: P;
  private readonly dashboardName: string;

  /** @throws where a value is none that AWS takes. What cannot work together is an error of synth. */
  protected constructor(
    scope: Construct,
    id: string,
    private readonly guardProps: StackGuardProps,
    targetOf: (parts: TargetParts) => T,
  ) {
    super(scope, id);
    requestsPerMinuteOf(guardProps);
    const guardName = guardNameOf(this, guardProps.guardName);
    this.dashboardName = dashboardNameOf(this, guardName);
    const runbooks = RunbookLibrary.of(this, { baseUrl: guardProps.runbooks, dashboardName: this.dashboardName });
    const target = targetOf({ guard: this, guardName });
    this.guardName = guardName;
    this.target = target;
    const pinned = new PinnedCanaries(this, 'Pinned', {
      guardName,
      canaries: guardProps.canaries ?? [],
      pathOf: (canary) => target.pathOf(canary),
      servedBy: (canary) => target.servedBy(canary),
      limit: target.longest,
    });
    const candidate = target.candidate([
      ...pinned.candidates,
      ...(guardProps.existingCanaries ?? []).map((canary) => canary.candidate),
    ]);
    this.alarms = new GuardAlarms(this, 'Alarms', {
      guardName,
      candidate,
      signals: guardProps.signals,
      rule: guardProps.rule,
      bakes: target.bakes,
      runbooks,
      outcome: outcomeRunbooks(target.platform)[0],
      logicalIdPrefix: logicalIdPrefix(this),
    });
    this.protection = target.protect(this.alarms, pinned);
    if (guardProps.report !== false) this.report = this.reportOf(guardProps.report, candidate, runbooks);
    const watching = [this.stopOf(pinned), this.report].filter((one) => one !== undefined);
    // What counts lines of a log: no alarm refers to it.
    const filters = this.alarms.node.findAll().filter((child) => child instanceof MetricFilter);
    // What watches a service of ECS refers to it; the service cannot wait for that.
    this.protection.waitFor(pinned, ...filters, ...(this.protection.deployments.by === 'ecs' ? [] : watching));
    if (guardProps.dashboard !== false) this.dashboard = this.board(candidate, runbooks);
    refuseFullStack(this);
    this.review();
    this.sayCost('Canaries of a deployment', {
      type: 'deployments',
      intervals: pinned.candidates.map((canary) => canary.interval),
      deployment: target.usual,
    });
    this.output();
  }

  /** Runs the scripts against the service itself, after each deployment, and on a schedule where one is given. */
  protected liveCanaries(props: LiveCanariesProps): LiveCanaries {
    const live = new LiveCanaries(this, 'LiveCanaries', {
      ...props,
      guardName: this.guardName,
      canaries: this.guardProps.canaries ?? [],
    });
    this.protection.runAfterwards(live.canaries.map((canary) => canary.canaryName));
    this.dashboard?.addCanaries(live.canaries);
    this.sayCost('Live canaries', live.use);
    return live;
  }

  private reportOf(
    report: RollbackReportProps | undefined,
    candidate: Candidate,
    runbooks: RunbookLibrary,
  ): RollbackReport {
    const made = new RollbackReport(this, 'RollbackReport', {
      ...report,
      guardName: this.guardName,
      dashboardName: this.dashboardName,
      alarms: this.alarms,
      deployments: this.protection.deployments,
      logGroups: this.protection.logGroups,
      canaries: candidate.canaries.map((canary) => canary.canaryName),
      waits: this.protection.waits,
      runbookUrl: runbooks.urlOf(outcomeRunbooks(this.target.platform)[0]),
    });
    this.protection.reportLater(made.function, this.target.usual.plus(Duration.minutes(10)));
    return made;
  }

  /** A guard without canaries has none to stop. */
  private stopOf(pinned: PinnedCanaries): CanaryStop | undefined {
    if (pinned.names.length === 0) return undefined;
    return new CanaryStop(this, 'AfterDeployment', {
      guardName: this.guardName,
      deployments: this.protection.deployments,
      pinnedCanaries: pinned.names,
    });
  }

  private board(candidate: Candidate, runbooks: RunbookLibrary): GuardDashboard {
    const canary = candidate.canaries.map(({ canaryName }) => canaryName);
    const outcomes = outcomeRunbooks(this.target.platform, { canaries: canary.length > 0 });
    return new GuardDashboard(this, 'Dashboard', {
      guardName: this.guardName,
      dashboardName: this.dashboardName,
      alarms: this.alarms,
      functions: candidate.functions,
      targetGroups: candidate.targetGroups,
      canaries: candidate.canaries,
      shift: this.target.shift,
      runbooks,
      pages: [...new Set([...outcomes, ...runbooks.linked])],
      names: this.protection.names({
        guard: this.guardName,
        dashboard: this.dashboardName,
        stack: Stack.of(this).stackName,
        canary,
      }),
    });
  }

  private output(): void {
    const { longBake } = this.guardProps;
    guardOutputs(this, logicalIdPrefix(this), {
      AlarmArn: this.alarms.composite.alarmArn,
      AlarmName: this.alarms.composite.alarmName,
      StandingAlarmArn: this.alarms.standing.alarmArn,
      ...(longBake === undefined
        ? {}
        : { RollbackConfiguration: rollbackConfiguration(this.alarms.standing.alarmArn, longBake) }),
      ...this.protection.outputs,
    });
  }

  private sayCost(what: string, use: CanaryUse): void {
    const { dollars, sentence } = canaryCost(use, this.guardProps.releasesAMonth ?? 20);
    if (dollars > 0) Annotations.of(this).addInfo(`${what} of ${this.guardName} cost ${sentence} dollars each.`);
  }

  /** Errors fail synth, however it is run; warnings are the command line's to show. */
  private review(): void {
    const { errors, warnings } = this.target.review(this.alarms);
    this.node.addValidation({ validate: () => [...errors] });
    for (const { id, message } of warnings) Annotations.of(this).addWarningV2(`aviary:${id}`, message);
  }
}
