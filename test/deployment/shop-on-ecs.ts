import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { SyntheticSuccess, TargetGroupErrors, TargetGroupLatency } from '../../lib/alarms';
import { GuardedService, type GuardedServiceProps, ServiceShift } from '../../lib/deployment';

/** A service behind two target groups that take turns, with a production and a test listener. */
export function shop(props: Partial<GuardedServiceProps> = {}, scope: Construct = new App()) {
  const stack = new Stack(scope, 'Shop');
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 });
  const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
  const task = new ecs.FargateTaskDefinition(stack, 'Task');
  task.addContainer('web', { image: ecs.ContainerImage.fromRegistry('shop'), portMappings: [{ containerPort: 80 }] });
  const service = new ecs.FargateService(stack, 'Service', { cluster, taskDefinition: task });

  const loadBalancer = new elbv2.ApplicationLoadBalancer(stack, 'Lb', { vpc, internetFacing: true });
  const group = (id: string) =>
    new elbv2.ApplicationTargetGroup(stack, id, { vpc, port: 80, targetType: elbv2.TargetType.IP });
  const [blue, green] = [group('Blue'), group('Green')];
  const listen = (id: string, port: number) => {
    const listener = loadBalancer.addListener(id, { port, defaultAction: elbv2.ListenerAction.fixedResponse(404) });
    const rule = new elbv2.ApplicationListenerRule(stack, `${id}Rule`, {
      listener,
      priority: 1,
      conditions: [elbv2.ListenerCondition.pathPatterns(['*'])],
      action: elbv2.ListenerAction.weightedForward([
        { targetGroup: blue, weight: 100 },
        { targetGroup: green, weight: 0 },
      ]),
    });
    return ecs.ListenerRuleConfiguration.applicationListenerRule(rule);
  };
  const productionListener = listen('Production', 80);
  const testListener = listen('Test', 8080);
  blue.addTarget(
    service.loadBalancerTarget({
      containerName: 'web',
      containerPort: 80,
      alternateTarget: new ecs.AlternateTarget('Alternate', {
        alternateTargetGroup: green,
        productionListener,
        testListener,
      }),
    }),
  );
  const guard = new GuardedService(stack, 'Guard', {
    service,
    loadBalancer,
    targetGroups: { blue, green },
    shift: ServiceShift.canary({ percentage: 10, interval: Duration.minutes(10) }),
    bake: Duration.minutes(5),
    signals: [TargetGroupErrors.above(1), TargetGroupLatency.above(Duration.millis(800)), SyntheticSuccess.below(90)],
    expectedRequestsPerMinute: 1200,
    canaries: [{ script: 'canaries/checkout-api.ts' }],
    testUrl: `http://${loadBalancer.loadBalancerDnsName}:8080`,
    ...props,
  });
  guard.runAgainst({ baseUrl: `http://${loadBalancer.loadBalancerDnsName}` });
  return { app: scope as App, stack, template: () => Template.fromStack(stack) };
}
