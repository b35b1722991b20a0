import { Annotations, CfnOutput, Duration } from 'aws-cdk-lib';
import { LambdaApplication, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import type { Alias, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type Candidate, GuardAlarms, type Rule, type RuleAlarms, type Signal } from '../alarms';
import { shiftWindow } from '../engine/guard';
import { RunbookLibrary } from '../runbooks';
import { ArtifactBucket } from '../synthetics';
import { CanaryStop } from './canary-stop';
import { DeploymentRole } from './deployment-role';
import type { ExistingCanary } from './existing-canary';
import type { GuardCanary } from './guard-canary';
import { GuardHooks } from './guard-hooks';
import { guardNameOf, logicalIdPrefix } from './guard-name';
import { functionOf, type GuardedFunction, guardedFunctions } from './guarded-function';
import { LiveCanaries, type LiveCanariesProps } from './live-canaries';
import { PinnedCanaries } from './pinned-canaries';
import type { Payload } from './pinned-path';
import { reviewConditions } from './review-conditions';
import type { TrafficShift } from './traffic-shift';

export interface GuardedDeploymentProps {
  /**
   * What is deployed: functions, which get an alias `live`, or aliases that exist, which keep their name and logical id.
   * All of one release, under one composite alarm.
   */
  readonly functions: readonly (LambdaFunction | Alias)[];
  /** How traffic moves to a new version. */
  readonly shift: TrafficShift;
  /** What is measured of the new version, and when it is bad. */
  readonly signals: readonly Signal[];
  /** When the alarms together stop a release, such as `(alarms) => atLeast(2).of(...alarms.all)`. @default - any of them */
  readonly rule?: (alarms: RuleAlarms) => Rule;
  /** Requests that each function serves in a minute, in a quiet hour: whether a signal can speak at all follows from it. */
  readonly expectedRequestsPerMinute: number;
  /** Scripts that use the service as its users do. @default - none */
  readonly canaries?: readonly GuardCanary[];
  /**
   * The form of the events that the functions read. With `1.0`, of REST APIs and of HTTP APIs that are told so, pinned
   * canaries reach the candidate by a second API, since a function URL sends 2.0. @default '2.0'
   */
  readonly payload?: Payload;
  /** Canaries that the guard did not make, for signals to measure. @default - none */
  readonly existingCanaries?: readonly ExistingCanary[];
  /** How long the guard goes on watching when the candidate has all traffic: 0 to 55 minutes. @default Duration.minutes(0) */
  readonly bake?: Duration;
  /** What alarms, canaries and schedules are named after: letters, digits, `-`, `_`. @default - the stack's name and the id */
  readonly guardName?: string;
  /** Where the runbooks are published. @default - the context `aviary:runbooks`, else `runbooks`, the path in the repository */
  readonly runbooks?: string;
}

/** The hook has an hour, and needs the end of it for its answer. */
const MAX_BAKE_MINUTES = 55;

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
  private readonly functions: readonly GuardedFunction[];
  private readonly hooks: GuardHooks;
  private readonly artifacts: ArtifactBucket;
  private readonly props: GuardedDeploymentProps;
  private readonly roles: DeploymentRole[] = [];

  /** @throws where a value is none that AWS takes. What cannot work together is an error of synth. */
  constructor(scope: Construct, id: string, props: GuardedDeploymentProps) {
    super(scope, id);
    this.props = props;
    this.guardName = guardNameOf(this, props.guardName);
    const bake = bakeOf(props.bake);
    const prefix = logicalIdPrefix(this);

    this.functions = guardedFunctions(this, props.functions);
    this.artifacts = new ArtifactBucket(this, 'Artifacts');
    const pinned = new PinnedCanaries(this, 'Pinned', {
      guardName: this.guardName,
      canaries: props.canaries ?? [],
      functions: this.functions,
      artifacts: this.artifacts,
      payload: props.payload ?? '2.0',
      limit: Duration.minutes(Math.ceil(deploymentMinutes(props.shift, bake))),
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
      runbooks: RunbookLibrary.of(this, props.runbooks),
      logicalIdPrefix: prefix,
    });

    this.hooks = new GuardHooks(this, 'Hooks', {
      guardName: this.guardName,
      alarm: this.alarms.composite,
      pinnedCanaries: pinned.names,
      pinnedInterval: pinned.longestInterval,
      bake,
    });
    this.application = new LambdaApplication(this, 'Application');
    this.deploymentGroups = this.functions.map((fn) => this.deploymentGroup(fn));
    const stop = new CanaryStop(this, 'AfterDeployment', {
      guardName: this.guardName,
      application: this.application,
      groups: this.deploymentGroups,
      pinnedCanaries: pinned.names,
    });
    for (const fn of this.functions) {
      // CloudFormation begins the shift as soon as what the live alias refers to exists; all of this must exist before.
      // Not `fn` as a whole: what waits for the live alias, such as its URL, may be a child of it.
      fn.liveResource.node.addDependency(fn.candidate, pinned, stop, ...this.hooks.ready, ...this.roles);
    }

    this.review(bake);
    this.output(prefix);
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
      artifacts: this.artifacts,
    });
    live.node.addDependency(...this.functions.map((fn) => fn.liveResource));
    this.hooks.runAfterwards(live.names);
    return live;
  }

  private deploymentGroup(fn: GuardedFunction): LambdaDeploymentGroup {
    const role = new DeploymentRole(fn, 'DeploymentRole', {
      target: fn,
      hooks: [this.hooks.before, this.hooks.after],
    });
    this.roles.push(role);
    return new LambdaDeploymentGroup(fn, 'DeploymentGroup', {
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
  }

  /** Errors fail synth, however it is run; warnings are the command line's to show. */
  private review(bake: Duration): void {
    const { errors, warnings } = reviewConditions({
      conditions: this.alarms.conditions,
      shift: this.props.shift.shift,
      bakeSeconds: bake.toSeconds(),
      requestsPerMinute: this.props.expectedRequestsPerMinute,
    });
    this.node.addValidation({ validate: () => [...errors] });
    warnings.forEach(({ id, message }) => {
      Annotations.of(this).addWarningV2(`aviary:${id}`, message);
    });
  }

  private output(prefix: string): void {
    const outputs: Record<string, string> = {
      AlarmArn: this.alarms.composite.alarmArn,
      AlarmName: this.alarms.composite.alarmName,
      Application: this.application.applicationName,
      DeploymentGroups: this.deploymentGroups.map((group) => group.deploymentGroupName).join(','),
    };
    for (const [name, value] of Object.entries(outputs)) {
      new CfnOutput(this, `${name}Output`, { value }).overrideLogicalId(`${prefix}${name}`);
    }
  }
}

function bakeOf(bake: Duration = Duration.minutes(0)): Duration {
  const minutes = bake.toMinutes({ integral: false });
  if (!Number.isInteger(minutes) || minutes < 0 || minutes > MAX_BAKE_MINUTES) {
    throw new Error(
      `bake is ${bake.toSeconds()} seconds; the AfterAllowTraffic hook bakes 0 to ${MAX_BAKE_MINUTES} whole minutes. ` +
        "For longer, use CloudFormation's rollback triggers or the pipeline.",
    );
  }
  return bake;
}

/** The hooks before and after have up to an hour each, which is left to them. */
function deploymentMinutes(shift: TrafficShift, bake: Duration): number {
  return shiftWindow(shift.shift, bake.toSeconds()).total / 60 + 120;
}
