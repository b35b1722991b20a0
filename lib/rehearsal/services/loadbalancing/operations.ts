import { AwsError, type AwsServices } from '../../../endpoint';
import type { LoadBalancing, Route } from './load-balancing';

type Operations = NonNullable<AwsServices['elasticloadbalancing']>;

/** What functions ask of Elastic Load Balancing: where listeners and rules lead, as deployments have moved them. */
export function loadBalancingOperations(balancing: LoadBalancing): Operations {
  const route = (arn: string, code: string): Route => {
    const found = balancing.routes.get(arn);
    if (found === undefined) throw new AwsError(code, `One or more of ${arn} were not found`);
    return found;
  };
  return {
    DescribeRules: ({ RuleArns = [] }) => ({
      Rules: RuleArns.map((arn) => {
        const rule = route(arn, 'RuleNotFoundException');
        return { RuleArn: arn, Priority: String(rule.priority), IsDefault: false, Actions: [forward(rule)] };
      }),
    }),
    DescribeListeners: ({ ListenerArns = [] }) => ({
      Listeners: ListenerArns.map((arn) => {
        const listener = route(arn, 'ListenerNotFoundException');
        return {
          ListenerArn: arn,
          LoadBalancerArn: listener.loadBalancerArn,
          Port: listener.port,
          DefaultActions: [forward(listener)],
        };
      }),
    }),
  };
}

/** Weights are whole numbers, from 0 to 999. */
function forward({ weights }: Route) {
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const TargetGroups = [...weights].map(([TargetGroupArn, weight]) => ({
    TargetGroupArn,
    Weight: total === 0 ? 0 : Math.round((weight / total) * 100),
  }));
  return { Type: 'forward' as const, ForwardConfig: { TargetGroups } };
}
