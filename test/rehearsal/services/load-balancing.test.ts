import { type EcsService, EcsServices } from '../../../lib/rehearsal/services/ecs/ecs-service';
import { LoadBalancing } from '../../../lib/rehearsal/services/loadbalancing/load-balancing';
import { loadBalancingOperations } from '../../../lib/rehearsal/services/loadbalancing/operations';

const route = (arn: string, priority: number, paths: string[] = []) => ({
  arn,
  logicalId: arn,
  listenerArn: 'listener',
  loadBalancerArn: 'balancer',
  port: 80,
  priority,
  paths,
  weights: new Map([['blue', 1]]),
});

function shop() {
  const balancing = new LoadBalancing();
  balancing.loadBalancers.set('balancer', { arn: 'balancer', fullName: 'app/shop/1', host: 'shop.elb.amazonaws.com' });
  balancing.routes.set('rule', route('rule', 1));
  const services = new EcsServices(balancing, false);
  const service: EcsService = {
    arn: 'service',
    name: 'shop',
    cluster: 'cluster',
    logicalId: 'Service',
    targetGroups: ['blue', 'green'],
    productionRoute: 'rule',
    current: 'shop:1',
    production: 0,
    weight: 0,
    desiredCount: 1,
    isTargetUp: false,
  };
  services.put(service);
  services.baselineStands();
  const serves = (group: string) => balancing.targetsOf(group)?.(() => 0)?.role;
  const release = (taskDefinition: string) => {
    service.target = taskDefinition;
    services.setProductionWeight(service, 0.1);
    const whileShifting = { blue: serves('blue'), green: serves('green'), weight: services.weight };
    services.setProductionWeight(service, 1);
    services.settle(service);
    return whileShifting;
  };
  return { balancing, services, service, serves, release };
}

test('the target groups of a service swap roles with each release', async () => {
  const { balancing, services, release, serves } = shop();
  expect(release('shop:2')).toEqual({ blue: 'baseline', green: 'candidate', weight: 0.1 });
  expect(services.weight).toBe(1);
  expect({ blue: serves('blue'), green: serves('green') }).toEqual({ blue: undefined, green: 'candidate' });

  services.baselineStands();
  expect(release('shop:3')).toEqual({ blue: 'candidate', green: 'baseline', weight: 0.1 });
  const { Rules } = (await loadBalancingOperations(balancing).DescribeRules?.(
    { RuleArns: ['rule'] },
    { signal: new AbortController().signal },
  )) ?? { Rules: [] };
  expect(Rules?.[0]?.Actions?.[0]?.ForwardConfig?.TargetGroups).toEqual(
    expect.arrayContaining([
      { TargetGroupArn: 'blue', Weight: 100 },
      { TargetGroupArn: 'green', Weight: 0 },
    ]),
  );
});

test('a release that is taken back leaves the baseline where it was', () => {
  const { services, service, serves } = shop();
  service.target = 'shop:2';
  services.setProductionWeight(service, 0.5);
  services.setProductionWeight(service, 0);
  services.takeBack(service);
  expect({ weight: services.weight, blue: serves('blue'), green: serves('green') }).toEqual({
    weight: 0,
    blue: 'baseline',
    green: undefined,
  });
});

test('a request comes in by the first rule of its port that has its path', () => {
  const { balancing } = shop();
  balancing.routes.set('images', route('images', 0, ['/images/*.png']));
  balancing.routes.set('rest', route('rest', Number.POSITIVE_INFINITY));
  const at = (path: string, port = 80) => balancing.routeAt('Shop.elb.amazonaws.com', port, path)?.arn;
  expect([at('/images/cat.png'), at('/images/cat.gif'), at('/', 8080)]).toEqual(['images', 'rule', undefined]);
});
