import { Duration, Stack, Token } from 'aws-cdk-lib';
import type { CfnDeploymentGroup, EcsDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import type { IApplicationLoadBalancer, IApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Candidate, CandidateCanary, CandidateFunction, GuardAlarms } from '../../alarms';
import { type Shift, shiftWindow } from '../../engine/guard';
import { adoptGroup, deploymentGroupResource, deploymentsOf } from '../deployment-group';
import type { TargetParts } from '../guard';
import { GuardHooks, settleSeconds } from '../guard-hooks';
import { bakeOf, type GuardProps } from '../guard-props';
import { targetGroupNames, testListenerUrl } from '../load-balancer-candidate';
import type { PinnedCanaries } from '../pinned-canaries';
import type { PinnedPath } from '../pinned-path';
import { type Review, reviewConditions } from '../review-conditions';
import { shiftInWords, type TrafficShift } from '../traffic-shift';
import { CandidateSide } from './candidate-target-group';
import { shiftOfConfig, terminationWait } from './group-shift';
import { productionListenerOf } from './production-route';
import type { Protection, Target } from './target';

export interface EcsDeploymentGroupProps {
  /** It keeps what it has; the guard adds its alarms, and every reason to roll back. */
  readonly deploymentGroup: EcsDeploymentGroup;
  /**
   * What changes with each release, such as the task definition's revision: the guard's alarms are named after it, so that one left
   * red by the release before does not stop its fix, and of two target groups the one is asked for that the release comes up in.
   */
  readonly release: string;
  readonly loadBalancer: IApplicationLoadBalancer;
  /** The two target groups that take turns: the guard's alarms read the one that the new version comes up in. */
  readonly targetGroups: { readonly blue: IApplicationTargetGroup; readonly green: IApplicationTargetGroup };
  /** What the group's configuration does, where this app does not say it. @default - as the group's configuration has it */
  readonly shift?: TrafficShift;
  /** How long the hook goes on watching when all traffic has moved: 0 to 55 minutes. @default Duration.minutes(0) */
  readonly bake?: Duration;
  /** The address of the test listener, by which pinned canaries reach the new version alone. @default - canaries need it */
  readonly testUrl?: string;
  /** Where the containers log, for the candidate's first error in a report. @default - the report has none */
  readonly logGroups?: readonly ILogGroup[];
  /** Where CodeDeploy itself publishes what happens to each deployment, good or bad. @default - nowhere */
  readonly deploymentEvents?: ITopic;
}

/** Functions, by name: what `hooks` of `EcsDeployment` in `@cdklabs/cdk-ecs-codedeploy` takes. */
export interface AppSpecHooks {
  readonly afterAllowTestTraffic: string;
  readonly afterAllowTraffic: string;
}

export interface EcsBlueGreenProtection extends Protection {
  readonly appSpecHooks: AppSpecHooks;
}

/** A service of Amazon ECS that CodeDeploy deploys blue/green: its AppSpec names the guard's hooks. */
export class EcsBlueGreen implements Target<EcsBlueGreenProtection> {
  readonly platform = 'ecs-deployment-group';
  readonly shift: string;
  readonly usual: Duration;
  readonly longest: Duration;
  readonly bakes: boolean;
  private readonly bake: Duration;
  private readonly moves: Shift | undefined;
  /** How long alarms are read when all traffic has moved, in seconds: by the hook, then while blue stands. */
  private readonly watched: number;

  constructor(
    private readonly parts: TargetParts,
    private readonly props: EcsDeploymentGroupProps & GuardProps,
  ) {
    const { deploymentGroup } = props;
    this.bake = bakeOf(props);
    this.bakes = this.bake.toSeconds() > 0;
    this.moves = props.shift?.shift ?? shiftOfConfig(deploymentGroup.deploymentConfig);
    this.shift = this.moves === undefined ? "by the group's own configuration" : shiftInWords(this.moves);
    this.watched = this.bake.toSeconds() + terminationWait(deploymentGroupResource(deploymentGroup));
    const total = this.moves === undefined ? this.watched : shiftWindow(this.moves, this.watched).total;
    // Tasks take a few minutes to come up, and each hook has an hour.
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
    const { guard, guardName } = this.parts;
    const { deploymentGroup, loadBalancer, targetGroups, release } = this.props;
    const side = new CandidateSide(guard, 'Candidate', {
      guardName,
      loadBalancer,
      targetGroups,
      route: productionListenerOf(deploymentGroupResource(deploymentGroup)),
      release,
    });
    return {
      guardName,
      functions: [],
      targetGroups: [side.candidate],
      canaries,
      revision: release,
      release: `r${release}`,
    };
  }

  protect(alarms: GuardAlarms, pinned: PinnedCanaries): EcsBlueGreenProtection {
    const { deploymentGroup, loadBalancer, targetGroups, logGroups = [] } = this.props;
    const hooks = new GuardHooks(this.parts.guard, 'Hooks', {
      guardName: this.parts.guardName,
      alarms,
      pinnedCanaries: pinned.names,
      pinnedInterval: pinned.longestInterval,
      bake: this.bake,
      named: true,
    });
    // The AppSpec names the hooks, and nothing else tells a deployment what it has to wait for.
    hooks.waitFor(hooks.waits);
    adoptGroup(deploymentGroup, alarms, this.props.deploymentEvents);
    for (const hook of [hooks.before, hooks.after]) {
      hook.allow(
        ['codedeploy:PutLifecycleEventHookExecutionStatus', 'codedeploy:GetDeployment'],
        [deploymentGroup.deploymentGroupArn],
      );
      // The managed policies of CodeDeploy allow hooks of the name CodeDeployHook_ alone.
      const { policyDependable } = deploymentGroup.role.addToPrincipalPolicy(
        new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [hook.arnByName] }),
      );
      if (policyDependable !== undefined) hooks.waitFor(policyDependable);
    }
    const logs = logGroups.map(({ logGroupName }) => logGroupName);
    const service = serviceOf(deploymentGroupResource(deploymentGroup));
    return {
      appSpecHooks: {
        afterAllowTestTraffic: hooks.before.functionName,
        afterAllowTraffic: hooks.after.functionName,
      },
      deployments: { ...deploymentsOf(deploymentGroup), service },
      waits: hooks.waits,
      logGroups: logs,
      names: (guards) => ({
        target: 'ecs-deployment-group',
        ...guards,
        application: deploymentGroup.application.applicationRef.applicationName,
        group: [deploymentGroup.deploymentGroupName],
        ...hooks.names,
        cluster: service.clusterName,
        service: service.serviceName,
        'log-group': logs,
        'load-balancer': loadBalancer.loadBalancerArn,
        'target-group': [targetGroups.blue, targetGroups.green].map((group) => group.targetGroupArn),
      }),
      outputs: { TargetGroups: targetGroupNames(loadBalancer, [targetGroups.blue, targetGroups.green]) },
      runAfterwards: (canaries) => hooks.runAfterwards(canaries),
      reportLater: (report, after) => hooks.reportLater(report, after),
      waitFor: (...dependencies) => hooks.waitFor(...dependencies),
    };
  }

  review(alarms: GuardAlarms): Review {
    // Nothing is reckoned of a configuration that is not of this app.
    if (this.moves === undefined) return { errors: [], warnings: [] };
    return reviewConditions({
      conditions: alarms.conditions,
      shift: this.moves,
      bakeSeconds: this.watched,
      requestsPerMinute: this.props.expectedRequestsPerMinute,
      ...settleSeconds(alarms),
    });
  }
}

/** The service that a deployment group deploys. */
function serviceOf(group: CfnDeploymentGroup): { readonly clusterName: string; readonly serviceName: string } {
  const services: unknown = Stack.of(group).resolve(group.ecsServices);
  const [first] = Array.isArray(services) ? services : [];
  return { clusterName: Token.asString(first?.clusterName), serviceName: Token.asString(first?.serviceName) };
}
