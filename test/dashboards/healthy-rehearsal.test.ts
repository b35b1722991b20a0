import { join, resolve } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { ErrorRate, Latency, SyntheticSuccess } from '../../lib/alarms';
import { loadAssembly } from '../../lib/assembly';
import { GuardedDeployment, TrafficShift } from '../../lib/deployment';
import { parseTemplate, Resolver } from '../../lib/engine/cloudformation';
import { CloudWatch, type MetricId } from '../../lib/engine/cloudwatch';
import { parseScenario, rehearse } from '../../lib/rehearsal';
import { bundledAsset, importable } from '../../lib/synthetics';
import { widgetsOf } from './dashboard-body';

const FUNCTION = 'the-function';

/** The storefront's API behind a guard with one canary: enough for every kind of widget. */
function shop(): string {
  const app = new App();
  const stack = new Stack(app, 'Shop');
  const directory = resolve('lib/stacks/storefront');
  const fn = new LambdaFunction(stack, 'Handler', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromAsset(
      directory,
      bundledAsset({
        source: `export { handler } from ${importable(join(directory, 'storefront.handler'))};`,
        directory,
        target: 'node20',
        external: [],
      }),
    ),
  });
  const guard = new GuardedDeployment(stack, 'Guard', {
    functions: [fn],
    shift: TrafficShift.canary({ percentage: 10, interval: Duration.minutes(7) }),
    signals: [ErrorRate.above(1), Latency.above(Duration.millis(800)), SyntheticSuccess.below(90)],
    expectedRequestsPerMinute: 1200,
    canaries: [{ script: 'canaries/checkout-api.ts' }],
  });
  const api = new HttpApi(stack, 'Api', { defaultIntegration: new HttpLambdaIntegration('Live', guard.live) });
  guard.runAgainst({ baseUrl: api.apiEndpoint });
  return app.synth().directory;
}

const scenario = `
name: healthy
seed: 1
warmUp: 2m
traffic:
  requestsPerMinute: 1200
  requests:
    - { name: list, method: GET, path: /api/products }
expect: { outcome: succeeded }
`;

/** A metric as a text, whatever CloudFormation named the function. */
function keyOf({ namespace, name, dimensions }: MetricId): string {
  const pairs = Object.entries(dimensions).map(([key, value]) => {
    if (key === 'FunctionName') return `${key}=${FUNCTION}`;
    return `${key}=${key === 'Resource' ? value.replace(/^[^:]+/, FUNCTION) : value}`;
  });
  return [namespace, name, ...pairs.sort()].join(' ');
}

/** What the widgets of the dashboard show, for a release that is version 2. */
function shown(directory: string): string[] {
  const [stack] = loadAssembly(directory).stacks;
  const template = parseTemplate(stack?.template);
  const resolver = new Resolver({
    template,
    parameters: {},
    region: 'us-east-1',
    account: '123456789012',
    stackName: 'Shop',
    attributeOf: (id: string, name: string) => (name === 'Version' ? '2' : `arn:aws:service:us-east-1:1:${id}`),
    refOf: (id: string) => (id.startsWith('Handler') ? FUNCTION : id),
    importOf: () => undefined,
  });
  const [dashboard] = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Dashboard');
  const { DashboardBody } = resolver.resolve(dashboard?.Properties) as { DashboardBody: string };
  return widgetsOf(DashboardBody)
    .flatMap((widget) => (widget.type === 'metric' ? widget.properties.metrics : []))
    .flatMap((row) => {
      const [namespace, name, ...rest] = row.filter((part) => typeof part === 'string');
      if (namespace === undefined || name === undefined) return [];
      const dimensions = Object.fromEntries(
        rest.flatMap((part, index) => (index % 2 === 0 ? [[part, rest[index + 1] ?? '']] : [])),
      );
      return [keyOf({ namespace, name, dimensions })];
    });
}

test('in a healthy rehearsal every metric that the dashboard shows has data', async () => {
  const directory = shop();
  const measured = new Set<string>();
  const put = CloudWatch.prototype.putMetricData;
  jest.spyOn(CloudWatch.prototype, 'putMetricData').mockImplementation(function (this: CloudWatch, metric, ...rest) {
    measured.add(keyOf(metric));
    put.call(this, metric, ...rest);
  });
  const rehearsal = await rehearse({
    assembly: loadAssembly(directory),
    scenario: parseScenario(scenario, 'healthy.yaml'),
  });
  jest.restoreAllMocks();

  expect(rehearsal.outcome).toBe('succeeded');
  const metrics = shown(directory);
  expect(metrics.length).toBeGreaterThan(10);
  expect(metrics.filter((metric) => !measured.has(metric))).toEqual([]);
}, 120_000);
