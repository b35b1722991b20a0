import * as alpha from '@aws-cdk/aws-synthetics-alpha';
import { Duration } from 'aws-cdk-lib';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as synthetics from 'aws-cdk-lib/aws-synthetics';
import { SyntheticSuccess } from '../../lib/alarms';
import { ExistingCanary } from '../../lib/deployment';
import { deploymentOrder } from '../../lib/engine/cloudformation';
import { Service } from './service';

const SCRIPT = 'exports.handler = async () => {};';

function alarmsOn(make: (service: Service) => ExistingCanary): Record<string, unknown>[] {
  const service = new Service();
  service.guard({
    signals: [SyntheticSuccess.below(90)],
    canaries: [],
    bake: Duration.minutes(20),
    existingCanaries: [make(service)],
  });
  return Object.values(service.released('AWS::CloudWatch::Alarm'));
}

test.each<[string, (service: Service) => ExistingCanary]>([
  [
    'of the alpha package',
    ({ stack }) =>
      ExistingCanary.of(
        new alpha.Canary(stack, 'Shopper', {
          canaryName: 'shopper',
          runtime: new alpha.Runtime('syn-nodejs-puppeteer-13.0', alpha.RuntimeFamily.NODEJS),
          test: alpha.Test.custom({ code: alpha.Code.fromInline(SCRIPT), handler: 'index.handler' }),
          schedule: alpha.Schedule.rate(Duration.minutes(2)),
        }),
      ),
  ],
  [
    'of aws-cdk-lib',
    ({ stack }) =>
      ExistingCanary.of(
        new synthetics.Canary(stack, 'Shopper', {
          canaryName: 'shopper',
          runtime: synthetics.Runtime.SYNTHETICS_NODEJS_PUPPETEER_13_0,
          test: synthetics.Test.custom({ code: synthetics.Code.fromInline(SCRIPT), handler: 'index.handler' }),
          schedule: synthetics.Schedule.rate(Duration.minutes(2)),
        }),
      ),
  ],
  ['by name', () => ExistingCanary.named('shopper', { interval: Duration.minutes(2), label: 'Shopper' })],
])('a canary %s is a signal', (_, make) => {
  expect(alarmsOn(make)).toEqual([
    expect.objectContaining({
      AlarmName: 'Shop-Guard-ShopperSuccess-v12',
      // It always runs: silence is a fault, and a period shorter than its interval would be silent.
      TreatMissingData: 'breaching',
      Metrics: [
        expect.objectContaining({
          MetricStat: expect.objectContaining({
            Metric: expect.objectContaining({ Dimensions: [{ Name: 'CanaryName', Value: 'shopper' }] }),
            Period: 120,
          }),
        }),
      ],
    }),
  ]);
});

test('a canary that calls the API which waits for the live alias makes no circle', () => {
  const service = new Service();
  const canary = new synthetics.Canary(service.stack, 'Shopper', {
    runtime: synthetics.Runtime.SYNTHETICS_NODEJS_PUPPETEER_13_0,
    test: synthetics.Test.custom({ code: synthetics.Code.fromInline(SCRIPT), handler: 'index.handler' }),
    schedule: synthetics.Schedule.rate(Duration.minutes(1)),
  });
  const guard = service.guard({ existingCanaries: [ExistingCanary.of(canary)] });
  const api = new HttpApi(service.stack, 'Api', { defaultIntegration: new HttpLambdaIntegration('Live', guard.live) });
  canary.node.addDependency(api);
  const template = service.template();
  expect(deploymentOrder(template)).toHaveLength(Object.keys(template.Resources).length);
});

test('a canary without a rate needs an interval', () => {
  expect(() =>
    alarmsOn(({ stack }) =>
      ExistingCanary.of(
        new synthetics.Canary(stack, 'Shopper', {
          runtime: synthetics.Runtime.SYNTHETICS_NODEJS_PUPPETEER_13_0,
          test: synthetics.Test.custom({ code: synthetics.Code.fromInline(SCRIPT), handler: 'index.handler' }),
          schedule: synthetics.Schedule.cron({ minute: '5' }),
        }),
      ),
    ),
  ).toThrow('Shop/Shopper runs by');
});
