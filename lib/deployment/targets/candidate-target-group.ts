import { CustomResource, Duration, Fn } from 'aws-cdk-lib';
import type { IApplicationLoadBalancer, IApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import type { CandidateTargetGroup } from '../../alarms';
import { acknowledgeWildcards } from '../../synthetics';
import { GuardFunction } from '../guard-function';

/** Two target groups that take turns. */
export interface TargetGroupPair {
  readonly blue: IApplicationTargetGroup;
  readonly green: IApplicationTargetGroup;
}

export interface CandidateSideProps {
  readonly guardName: string;
  readonly loadBalancer: IApplicationLoadBalancer;
  readonly targetGroups: TargetGroupPair;
  /** The ARN of the listener, or of its rule, that leads production to one of them. */
  readonly route: string;
  /** Changes with each release: asked anew then. */
  readonly release: string;
}

/**
 * Which of two target groups the new revision comes up in. They take turns: what is green in one deployment is blue in the next,
 * and no template knows. An alarm on both would read the baseline, and be red while production is; so CloudFormation asks,
 * once for each release and before it updates the service, and the release's alarms read the candidate's group alone.
 *
 * A deployment that CloudFormation does not start, such as `aws ecs update-service`, swaps them without asking: the alarms of
 * the last release then read what has become the baseline.
 */
export class CandidateSide extends Construct {
  /** What the guard's signals see. */
  readonly candidate: CandidateTargetGroup;

  constructor(scope: Construct, id: string, props: CandidateSideProps) {
    super(scope, id);
    const fn = new GuardFunction(this, 'Function', {
      directory: 'targets',
      handler: 'candidate-target-group',
      description: `${props.guardName}: tells which target group the new revision comes up in`,
      environment: {},
    });
    fn.allow(['elasticloadbalancing:DescribeRules', 'elasticloadbalancing:DescribeListeners'], ['*']);
    acknowledgeWildcards(fn.role ?? fn, ['*'], "Elastic Load Balancing's Describe actions know no resources.");
    const resource = new CustomResource(this, 'Resource', {
      serviceToken: fn.functionArn,
      resourceType: 'Custom::AviaryCandidateTargetGroup',
      // An answer that is lost holds the release up no longer.
      serviceTimeout: Duration.minutes(10),
      properties: {
        Route: props.route,
        Blue: props.targetGroups.blue.targetGroupArn,
        Green: props.targetGroups.green.targetGroupArn,
        Release: props.release,
      },
    });
    this.candidate = {
      label: '',
      targetGroup: resource.getAttString('Candidate'),
      baseline: resource.getAttString('Baseline'),
      since: resource.getAttString('Since'),
      // arn:aws:elasticloadbalancing:region:account:loadbalancer/app/name/id
      loadBalancer: Fn.select(1, Fn.split('loadbalancer/', props.loadBalancer.loadBalancerArn)),
    };
  }
}
