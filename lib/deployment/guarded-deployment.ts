import { Annotations, Duration, Stack } from 'aws-cdk-lib';
import { LambdaApplication, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import type { Alias, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type Candidate, GuardAlarms } from '../alarms';
import { GuardDashboard } from '../dashboards';
import { OUTCOME_RUNBOOKS, RunbookLibrary } from '../runbooks';
import { type CanaryUse, canaryCost } from '../synthetics';
import { CanaryStop } from './canary-stop';
import { DeploymentRole } from './deployment-role';
import type { CodeDeployDeployments } from './deployments';
import { GuardHooks, settleMinutes } from './guard-hooks';
import { guardNameOf, logicalIdPrefix } from './guard-name';
import { guardOutputs } from './guard-outputs';
import {
  bakeOf,
  type GuardedDeploymentProps,
  longestDeployment,
  requestsPerMinuteOf,
  usualDeployment,
} from './guarded-deployment-props';
import { functionOf, type GuardedFunction, guardedFunctions } from './guarded-function';
import { LiveCanaries, type LiveCanariesProps } from './live-canaries';
import { rollbackConfiguration } from './long-bake';
import { PinnedCanaries } from './pinned-canaries';
import { PinnedPaths } from './pinned-paths';
import { publishEvents } from './publish-events';
import { refuseFullStack } from './refuse-full-stack';
import { reviewConditions } from './review-conditions';
import { RollbackReport, type RollbackReportProps } from './rollback-report';
import { runbookNames } from './runbook-names';

/**
 * A deployment guard around Lambda functions: pinned canaries that use the new version before users do, alarms on the new
 * version alone, one composite alarm over them, and a traffic shift that this alarm stops and rolls back.
 *
 * A stack's first deployment creates the aliases at the version that they then have: there is nothing to shift from.
 */
export class GuardedDeployment extends Construct {
  readonly guardName: string;
  /** The composite alarm, and the alarms that it is made of. */
  readonly alarms: GuardAlarms;
  readonly application: LambdaApplication;
  readonly deploymentGroups: readonly LambdaDeploymentGroup[];
  /** What the guard sees; not there where the props leave it out. */
  readonly dashboard?: GuardDashboard;
  /** Who is told when a release does not get through; not there where the props leave it out. */
  readonly report?: RollbackReport;
  private readonly functions: readonly GuardedFunction[];
  private readonly hooks: GuardHooks;
  private readonly roles: DeploymentRole[] = [];

  /** @throws where a value is none that AWS takes. What cannot work together is an error of synth. */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: GuardedDeploymentProps,
  ) {
    super(scope, id);
    this.guardName = guardNameOf(this, props.guardName);
    const bake = bakeOf(props);
    const prefix = logicalIdPrefix(this);
    const runbooks = RunbookLibrary.of(this, { baseUrl: props.runbooks, dashboardName: this.guardName });

    this.functions = guardedFunctions(this, props.functions);
    const paths = new PinnedPaths(this, 'Paths', props.payload ?? '2.0');
    const pinned = new PinnedCanaries(this, 'Pinned', {
      guardName: this.guardName,
      canaries: props.canaries ?? [],
      pathTo: (canary) => paths.to(functionOf(this.functions, canary.serves)),
      servedBy: (canary) => functionOf(this.functions, canary.serves).metrics,
      limit: longestDeployment(props),
    });
    const candidate: Candidate = {
      guardName: this.guardName,
      functions: this.functions.map((fn) => fn.metrics),
      canaries: [...pinned.candidates, ...(props.existingCanaries ?? []).map((canary) => canary.candidate)],
      release: `v${this.functions.map((fn) => fn.version.version).join('-')}`,
    };
    this.alarms = new GuardAlarms(this, 'Alarms', {
      guardName: this.guardName,
      candidate,
      signals: props.signals,
      rule: props.rule,
      bakes: bake.toMinutes() > 0,
      runbooks,
      logicalIdPrefix: prefix,
    });

    this.hooks = new GuardHooks(this, 'Hooks', {
      guardName: this.guardName,
      alarms: this.alarms,
      pinnedCanaries: pinned.names,
      pinnedInterval: pinned.longestInterval,
      bake,
    });
    this.application = new LambdaApplication(this, 'Application');
    this.deploymentGroups = this.functions.map((fn) => this.deploymentGroup(fn));
    if (props.report !== false) this.report = this.reportOf(props.report, candidate, runbooks);
    const afterwards = [this.stopOf(pinned), this.report].filter((construct) => construct !== undefined);
    for (const fn of this.functions) {
      // CloudFormation begins the shift as soon as what the live alias refers to exists; all of this must exist before.
      // Not `fn` as a whole: what waits for the live alias, such as its URL, may be a child of it.
      fn.liveResource.node.addDependency(fn.candidate, pinned, this.hooks.waits, ...this.roles, ...afterwards);
    }

    if (props.dashboard !== false) this.dashboard = this.board(candidate, runbooks);
    refuseFullStack(this);
    this.review();
    this.sayCost('Pinned canaries', {
      type: 'deployments',
      intervals: pinned.candidates.map((canary) => canary.interval),
      deployment: usualDeployment(props),
    });
    guardOutputs(this, prefix, {
      AlarmArn: this.alarms.composite.alarmArn,
      AlarmName: this.alarms.composite.alarmName,
      StandingAlarmArn: this.alarms.standing.alarmArn,
      ...(props.longBake === undefined
        ? {}
        : { RollbackConfiguration: rollbackConfiguration(this.alarms.standing.alarmArn, props.longBake) }),
      Application: this.application.applicationName,
      DeploymentGroups: this.deploymentGroups.map((group) => group.deploymentGroupName).join(','),
      LiveAliases: this.functions.map(({ metrics }) => `${metrics.functionName}:${metrics.aliasName}`).join(','),
    });
  }

  /** The alias that takes production traffic: what the API, the URL or the queue calls. */
  get live(): Alias {
    return this.liveOf();
  }

  /** The live alias of one of several functions. @default - the first */
  liveOf(fn?: LambdaFunction | Alias): Alias {
    return functionOf(this.functions, fn).live;
  }

  /**
   * Runs the guard's scripts against the service itself, as its users reach it: once after each deployment, before the
   * deployment counts as succeeded, and on a schedule where one is given.
   */
  runAgainst(props: LiveCanariesProps): LiveCanaries {
    const live = new LiveCanaries(this, 'LiveCanaries', {
      ...props,
      guardName: this.guardName,
      canaries: this.props.canaries ?? [],
    });
    live.node.addDependency(...this.functions.map((fn) => fn.liveResource));
    this.hooks.runAfterwards(live.canaries.map((canary) => canary.canaryName));
    this.dashboard?.addCanaries(live.canaries);
    this.sayCost('Live canaries', live.use);
    return live;
  }

  private deploymentGroup(fn: GuardedFunction): LambdaDeploymentGroup {
    const role = new DeploymentRole(fn, 'DeploymentRole', {
      target: fn,
      hooks: [this.hooks.before, this.hooks.after],
    });
    this.roles.push(role);
    const group = new LambdaDeploymentGroup(fn, 'DeploymentGroup', {
      application: this.application,
      alias: fn.live,
      deploymentConfig: this.props.shift.bind(fn),
      // CDK would attach a managed policy that allows every alias of the account.
      role: role.withoutPolicyUpdates(),
      alarms: [...this.alarms.polled],
      autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
      preHook: this.hooks.before,
      postHook: this.hooks.after,
    });
    if (this.props.deploymentEvents !== undefined) publishEvents(group, role, this.props.deploymentEvents);
    return group;
  }

  private reportOf(
    report: RollbackReportProps | undefined,
    candidate: Candidate,
    runbooks: RunbookLibrary,
  ): RollbackReport {
    const made = new RollbackReport(this, 'RollbackReport', {
      ...report,
      guardName: this.guardName,
      alarms: this.alarms,
      deployments: this.deployments,
      logGroups: this.functions.map((fn) => fn.logGroupName),
      canaries: candidate.canaries.map((canary) => canary.canaryName),
      waits: this.hooks.waits,
      runbookUrl: runbooks.urlOf('rolled-back'),
    });
    this.hooks.reportLater(made.function, usualDeployment(this.props).plus(Duration.minutes(10)));
    return made;
  }

  private get deployments(): CodeDeployDeployments {
    return { by: 'codedeploy', applicationName: this.application.applicationName, groups: this.deploymentGroups };
  }

  /** A guard without canaries has none to stop. */
  private stopOf(pinned: PinnedCanaries): CanaryStop | undefined {
    if (pinned.names.length === 0) return undefined;
    return new CanaryStop(this, 'AfterDeployment', {
      guardName: this.guardName,
      deployments: this.deployments,
      pinnedCanaries: pinned.names,
    });
  }

  private board(candidate: Candidate, runbooks: RunbookLibrary): GuardDashboard {
    const [fn = functionOf(this.functions)] = this.functions;
    return new GuardDashboard(this, 'Dashboard', {
      guardName: this.guardName,
      alarms: this.alarms,
      functions: candidate.functions,
      canaries: candidate.canaries,
      shift: this.props.shift.toString(),
      runbooks,
      pages: [...new Set([...OUTCOME_RUNBOOKS, ...runbooks.linked])],
      names: runbookNames({
        guardName: this.guardName,
        stackName: Stack.of(this).stackName,
        fn,
        applicationName: this.application.applicationName,
        deploymentGroupName: this.deploymentGroups[0]?.deploymentGroupName,
        hooks: this.hooks,
        canaryName: candidate.canaries[0]?.canaryName,
      }),
    });
  }

  private sayCost(what: string, use: CanaryUse): void {
    const { dollars, sentence } = canaryCost(use, this.props.releasesAMonth ?? 20);
    if (dollars > 0) Annotations.of(this).addInfo(`${what} of ${this.guardName} cost ${sentence} dollars each.`);
  }

  /** Errors fail synth, however it is run; warnings are the command line's to show. */
  private review(): void {
    const { errors, warnings } = reviewConditions({
      conditions: this.alarms.conditions,
      shift: this.props.shift.shift,
      bakeSeconds: bakeOf(this.props).toSeconds(),
      requestsPerMinute: requestsPerMinuteOf(this.props),
      ...(this.alarms.inBake.length > 0 ? { settleSeconds: settleMinutes(this.alarms) * 60 } : {}),
    });
    this.node.addValidation({ validate: () => [...errors] });
    for (const { id, message } of warnings) Annotations.of(this).addWarningV2(`aviary:${id}`, message);
  }
}
