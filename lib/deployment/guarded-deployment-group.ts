import { Annotations, Duration, Stack } from 'aws-cdk-lib';
import type { IAlarmRef } from 'aws-cdk-lib/aws-cloudwatch';
import type { IApplicationLoadBalancer, IApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { type Candidate, GuardAlarms, type Rule, type RuleAlarms, type Signal } from '../alarms';
import { GuardDashboard } from '../dashboards';
import { shiftWindow } from '../engine/guard';
import { OUTCOME_RUNBOOKS, RunbookLibrary } from '../runbooks';
import { CanaryStop } from './canary-stop';
import type { GuardCanary } from './guard-canary';
import { GuardHooks, settleMinutes } from './guard-hooks';
import { guardNameOf, logicalIdPrefix } from './guard-name';
import { guardOutputs } from './guard-outputs';
import { LiveCanaries, type LiveCanariesProps } from './live-canaries';
import { testListenerUrl } from './load-balancer-candidate';
import { PinnedCanaries } from './pinned-canaries';
import { refuseFullStack } from './refuse-full-stack';
import { reviewConditions } from './review-conditions';
import { firstZoneWatch, reviewServers } from './targets/review-servers';
import { deploymentGroupResource, watchedTargetGroups } from './targets/target-groups';
import { TrafficShift } from './traffic-shift';

/** A deployment group of CodeDeploy for ECS, or for EC2 and Auto Scaling groups: `EcsDeploymentGroup`, `ServerDeploymentGroup`. */
export interface CodeDeployGroup extends Construct {
  readonly deploymentGroupName: string;
  readonly deploymentGroupArn: string;
  readonly application: { readonly applicationRef: { readonly applicationName: string } };
  readonly role?: IRole;
  addAlarm(alarm: IAlarmRef): void;
}

export interface GuardedDeploymentGroupProps {
  /** It keeps what it has; the guard adds its alarms, and every reason to roll back. */
  readonly deploymentGroup: CodeDeployGroup;
  /**
   * What changes with each release, such as the task definition's revision or the number of the build: the guard's alarms are
   * named after it, so that one left red by the release before does not stop its fix, and of two target groups the one is asked
   * for that the release comes up in. It must change with each.
   */
  readonly release: string;
  readonly signals: readonly Signal[];
  /** When the alarms together stop a release. @default - any of them */
  readonly rule?: (alarms: RuleAlarms) => Rule;
  readonly loadBalancer: IApplicationLoadBalancer;
  /**
   * Of ECS the two that take turns: the guard's alarms read the one that the new version comes up in. Of servers the one that they
   * are behind, `mixed`: it serves both versions, so what is measured there is a condition on production as a whole.
   */
  readonly targetGroups: readonly {
    readonly label: string;
    readonly targetGroup: IApplicationTargetGroup;
    readonly mixed?: boolean;
  }[];
  /**
   * What the group's deployment configuration does: whether a signal can fire in time follows from it.
   * @default - of servers, how long their configuration watches the first zone; else not reckoned
   */
  readonly shift?: TrafficShift;
  /** How long the guard goes on watching when all traffic has moved: 0 to 55 minutes. @default Duration.minutes(0) */
  readonly bake?: Duration;
  /** Requests that the service serves in a minute, in a quiet hour. */
  readonly expectedRequestsPerMinute: number;
  /** Scripts that use the service as its users do: of ECS, on the test listener before production traffic moves. @default - none */
  readonly canaries?: readonly GuardCanary[];
  /** The address of the test listener. @default - canaries need it */
  readonly testUrl?: string;
  /** What alarms and canaries are named after. @default - the stack's name and the id */
  readonly guardName?: string;
  /** Where the runbooks are published. @default - the context `aviary:runbooks`, else the guard's dashboard */
  readonly runbooks?: string;
}

/**
 * A guard around a deployment group that exists: ECS blue/green by CodeDeploy, or servers, a subset of them first. For ECS, the
 * AppSpec names the guard's hooks: `hooks: guard.appSpecHooks` of `EcsDeployment` in `@cdklabs/cdk-ecs-codedeploy`.
 * CodeDeploy stops a deployment at once where an alarm is red at its start.
 */
export class GuardedDeploymentGroup extends Construct {
  readonly guardName: string;
  readonly alarms: GuardAlarms;
  readonly dashboard: GuardDashboard;
  private readonly hooks: GuardHooks;

  /** @throws where a value is none that AWS takes. What cannot work together is an error of synth. */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: GuardedDeploymentGroupProps,
  ) {
    super(scope, id);
    const { deploymentGroup, bake = Duration.minutes(0) } = props;
    this.guardName = guardNameOf(this, props.guardName);
    const prefix = logicalIdPrefix(this);
    const runbooks = RunbookLibrary.of(this, { baseUrl: props.runbooks, dashboardName: this.guardName });
    const shift = (props.shift ?? TrafficShift.allAtOnce()).shift;
    const pinned = new PinnedCanaries(this, 'Pinned', {
      guardName: this.guardName,
      canaries: props.canaries ?? [],
      pathTo: () => ({ url: testListenerUrl(props.testUrl), grantInvoke: () => {} }),
      limit: Duration.seconds(shiftWindow(shift, bake.toSeconds()).total + 2 * 3600),
    });
    const candidate = candidateOf(this, this.guardName, props, pinned);
    this.alarms = new GuardAlarms(this, 'Alarms', {
      guardName: this.guardName,
      candidate,
      signals: props.signals,
      rule: props.rule,
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
    this.adopt(deploymentGroup, pinned);
    this.dashboard = new GuardDashboard(this, 'Dashboard', {
      guardName: this.guardName,
      alarms: this.alarms,
      functions: [],
      canaries: candidate.canaries,
      shift: props.shift?.toString() ?? "by the group's own configuration",
      runbooks,
      pages: [...new Set([...OUTCOME_RUNBOOKS, ...runbooks.linked])],
      names: {
        guard: this.guardName,
        dashboard: this.guardName,
        stack: Stack.of(this).stackName,
        application: deploymentGroup.application.applicationRef.applicationName,
        group: deploymentGroup.deploymentGroupName,
        'before-log-group': this.hooks.before.logs.logGroupName,
        'after-log-group': this.hooks.after.logs.logGroupName,
        'schedule-group': this.hooks.waits.group.scheduleGroupName,
      },
    });
    refuseFullStack(this);
    this.review(bake);
    guardOutputs(this, prefix, {
      AlarmArn: this.alarms.composite.alarmArn,
      StandingAlarmArn: this.alarms.standing.alarmArn,
    });
  }

  /** What an AppSpec for ECS names: canaries on the test listener before production traffic, the live ones and the bake after. */
  get appSpecHooks(): { readonly afterAllowTestTraffic: string; readonly afterAllowTraffic: string } {
    return {
      afterAllowTestTraffic: this.hooks.before.functionName,
      afterAllowTraffic: this.hooks.after.functionName,
    };
  }

  /** Runs the guard's scripts against the service itself, after production traffic has moved. */
  runAgainst(props: LiveCanariesProps): LiveCanaries {
    const live = new LiveCanaries(this, 'LiveCanaries', {
      ...props,
      guardName: this.guardName,
      canaries: this.props.canaries ?? [],
    });
    this.hooks.runAfterwards(live.canaries.map((canary) => canary.canaryName));
    this.dashboard.addCanaries(live.canaries);
    return live;
  }

  private adopt(group: CodeDeployGroup, pinned: PinnedCanaries): void {
    for (const alarm of this.alarms.polled) group.addAlarm(alarm);
    deploymentGroupResource(group).addPropertyOverride('AutoRollbackConfiguration', {
      Enabled: true,
      Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST', 'DEPLOYMENT_STOP_ON_ALARM'],
    });
    for (const hook of [this.hooks.before, this.hooks.after]) {
      hook.allow(['codedeploy:PutLifecycleEventHookExecutionStatus'], [group.deploymentGroupArn]);
      // The managed policies of CodeDeploy allow hooks of the name CodeDeployHook_ alone.
      group.role?.addToPrincipalPolicy(
        new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [hook.functionArn] }),
      );
    }
    new CanaryStop(this, 'AfterDeployment', {
      guardName: this.guardName,
      deployments: {
        by: 'codedeploy',
        applicationName: group.application.applicationRef.applicationName,
        groups: [group],
      },
      pinnedCanaries: pinned.names,
    });
  }

  private review(bake: Duration): void {
    const { shift, targetGroups, deploymentGroup, expectedRequestsPerMinute } = this.props;
    const { conditions, inBake } = this.alarms;
    const watch = targetGroups.some(({ mixed }) => mixed) ? firstZoneWatch(deploymentGroup) : undefined;
    if (shift === undefined && watch === undefined) return;
    const { errors, warnings } =
      shift === undefined
        ? reviewServers(conditions, watch ?? 0)
        : reviewConditions({
            conditions,
            shift: shift.shift,
            bakeSeconds: bake.toSeconds(),
            requestsPerMinute: expectedRequestsPerMinute,
            ...(inBake.length > 0 ? { settleSeconds: settleMinutes(this.alarms) * 60 } : {}),
          });
    this.node.addValidation({ validate: () => [...errors] });
    for (const { id, message } of warnings) Annotations.of(this).addWarningV2(`aviary:${id}`, message);
  }
}

function candidateOf(
  scope: Construct,
  guardName: string,
  props: GuardedDeploymentGroupProps,
  pinned: PinnedCanaries,
): Candidate {
  return {
    guardName,
    functions: [],
    targetGroups: watchedTargetGroups(scope, guardName, props),
    canaries: pinned.candidates,
    release: `r${props.release}`,
  };
}
