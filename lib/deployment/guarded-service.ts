import { Annotations, Duration, Fn, Stack } from 'aws-cdk-lib';
import {
  AlarmBehavior,
  type BaseService,
  type CfnService,
  DeploymentLifecycleLambdaTarget,
  DeploymentLifecycleStage,
} from 'aws-cdk-lib/aws-ecs';
import type { IApplicationLoadBalancer, IApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { type Candidate, GuardAlarms, type Rule, type RuleAlarms, type Signal } from '../alarms';
import { GuardDashboard } from '../dashboards';
import { shiftWindow } from '../engine/guard';
import { RunbookLibrary } from '../runbooks';
import { CanaryStop } from './canary-stop';
import type { ServiceDeployments } from './deployments';
import type { GuardCanary } from './guard-canary';
import { GuardFunction } from './guard-function';
import { canaryArn } from './guard-hooks';
import { guardNameOf, logicalIdPrefix } from './guard-name';
import { guardOutputs } from './guard-outputs';
import { LiveCanaries, type LiveCanariesProps } from './live-canaries';
import { testListenerUrl } from './load-balancer-candidate';
import { PinnedCanaries } from './pinned-canaries';
import { refuseFullStack } from './refuse-full-stack';
import { reviewConditions } from './review-conditions';
import { RollbackReport, type RollbackReportProps } from './rollback-report';
import type { ServiceShift } from './service-shift';
import { CandidateSide } from './targets/candidate-target-group';
import { productionRouteOf } from './targets/production-route';
import { Waits } from './waits';

export interface GuardedServiceProps {
  /** A service with the ECS deployment controller, behind two target groups (`loadBalancerTarget` with an alternate target). */
  readonly service: BaseService;
  readonly loadBalancer: IApplicationLoadBalancer;
  /** The two target groups that take turns: the guard's alarms read the one that the new revision comes up in. */
  readonly targetGroups: { readonly blue: IApplicationTargetGroup; readonly green: IApplicationTargetGroup };
  /** How traffic moves to a new revision. */
  readonly shift: ServiceShift;
  /** How long both revisions stay and alarms are watched when all traffic has moved: 0 to 1,440 minutes. */
  readonly bake: Duration;
  readonly signals: readonly Signal[];
  /** When the alarms together stop a release. @default - any of them */
  readonly rule?: (alarms: RuleAlarms) => Rule;
  /** Requests that the service serves in a minute, in a quiet hour. */
  readonly expectedRequestsPerMinute: number;
  /** Scripts that use the service as its users do. @default - none */
  readonly canaries?: readonly GuardCanary[];
  /** The address of the test listener, by which pinned canaries reach the new revision alone. @default - pinned canaries need it */
  readonly testUrl?: string;
  /** What alarms and canaries are named after. @default - the stack's name and the id */
  readonly guardName?: string;
  /** Whom to tell why a release did not get through; `false`: nobody. @default - a topic of its own: `guard.report.topic` */
  readonly report?: RollbackReportProps | false;
  /** Where the runbooks are published. @default - the context `aviary:runbooks`, else the guard's dashboard */
  readonly runbooks?: string;
}

/**
 * A deployment guard around an ECS service, with ECS' own canary, linear and blue/green deployments: pinned canaries on the test
 * listener before production traffic moves, alarms that make ECS roll back, live canaries after.
 *
 * What ECS does differently: an alarm that is in ALARM when a deployment begins is not watched in that deployment at all, where
 * CodeDeploy stops at once. So nothing blocks a fix, and a release over a red alarm is not guarded by any.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
 */
export class GuardedService extends Construct {
  readonly guardName: string;
  readonly alarms: GuardAlarms;
  readonly dashboard: GuardDashboard;
  /** Who is told when a release does not get through; not there where the props leave it out. */
  readonly report?: RollbackReport;
  private readonly hook: GuardFunction;

  /** @throws where a value is none that AWS takes. What cannot work together is an error of synth. */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: GuardedServiceProps,
  ) {
    super(scope, id);
    this.guardName = guardNameOf(this, props.guardName);
    const prefix = logicalIdPrefix(this);
    const runbooks = RunbookLibrary.of(this, { baseUrl: props.runbooks, dashboardName: this.guardName });
    const pinned = new PinnedCanaries(this, 'Pinned', {
      guardName: this.guardName,
      canaries: props.canaries ?? [],
      pathTo: () => ({ url: testListenerUrl(props.testUrl), grantInvoke: () => {} }),
      limit: Duration.seconds(shiftWindow(props.shift.shift, props.bake.toSeconds()).total + 2 * 3600),
    });
    const candidate = candidateOf(this, this.guardName, props, pinned);
    this.alarms = new GuardAlarms(this, 'Alarms', {
      guardName: this.guardName,
      candidate,
      signals: props.signals,
      rule: props.rule,
      runbooks,
      outcome: 'ecs-rolled-back',
      logicalIdPrefix: prefix,
    });
    this.hook = this.hookOf(pinned);
    this.guard(pinned);
    if (props.report !== false) {
      this.report = new RollbackReport(this, 'RollbackReport', {
        ...props.report,
        guardName: this.guardName,
        alarms: this.alarms,
        deployments: deploymentsOf(props.service),
        logGroups: [],
        canaries: candidate.canaries.map((canary) => canary.canaryName),
        waits: new Waits(this, 'Waits'),
        runbookUrl: runbooks.urlOf('ecs-rolled-back'),
      });
    }
    this.dashboard = new GuardDashboard(this, 'Dashboard', {
      guardName: this.guardName,
      alarms: this.alarms,
      functions: [],
      canaries: candidate.canaries,
      shift: props.shift.toString(),
      runbooks,
      pages: [...new Set(['ecs-rolled-back', 'canary-broken', ...runbooks.linked])],
      names: {
        guard: this.guardName,
        dashboard: this.guardName,
        stack: Stack.of(this).stackName,
        cluster: props.service.cluster.clusterName,
        service: props.service.serviceName,
        'before-log-group': this.hook.logs.logGroupName,
      },
    });
    refuseFullStack(this);
    this.review();
    guardOutputs(this, prefix, {
      AlarmArn: this.alarms.composite.alarmArn,
      StandingAlarmArn: this.alarms.standing.alarmArn,
    });
  }

  /** Runs the guard's scripts against the service itself, after production traffic has moved. */
  runAgainst(props: LiveCanariesProps): LiveCanaries {
    const live = new LiveCanaries(this, 'LiveCanaries', {
      ...props,
      guardName: this.guardName,
      canaries: this.props.canaries ?? [],
    });
    const names = live.canaries.map((canary) => canary.canaryName);
    this.hook.addEnvironment('LIVE_CANARIES', names.join(','));
    this.hook.allow(
      START,
      names.map((name) => canaryArn(this, name)),
    );
    this.dashboard.addCanaries(live.canaries);
    return live;
  }

  private hookOf(pinned: PinnedCanaries): GuardFunction {
    const hook = new GuardFunction(this, 'Hooks', {
      handler: 'ecs-hooks',
      description: `${this.guardName}: canaries must pass before and after production traffic moves`,
      environment: {
        PINNED_CANARIES: pinned.names.join(','),
        PINNED_INTERVAL_SECONDS: String(pinned.longestInterval.toSeconds()),
      },
    });
    hook.allow(
      START,
      pinned.names.map((name) => canaryArn(this, name)),
    );
    return hook;
  }

  private guard(pinned: PinnedCanaries): void {
    const { service, shift, bake } = this.props;
    const resource = service.node.defaultChild as CfnService;
    shift.applyTo(resource, bake.toMinutes());
    // A deployment begins with the service's own update: what it needs exists before.
    resource.node.addDependency(pinned, this.hook);
    service.enableDeploymentAlarms(
      this.alarms.polled.map((alarm) => alarm.alarmRef.alarmArn).map((arn) => Fn.select(6, Fn.split(':', arn))),
      { behavior: AlarmBehavior.ROLLBACK_ON_ALARM },
    );
    service.addLifecycleHook(
      new DeploymentLifecycleLambdaTarget(this.hook, 'Guard', {
        lifecycleStages: [
          DeploymentLifecycleStage.POST_TEST_TRAFFIC_SHIFT,
          DeploymentLifecycleStage.POST_PRODUCTION_TRAFFIC_SHIFT,
        ],
      }),
    );
    new CanaryStop(this, 'AfterDeployment', {
      guardName: this.guardName,
      deployments: deploymentsOf(service),
      pinnedCanaries: pinned.names,
    });
  }

  private review(): void {
    const { errors, warnings } = reviewConditions({
      conditions: this.alarms.conditions,
      shift: this.props.shift.shift,
      bakeSeconds: this.props.bake.toSeconds(),
      requestsPerMinute: this.props.expectedRequestsPerMinute,
    });
    this.node.addValidation({ validate: () => [...errors] });
    for (const { id, message } of warnings) Annotations.of(this).addWarningV2(`aviary:${id}`, message);
  }
}

const START = ['synthetics:GetCanary', 'synthetics:GetCanaryRuns', 'synthetics:StartCanary'];

function deploymentsOf({ cluster, serviceName, serviceArn }: BaseService): ServiceDeployments {
  return { by: 'ecs', clusterName: cluster.clusterName, serviceName, serviceArn };
}

function candidateOf(
  scope: Construct,
  guardName: string,
  { service, loadBalancer, targetGroups }: GuardedServiceProps,
  pinned: PinnedCanaries,
): Candidate {
  const { taskDefinitionArn } = service.taskDefinition;
  const side = new CandidateSide(scope, 'Candidate', {
    guardName,
    loadBalancer,
    targetGroups,
    route: productionRouteOf(service),
    release: taskDefinitionArn,
  });
  return {
    guardName,
    functions: [],
    targetGroups: [side.candidate],
    canaries: pinned.candidates,
    // arn:aws:ecs:region:account:task-definition/family:revision
    release: `r${Fn.select(6, Fn.split(':', taskDefinitionArn))}`,
  };
}
