import { createHash } from 'node:crypto';
import { Duration, Fn, Lazy, Stack } from 'aws-cdk-lib';
import {
  AlarmBehavior,
  type BaseService,
  type CfnService,
  DeploymentLifecycleLambdaTarget,
  DeploymentLifecycleStage,
} from 'aws-cdk-lib/aws-ecs';
import type { IApplicationLoadBalancer, IApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IDependable } from 'constructs';
import type { Candidate, CandidateCanary, CandidateFunction, GuardAlarms } from '../../alarms';
import { shiftWindow } from '../../engine/guard';
import type { TargetParts } from '../guard';
import { GuardFunction } from '../guard-function';
import { canaryArn, START } from '../guard-hooks';
import type { GuardProps } from '../guard-props';
import { targetGroupNames, testListenerUrl } from '../load-balancer-candidate';
import type { PinnedCanaries } from '../pinned-canaries';
import type { PinnedPath } from '../pinned-path';
import { type Review, reviewConditions } from '../review-conditions';
import type { ServiceShift } from '../service-shift';
import { Waits } from '../waits';
import { CandidateSide } from './candidate-target-group';
import { logGroupsOf } from './log-groups';
import { productionRouteOf } from './production-route';
import type { Protection, Target } from './target';

export interface ServiceProps {
  /** A service with the ECS deployment controller, behind two target groups (`loadBalancerTarget` with an alternate target). */
  readonly service: BaseService;
  readonly loadBalancer: IApplicationLoadBalancer;
  /** The two target groups that take turns: the guard's alarms read the one that the new revision comes up in. */
  readonly targetGroups: { readonly blue: IApplicationTargetGroup; readonly green: IApplicationTargetGroup };
  /** How traffic moves to a new revision. */
  readonly shift: ServiceShift;
  /** How long both revisions stay and alarms are watched when all traffic has moved: 0 to 1,440 minutes. */
  readonly bake: Duration;
  /** The address of the test listener, by which pinned canaries reach the new revision alone. @default - pinned canaries need it */
  readonly testUrl?: string;
}

/**
 * A service that Amazon ECS deploys by itself: canary, linear, blue/green. Its hooks answer by what they return.
 *
 * An alarm that is in ALARM when a deployment begins is not watched in that deployment at all, where CodeDeploy stops at once.
 * So nothing blocks a fix, and a release over a red alarm is not guarded by any.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
 */
export class Service implements Target {
  readonly platform = 'service';
  readonly shift: string;
  readonly usual: Duration;
  readonly longest: Duration;
  /** ECS reads the alarms of the shift itself until the bake is over. */
  readonly bakes = false;

  constructor(
    private readonly parts: TargetParts,
    private readonly props: ServiceProps & GuardProps,
  ) {
    this.shift = props.shift.toString();
    // Tasks take a few minutes to come up; ECS gives each stage a day, but a canary that runs so long has lost its stop.
    const total = shiftWindow(props.shift.shift, props.bake.toSeconds()).total;
    this.usual = Duration.minutes(Math.ceil(total / 60) + 10);
    this.longest = this.usual.plus(Duration.hours(2));
  }

  pathOf(): PinnedPath {
    return { url: testListenerUrl(this.props.testUrl), grantInvoke: () => {} };
  }

  servedBy(): CandidateFunction | undefined {
    return undefined;
  }

  candidate(canaries: readonly CandidateCanary[]): Candidate {
    const { service, loadBalancer, targetGroups } = this.props;
    const { guard, guardName } = this.parts;
    const { taskDefinitionArn } = service.taskDefinition;
    // arn:aws:ecs:region:account:task-definition/family:revision
    const revision = Fn.select(6, Fn.split(':', taskDefinitionArn));
    const side = new CandidateSide(guard, 'Candidate', {
      guardName,
      loadBalancer,
      targetGroups,
      route: productionRouteOf(service),
      release: Fn.join(' ', [taskDefinitionArn, digestOf(service)]),
    });
    return {
      guardName,
      functions: [],
      targetGroups: [side.candidate],
      canaries,
      revision,
      release: `r${revision}`,
    };
  }

  protect(alarms: GuardAlarms, pinned: PinnedCanaries): Protection {
    const { service, shift, bake, loadBalancer, targetGroups } = this.props;
    const { guard } = this.parts;
    const waits = new Waits(guard, 'Waits');
    const hook = this.hook(pinned, waits);
    const resource = service.node.defaultChild as CfnService;
    shift.applyTo(resource, bake.toMinutes());
    const waitFor = (...dependencies: readonly IDependable[]) => resource.node.addDependency(...dependencies);
    // CDK's own role would have its policy after the service, whose deployment then fails at its first hook.
    const invoker = new Role(guard, 'HookRole', {
      assumedBy: new ServicePrincipal('ecs.amazonaws.com'),
      inlinePolicies: {
        hook: new PolicyDocument({
          statements: [new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [hook.functionArn] })],
        }),
      },
    });
    // A deployment begins with the service's own update.
    waitFor(hook, invoker, waits.group);
    if (alarms.decide) {
      service.enableDeploymentAlarms(
        alarms.polled.map((alarm) => Fn.select(6, Fn.split(':', alarm.alarmRef.alarmArn))),
        { behavior: AlarmBehavior.ROLLBACK_ON_ALARM },
      );
    } else {
      resource.addPropertyOverride('DeploymentConfiguration.Alarms', {
        AlarmNames: [],
        Enable: false,
        Rollback: false,
      });
    }
    service.addLifecycleHook(
      new DeploymentLifecycleLambdaTarget(hook, 'Guard', {
        role: invoker,
        lifecycleStages: [
          // Only to have the report look later: tasks that never start reach no other stage.
          DeploymentLifecycleStage.PRE_SCALE_UP,
          DeploymentLifecycleStage.POST_TEST_TRAFFIC_SHIFT,
          DeploymentLifecycleStage.POST_PRODUCTION_TRAFFIC_SHIFT,
        ],
      }),
    );
    const { clusterName } = service.cluster;
    const { serviceName, serviceArn } = service;
    const logGroups = logGroupsOf(service.taskDefinition);
    return {
      deployments: { by: 'ecs', clusterName, serviceName, serviceArn },
      waits,
      logGroups,
      names: (guards) => ({
        target: 'service',
        ...guards,
        cluster: clusterName,
        service: serviceName,
        'hook-log-group': hook.logs.logGroupName,
        'log-group': logGroups,
        'load-balancer': loadBalancer.loadBalancerArn,
        'target-group': [targetGroups.blue, targetGroups.green].map((group) => group.targetGroupArn),
      }),
      outputs: { TargetGroups: targetGroupNames(loadBalancer, [targetGroups.blue, targetGroups.green]) },
      runAfterwards: (canaries) => {
        hook.addEnvironment('LIVE_CANARIES', canaries.join(','));
        hook.allow(
          START,
          canaries.map((name) => canaryArn(guard, name)),
        );
      },
      reportLater: (report, after) => hook.reportLater(report.arnByName, after),
      waitFor,
    };
  }

  review(alarms: GuardAlarms): Review {
    return reviewConditions({
      conditions: alarms.conditions,
      shift: this.props.shift.shift,
      bakeSeconds: this.props.bake.toSeconds(),
      requestsPerMinute: this.props.expectedRequestsPerMinute,
    });
  }

  private hook(pinned: PinnedCanaries, waits: Waits): GuardFunction {
    const hook = new GuardFunction(this.parts.guard, 'Hooks', {
      handler: 'ecs-hooks',
      description: `${this.parts.guardName}: canaries must pass before and after production traffic moves`,
      environment: {
        PINNED_CANARIES: pinned.names.join(','),
        PINNED_INTERVAL_SECONDS: String(pinned.longestInterval.toSeconds()),
      },
      waits,
    });
    hook.allow(
      START,
      pinned.names.map((name) => canaryArn(hook, name)),
    );
    return hook;
  }
}

/**
 * Changes with whatever of the service's own properties does: each of them may begin a deployment, of the same task definition, too, and
 * the target groups then take turns.
 */
function digestOf(service: BaseService): string {
  const resource = service.node.defaultChild as CfnService;
  return Lazy.uncachedString({
    produce: () => {
      // As the template will have it: references are logical ids, and nothing waits for them.
      const properties = JSON.stringify(Stack.of(resource).resolve(resource._toCloudFormation()));
      return createHash('sha256').update(properties).digest('hex').slice(0, 16);
    },
  });
}
