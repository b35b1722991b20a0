import { z } from 'zod';
import type { ResourceHandler, ResourceRequest } from '../../../engine/cloudformation';
import { type Account, arn, stableId } from '../../world/account';
import { numeric, resourceType } from '../resource-type';
import type { LoadBalancing, Route } from './load-balancing';

const action = z.looseObject({
  Type: z.string(),
  TargetGroupArn: z.string().optional(),
  ForwardConfig: z
    .looseObject({
      TargetGroups: z.array(z.looseObject({ TargetGroupArn: z.string(), Weight: numeric.default(1) })).default([]),
    })
    .optional(),
});

const balancerProperties = z.looseObject({
  Name: z.string().optional(),
  Type: z.enum(['application', 'network', 'gateway']).default('application'),
});
const groupProperties = z.looseObject({
  Name: z.string().optional(),
  TargetType: z.string().optional(),
  Targets: z.array(z.looseObject({ Id: z.string() })).default([]),
});
const listenerProperties = z.looseObject({
  LoadBalancerArn: z.string(),
  Port: numeric.default(80),
  DefaultActions: z.array(action).default([]),
});
const ruleProperties = z.looseObject({
  ListenerArn: z.string(),
  Priority: numeric,
  Actions: z.array(action).default([]),
  Conditions: z
    .array(
      z.looseObject({
        Field: z.string().optional(),
        Values: z.array(z.string()).optional(),
        PathPatternConfig: z.looseObject({ Values: z.array(z.string()).default([]) }).optional(),
      }),
    )
    .default([]),
});

/** AWS::ElasticLoadBalancingV2: load balancers, listeners and their rules, target groups. */
export function loadBalancingResources(
  balancing: LoadBalancing,
  account: Account,
): Readonly<Record<string, ResourceHandler>> {
  const elb = (resource: string) => arn(account, 'elasticloadbalancing', resource);
  const idOf = (request: ResourceRequest, kind: string) => stableId(16, kind, request.stack.name, request.logicalId);
  return {
    'AWS::ElasticLoadBalancingV2::LoadBalancer': resourceType(balancerProperties, {
      replacedBy: ['Name', 'Type'],
      put(properties, request, physicalId) {
        const kind = properties.Type === 'network' ? 'net' : 'app';
        const name = properties.Name ?? request.physicalName(32);
        const known = physicalId === undefined ? undefined : balancing.loadBalancers.get(physicalId);
        const fullName = known?.fullName ?? `${kind}/${name}/${idOf(request, 'load balancer')}`;
        const balancerArn = elb(`loadbalancer/${fullName}`);
        const shortName = fullName.split('/')[1] ?? name;
        const host = `${shortName}-${stableId(10, fullName)}.${account.region}.elb.amazonaws.com`.toLowerCase();
        balancing.loadBalancers.set(balancerArn, { arn: balancerArn, fullName, host });
        return {
          physicalId: balancerArn,
          attributes: {
            DNSName: host,
            LoadBalancerArn: balancerArn,
            LoadBalancerFullName: fullName,
            LoadBalancerName: shortName,
            CanonicalHostedZoneID: 'Z35SXDOTRQ7X7K',
            SecurityGroups: [],
          },
        };
      },
      remove: ({ physicalId }) => balancing.loadBalancers.delete(physicalId),
    }),
    'AWS::ElasticLoadBalancingV2::TargetGroup': resourceType(groupProperties, {
      replacedBy: ['Name'],
      put(properties, request, physicalId) {
        const known = physicalId === undefined ? undefined : balancing.targetGroups.get(physicalId);
        const name = known?.name ?? properties.Name ?? request.physicalName(32);
        const fullName = known?.fullName ?? `targetgroup/${name}/${idOf(request, 'target group')}`;
        const groupArn = elb(fullName);
        balancing.targetGroups.set(groupArn, { arn: groupArn, logicalId: request.logicalId, fullName, name });
        const [target] = properties.Targets;
        if (properties.TargetType === 'lambda' && target !== undefined) balancing.functions.set(groupArn, target.Id);
        return {
          physicalId: groupArn,
          attributes: {
            TargetGroupArn: groupArn,
            TargetGroupFullName: fullName,
            TargetGroupName: name,
            LoadBalancerArns: [],
          },
        };
      },
      remove: ({ physicalId }) => balancing.targetGroups.delete(physicalId),
    }),
    'AWS::ElasticLoadBalancingV2::Listener': resourceType(listenerProperties, {
      replacedBy: ['LoadBalancerArn'],
      put(properties, request, physicalId) {
        const suffix = properties.LoadBalancerArn.split(':loadbalancer/')[1] ?? '';
        const listenerArn = physicalId ?? elb(`listener/${suffix}/${idOf(request, 'listener')}`);
        balancing.routes.set(listenerArn, {
          arn: listenerArn,
          logicalId: request.logicalId,
          listenerArn,
          loadBalancerArn: properties.LoadBalancerArn,
          port: properties.Port,
          priority: Number.POSITIVE_INFINITY,
          paths: [],
          weights: weightsOf(properties.DefaultActions),
        });
        return { physicalId: listenerArn, attributes: { ListenerArn: listenerArn } };
      },
      remove: ({ physicalId }) => balancing.routes.delete(physicalId),
    }),
    'AWS::ElasticLoadBalancingV2::ListenerRule': resourceType(ruleProperties, {
      replacedBy: ['ListenerArn'],
      put(properties, request, physicalId) {
        const listener = balancing.routes.get(properties.ListenerArn);
        if (listener === undefined) throw new Error(`One or more listeners not found: ${properties.ListenerArn}`);
        const suffix = properties.ListenerArn.split(':listener/')[1] ?? '';
        const ruleArn = physicalId ?? elb(`listener-rule/${suffix}/${idOf(request, 'rule')}`);
        const rule: Route = {
          ...listener,
          arn: ruleArn,
          logicalId: request.logicalId,
          priority: properties.Priority,
          paths: properties.Conditions.flatMap(({ Field, Values, PathPatternConfig }) =>
            Field === 'path-pattern' ? (PathPatternConfig?.Values ?? Values ?? []) : [],
          ),
          weights: weightsOf(properties.Actions),
        };
        balancing.routes.set(ruleArn, rule);
        return { physicalId: ruleArn, attributes: { RuleArn: ruleArn, IsDefault: false } };
      },
      remove: ({ physicalId }) => balancing.routes.delete(physicalId),
    }),
  };
}

/** A forward action divides requests by weight; other actions answer themselves. */
function weightsOf(actions: readonly z.output<typeof action>[]): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const { Type, TargetGroupArn, ForwardConfig } of actions) {
    if (Type !== 'forward') continue;
    const groups = ForwardConfig?.TargetGroups ?? [];
    for (const { TargetGroupArn: group, Weight } of groups) weights.set(group, Weight);
    if (groups.length === 0 && TargetGroupArn !== undefined) weights.set(TargetGroupArn, 1);
  }
  return weights;
}
