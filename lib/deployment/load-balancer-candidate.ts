import { Fn } from 'aws-cdk-lib';
import type { IApplicationLoadBalancer, IApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { CandidateTargetGroup } from '../alarms';

/** A target group as CloudWatch names it and its load balancer, taken from their ARNs. */
export function targetGroupOf(
  label: string,
  { targetGroupArn }: IApplicationTargetGroup,
  { loadBalancerArn }: IApplicationLoadBalancer,
  mixed?: boolean,
): CandidateTargetGroup {
  return {
    label,
    // arn:aws:elasticloadbalancing:region:account:targetgroup/name/id
    targetGroup: Fn.select(5, Fn.split(':', targetGroupArn)),
    // arn:aws:elasticloadbalancing:region:account:loadbalancer/app/name/id
    loadBalancer: Fn.select(1, Fn.split('loadbalancer/', loadBalancerArn)),
    mixed,
  };
}

/** Where requests of users arrive, for who counts them: `app/shop/1|targetgroup/blue/2`, between commas. */
export function targetGroupNames(
  loadBalancer: IApplicationLoadBalancer,
  groups: readonly IApplicationTargetGroup[],
): string {
  return groups
    .map((group) => targetGroupOf('', group, loadBalancer))
    .map((one) => `${one.loadBalancer}|${one.targetGroup}`)
    .join(',');
}

/** The pinned path of a service behind a test listener. @throws where there is none */
export function testListenerUrl(testUrl: string | undefined): string {
  if (testUrl === undefined) {
    throw new Error(
      'canaries need testUrl: the address of the test listener, behind which there is nothing but the new version.',
    );
  }
  return `${testUrl.replace(/\/$/, '')}/`;
}
