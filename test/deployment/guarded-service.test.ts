import { Duration, type Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import type { CfnService } from 'aws-cdk-lib/aws-ecs';
import { ErrorRate, type Signal } from '../../lib/alarms';
import { ServiceShift } from '../../lib/deployment';
import { deploymentOrder, parseTemplate } from '../../lib/engine/cloudformation';
import { shop } from './shop-on-ecs';

const template = shop().template();

test('ECS shifts, watches the guard and rolls back', () => {
  template.hasResourceProperties('AWS::ECS::Service', {
    DeploymentConfiguration: {
      Strategy: 'CANARY',
      CanaryConfiguration: { CanaryPercent: 10, CanaryBakeTimeInMinutes: 10 },
      BakeTimeInMinutes: 5,
      Alarms: { Enable: true, Rollback: true, AlarmNames: Array(4).fill(Match.anyValue()) },
      LifecycleHooks: [
        Match.objectLike({
          LifecycleStages: ['PRE_SCALE_UP', 'POST_TEST_TRAFFIC_SHIFT', 'POST_PRODUCTION_TRAFFIC_SHIFT'],
        }),
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

test("alarms read the candidate's target group alone, and no minute before its release", () => {
  const alarms = template.findResources('AWS::CloudWatch::Alarm');
  expect(Object.keys(alarms)).toEqual(['GuardErrors', 'GuardLatencyP99', 'GuardCheckoutApiSuccess']);
  const side = (attribute: string) => ({ 'Fn::GetAtt': [expect.stringMatching(/^GuardCandidate/), attribute] });
  for (const id of ['GuardErrors', 'GuardLatencyP99']) {
    const metrics: { Expression?: unknown; MetricStat?: { Metric: { Dimensions: unknown[] } } }[] =
      alarms[id]?.Properties.Metrics;
    for (const { MetricStat } of metrics.filter((metric) => metric.MetricStat)) {
      expect(MetricStat?.Metric.Dimensions).toContainEqual({ Name: 'TargetGroup', Value: side('Candidate') });
    }
    expect(metrics[0]?.Expression).toEqual({
      'Fn::Join': ['', [expect.stringContaining('EPOCH(requests) >= '), side('Since'), expect.any(String)]],
    });
  }
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

test('a change of the service alone begins a deployment, too: the side of the candidate is asked for again', () => {
  const release = (change?: (stack: Stack) => void) => {
    const { stack, template } = shop();
    change?.(stack);
    const [side] = Object.values(template().findResources('Custom::AviaryCandidateTargetGroup'));
    return side?.Properties.Release;
  };
  const service = (stack: Stack) => stack.node.findChild('Service').node.defaultChild as CfnService;
  expect(release()).toEqual(release());
  expect(release((stack) => service(stack).addPropertyOverride('PlatformVersion', '1.4.0'))).not.toEqual(release());
});
