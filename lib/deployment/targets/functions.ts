import { Duration } from 'aws-cdk-lib';
import { LambdaApplication, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import type { Alias, CfnAlias, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Candidate, CandidateCanary, CandidateFunction, GuardAlarms } from '../../alarms';
import { shiftWindow } from '../../engine/guard';
import { deploymentGroupResource, ignoreAlarms } from '../deployment-group';
import { DeploymentRole } from '../deployment-role';
import type { TargetParts } from '../guard';
import type { GuardCanary } from '../guard-canary';
import { GuardHooks, settleSeconds } from '../guard-hooks';
import { bakeOf, type GuardProps } from '../guard-props';
import { functionOf, type GuardedFunction, guardedFunctions } from '../guarded-function';
import type { PinnedCanaries } from '../pinned-canaries';
import type { Payload, PinnedPath } from '../pinned-path';
import { PinnedPaths } from '../pinned-paths';
import { publishEvents } from '../publish-events';
import { type Review, reviewConditions } from '../review-conditions';
import type { TrafficShift } from '../traffic-shift';
import type { Protection, Target } from './target';

export interface FunctionsProps {
  /**
   * What is deployed: functions, which get an alias `live`, or aliases that exist, which keep their name and logical id.
   * All of one release, under one composite alarm. A function that a release leaves as it is has its alarm on the version
   * in production.
   */
  readonly functions: readonly (LambdaFunction | Alias)[];
  /** How traffic moves to a new version. */
  readonly shift: TrafficShift;
  /**
   * The form of the events that the functions read. With `1.0`, of REST APIs and of HTTP APIs that are told so, pinned
   * canaries reach the candidate by a second API, since a function URL sends 2.0. @default '2.0'
   */
  readonly payload?: Payload;
  /** How long the guard goes on watching when the candidate has all traffic: 0 to 55 minutes. @default Duration.minutes(0) */
  readonly bake?: Duration;
  /** Where CodeDeploy itself publishes what happens to each deployment, good or bad. @default - nowhere */
  readonly deploymentEvents?: ITopic;
}

/** Lambda functions: CodeDeploy shifts the alias `live` of each, and the alias `candidate` points to the new version before. */
export class Functions implements Target {
  readonly platform = 'functions';
  readonly shift: string;
  readonly usual: Duration;
  readonly longest: Duration;
  readonly bakes: boolean;
  readonly application: LambdaApplication;
  readonly deploymentGroups: LambdaDeploymentGroup[] = [];
  private readonly functions: readonly GuardedFunction[];
  private readonly paths: PinnedPaths;
  private readonly bake: Duration;

  constructor(
    private readonly parts: TargetParts,
    private readonly props: FunctionsProps & GuardProps,
  ) {
    this.bake = bakeOf(props);
    this.bakes = this.bake.toSeconds() > 0;
    this.shift = props.shift.toString();
    // A few minutes for the hooks, which have an hour each.
    this.usual = Duration.minutes(Math.ceil(shiftWindow(props.shift.shift, this.bake.toSeconds()).total / 60) + 3);
    this.longest = this.usual.plus(Duration.minutes(117));
    this.functions = guardedFunctions(parts.guard, props.functions);
    this.paths = new PinnedPaths(parts.guard, 'Paths', props.payload ?? '2.0');
    this.application = new LambdaApplication(parts.guard, 'Application');
  }

  /** The guard's own of a function or an alias. @default - the first */
  of(fn?: LambdaFunction | Alias): GuardedFunction {
    return functionOf(this.functions, fn);
  }

  /** What waits for the guard, and what live canaries wait for. */
  get liveResources(): readonly CfnAlias[] {
    return this.functions.map((fn) => fn.liveResource);
  }

  pathOf(canary: GuardCanary): PinnedPath {
    return this.paths.to(this.of(canary.serves));
  }

  servedBy(canary: GuardCanary): CandidateFunction {
    return this.of(canary.serves).metrics;
  }

  candidate(canaries: readonly CandidateCanary[]): Candidate {
    return {
      guardName: this.parts.guardName,
      functions: this.functions.map((fn) => fn.metrics),
      canaries,
      release: `v${this.functions.map((fn) => fn.version.version).join('-')}`,
    };
  }

  protect(alarms: GuardAlarms, pinned: PinnedCanaries): Protection {
    const hooks = new GuardHooks(this.parts.guard, 'Hooks', {
      guardName: this.parts.guardName,
      alarms,
      pinnedCanaries: pinned.names,
      pinnedInterval: pinned.longestInterval,
      bake: this.bake,
    });
    hooks.allowDeploymentsOf(this.application.applicationName);
    // All of them: an API refers to none of its routes, nor does what calls it.
    hooks.waitFor(this.paths);
    for (const fn of this.functions) {
      const role = new DeploymentRole(fn, 'DeploymentRole', { target: fn, hooks: [hooks.before, hooks.after] });
      this.deploymentGroups.push(this.deploymentGroup(fn, role, hooks, alarms));
      // CloudFormation begins the shift as soon as what the live alias refers to exists; this must exist before, too. Not `fn` as
      // a whole: what waits for the live alias, such as its URL, may be a child of it.
      fn.liveResource.node.addDependency(fn.candidate, hooks.waits, role);
    }
    return {
      deployments: {
        by: 'codedeploy',
        applicationName: this.application.applicationName,
        groups: this.deploymentGroups,
      },
      waits: hooks.waits,
      logGroups: this.functions.map(({ logGroupName }) => logGroupName),
      names: (guards) => ({
        target: 'functions',
        ...guards,
        application: this.application.applicationName,
        group: this.deploymentGroups.map((group) => group.deploymentGroupName),
        function: this.functions.map(({ metrics }) => metrics.functionName),
        alias: this.functions.map(({ metrics }) => metrics.aliasName),
        'log-group': this.functions.map(({ logGroupName }) => logGroupName),
        ...hooks.names,
      }),
      outputs: {
        Application: this.application.applicationName,
        DeploymentGroups: this.deploymentGroups.map((one) => one.deploymentGroupName).join(','),
        LiveAliases: this.functions.map(({ metrics }) => `${metrics.functionName}:${metrics.aliasName}`).join(','),
      },
      runAfterwards: (canaries) => hooks.runAfterwards(canaries),
      reportLater: (report, after) => hooks.reportLater(report, after),
      waitFor: (...dependencies) => hooks.waitFor(...dependencies),
    };
  }

  review(alarms: GuardAlarms): Review {
    return reviewConditions({
      conditions: alarms.conditions,
      shift: this.props.shift.shift,
      bakeSeconds: this.bake.toSeconds(),
      requestsPerMinute: this.props.expectedRequestsPerMinute,
      ...settleSeconds(alarms),
    });
  }

  private deploymentGroup(
    fn: GuardedFunction,
    role: DeploymentRole,
    hooks: GuardHooks,
    alarms: GuardAlarms,
  ): LambdaDeploymentGroup {
    const group = new LambdaDeploymentGroup(fn, 'DeploymentGroup', {
      application: this.application,
      alias: fn.live,
      deploymentConfig: this.props.shift.bind(fn),
      // CDK would attach a managed policy that allows every alias of the account.
      role: role.withoutPolicyUpdates(),
      alarms: [...alarms.polledFor(fn.metrics)],
      autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: alarms.decide },
      preHook: hooks.before,
      postHook: hooks.after,
    });
    const resource = deploymentGroupResource(group);
    ignoreAlarms(resource, alarms);
    if (this.props.deploymentEvents !== undefined) publishEvents(resource, role, this.props.deploymentEvents);
    return group;
  }
}
