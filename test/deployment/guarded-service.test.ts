import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ErrorRate, type Signal, SyntheticSuccess, TargetGroupErrors, TargetGroupLatency } from '../../lib/alarms';
import { GuardedService, type GuardedServiceProps, ServiceShift } from '../../lib/deployment';
import { deploymentOrder, parseTemplate } from '../../lib/engine/cloudformation';

/** A service behind two target groups that take turns, with a production and a test listener. */
function shop(props: Partial<GuardedServiceProps> = {}) {
  const stack = new Stack(new App(), 'Shop');
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
  return { stack, template: () => Template.fromStack(stack) };
}

const template = shop().template();

test('ECS shifts, watches the guard and rolls back', () => {
  template.hasResourceProperties('AWS::ECS::Service', {
    DeploymentConfiguration: {
      Strategy: 'CANARY',
      CanaryConfiguration: { CanaryPercent: 10, CanaryBakeTimeInMinutes: 10 },
      BakeTimeInMinutes: 5,
      Alarms: { Enable: true, Rollback: true, AlarmNames: Array(6).fill(Match.anyValue()) },
      LifecycleHooks: [
        Match.objectLike({ LifecycleStages: ['POST_TEST_TRAFFIC_SHIFT', 'POST_PRODUCTION_TRAFFIC_SHIFT'] }),
      ],
    },
  });
});

test('pinned canaries reach the new revision by the test listener, unsigned', () => {
  template.hasResourceProperties('AWS::Synthetics::Canary', {
    Name: 'shop-guard-checkout-api-pinned',
    StartCanaryAfterCreation: false,
    RunConfig: {
      EnvironmentVariables: {
        BASE_URL: { 'Fn::Join': ['', ['http://', Match.anyValue(), ':8080/']] },
        CANARY_SIGNED_URL: Match.absent(),
      },
    },
  });
});

test('each target group has its own alarms, so the new revision is never diluted', () => {
  const ids = Object.keys(template.findResources('AWS::CloudWatch::Alarm'));
  expect(ids).toEqual([
    'GuardBlueErrors',
    'GuardGreenErrors',
    'GuardBlueLatencyP99',
    'GuardGreenLatencyP99',
    'GuardCheckoutApiSuccess',
  ]);
});

test('CloudFormation finds an order, and the service comes after its alarms, hook and canaries', () => {
  const parsed = parseTemplate(template.toJSON());
  const order = deploymentOrder(parsed);
  const at = (type: string) => order.flatMap((id, index) => (parsed.Resources[id]?.Type === type ? [index] : []));
  const [service = -1] = at('AWS::ECS::Service');
  expect(Math.max(...at('AWS::CloudWatch::Alarm'), ...at('AWS::CloudWatch::CompositeAlarm').slice(0, 1))).toBeLessThan(
    service,
  );
  expect(order.findIndex((id) => /^GuardPinned.*api[0-9A-F]{8}$/.test(id))).toBeLessThan(service);
});

test.each<[string, () => unknown, string]>([
  [
    '2 % linear',
    () => ServiceShift.linear({ percentage: 2, interval: Duration.minutes(1) }),
    'percentage is 2; ECS shifts multiples of 0.1 from 3 to 100',
  ],
  [
    'a day and more',
    () => ServiceShift.canary({ percentage: 5, interval: Duration.hours(25) }),
    'interval is 90000 seconds; ECS waits 0 to 1440 whole minutes',
  ],
  [
    'a signal of Lambda',
    () => shop({ signals: [ErrorRate.above(1)] as Signal[] }),
    'ErrorRate measures Lambda functions, and Shop-Guard has none',
  ],
  ['canaries without a test listener', () => shop({ testUrl: undefined }), 'canaries need testUrl'],
  [
    'a bake too short for blue/green',
    () => shop({ shift: ServiceShift.blueGreen(), bake: Duration.minutes(1) }).template(),
    'Bake for at least 5 minutes',
  ],
])('%s is refused', (_, make, sentence) => {
  expect(make).toThrow(sentence);
});
