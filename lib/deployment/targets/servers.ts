import { Duration } from 'aws-cdk-lib';
import type { ServerDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import type { IApplicationLoadBalancer, IApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Candidate, CandidateCanary, CandidateFunction, GuardAlarms } from '../../alarms';
import { adoptGroup, deploymentsOf } from '../deployment-group';
import { DeploymentStart } from '../deployment-start';
import type { TargetParts } from '../guard';
import type { GuardProps } from '../guard-props';
import { targetGroupNames, targetGroupOf } from '../load-balancer-candidate';
import type { PinnedCanaries } from '../pinned-canaries';
import type { PinnedPath } from '../pinned-path';
import type { Review } from '../review-conditions';
import { Waits } from '../waits';
import { firstZoneWatch, reviewServers } from './review-servers';
import type { Protection, Target } from './target';

export interface ServersProps {
  /** It keeps what it has; the guard adds its alarms, and every reason to roll back. */
  readonly deploymentGroup: ServerDeploymentGroup;
  /**
   * What changes with each release, such as the number of the build: the guard's alarms are named after it, so that one left red
   * by the release before does not stop its fix. It must change with each.
   */
  readonly release: string;
  readonly loadBalancer: IApplicationLoadBalancer;
  /** What the servers are behind. It serves both versions, so what is measured there is a condition on production as a whole. */
  readonly targetGroup: IApplicationTargetGroup;
  /** The service's address as users have it: canaries run against it while a deployment goes on. @default - canaries need it */
  readonly baseUrl?: string;
  /** Where CodeDeploy itself publishes what happens to each deployment, good or bad. @default - nowhere */
  readonly deploymentEvents?: ITopic;
}

/**
 * EC2 instances and Auto Scaling groups, updated in place by CodeDeploy: a subset of them first. No function is asked before or after:
 * an AppSpec for servers names scripts that run on each of them, and `ValidateService` is what judges the new version alone.
 */
export class Servers implements Target {
  readonly platform = 'servers';
  readonly shift = "a subset of servers at a time, by the group's own configuration";
  /** Nobody knows how many servers there will be; half an hour is what the cost is reckoned with. */
  readonly usual = Duration.minutes(30);
  /** CodeDeploy's own limit for a deployment in place. */
  readonly longest = Duration.hours(8);
  readonly bakes = false;

  constructor(
    private readonly parts: TargetParts,
    private readonly props: ServersProps & GuardProps,
  ) {}

  pathOf(): PinnedPath {
    const { baseUrl } = this.props;
    if (baseUrl === undefined) {
      throw new Error(
        'canaries need baseUrl: the address of the service, at which they run while servers are updated.',
      );
    }
    return { url: `${baseUrl.replace(/\/$/, '')}/`, shared: true, grantInvoke: () => {} };
  }

  servedBy(): CandidateFunction | undefined {
    return undefined;
  }

  candidate(canaries: readonly CandidateCanary[]): Candidate {
    const { targetGroup, loadBalancer, release } = this.props;
    return {
      guardName: this.parts.guardName,
      functions: [],
      targetGroups: [targetGroupOf('', targetGroup, loadBalancer, true)],
      canaries,
      revision: release,
      release: `r${release}`,
    };
  }

  protect(alarms: GuardAlarms, pinned: PinnedCanaries): Protection {
    const { guard, guardName } = this.parts;
    const { deploymentGroup, loadBalancer, targetGroup } = this.props;
    adoptGroup(deploymentGroup, alarms, this.props.deploymentEvents);
    const deployments = deploymentsOf(deploymentGroup);
    const waits = new Waits(guard, 'Waits');
    const start = new DeploymentStart(guard, 'BeforeDeployment', {
      guardName,
      deployments,
      canaries: pinned.names,
      waits,
    });
    return {
      deployments,
      waits,
      // What servers log, their agents send where the team wants it.
      logGroups: [],
      names: (guards) => ({
        target: 'servers',
        ...guards,
        application: deployments.applicationName,
        group: [deploymentGroup.deploymentGroupName],
        'load-balancer': loadBalancer.loadBalancerArn,
        'target-group': [targetGroup.targetGroupArn],
      }),
      outputs: { TargetGroups: targetGroupNames(loadBalancer, [targetGroup]) },
      runAfterwards: () => {},
      reportLater: (report, after) => start.function.reportLater(report.functionArn, after),
      // Their deployments are started when the stack stands, by a pipeline or by hand.
      waitFor: () => {},
    };
  }

  review(alarms: GuardAlarms): Review {
    const watch = firstZoneWatch(this.props.deploymentGroup);
    return watch === undefined ? { errors: [], warnings: [] } : reviewServers(alarms.conditions, watch);
  }
}
