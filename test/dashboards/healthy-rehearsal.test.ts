import { join, resolve } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { ErrorRate, Latency, SyntheticStep, SyntheticSuccess } from '../../lib/alarms';
import { type Assembly, loadAssembly } from '../../lib/assembly';
import { GuardsBoard } from '../../lib/dashboards';
import { GuardedDeployment, TrafficShift } from '../../lib/deployment';
import { bundledAsset, importable } from '../../lib/synthetics';
import { shop as shopOnEcs } from '../deployment/shop-on-ecs';
import { blueGreenShop, shopOnServers } from '../rehearsal/balanced-shops';
import { rehearsedBoards } from './rehearsed-boards';

/** The storefront's API behind a guard with one canary: enough for every kind of widget; and the board over all guards. */
function shop(): Assembly {
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
    signals: [
      ErrorRate.above(1),
      Latency.above(Duration.millis(800)),
      SyntheticSuccess.below(90),
      SyntheticStep.below('checkout', 90),
    ],
    expectedRequestsPerMinute: 1200,
    canaries: [{ script: 'canaries/checkout-api.ts' }],
  });
  const api = new HttpApi(stack, 'Api', { defaultIntegration: new HttpLambdaIntegration('Live', guard.live) });
  guard.runAgainst({ baseUrl: api.apiEndpoint });
  new GuardsBoard(stack, 'Board', { guards: [guard] });
  return loadAssembly(app.synth().directory);
}

const scenario = (traffic: string) => `
name: healthy
seed: 1
warmUp: 2m
traffic: ${traffic}
expect: { outcome: succeeded }
`;

const ofAll = ['Guards', 'Shop-Guard'];

test.each<[string, () => Assembly, string, string[]]>([
  [
    'a function',
    shop,
    '{ requestsPerMinute: 1200, requests: [{ name: list, method: GET, path: /api/products }] }',
    ofAll,
  ],
  [
    'a service of ECS',
    () => {
      const { app, stack } = shopOnEcs();
      new GuardsBoard(stack, 'Board', { guards: [{ guardName: 'Shop-Guard' }] });
      return loadAssembly(app.synth().directory);
    },
    '{ requestsPerMinute: 1500 }',
    ofAll,
  ],
  ['a service of ECS behind CodeDeploy', blueGreenShop, '{ requestsPerMinute: 1500 }', ['Shop-Guard']],
  ['servers', shopOnServers, '{ requestsPerMinute: 1500 }', ['Shop-Guard']],
])(
  'in a healthy rehearsal of %s the boards show alarms that exist, and no line is empty',
  async (_, assemblyOf, traffic, names) => {
    const { rehearsal, boards, empty, unknownAlarms } = await rehearsedBoards(assemblyOf(), scenario(traffic));

    expect(rehearsal.outcome).toBe('succeeded');
    // Each ends with its Region.
    expect([...boards.keys()].map((name) => name.replace(/-us-east-1$/, '')).sort()).toEqual(names);
    expect(
      [...boards].find(([name]) => name.startsWith('Shop-Guard-'))?.[1]?.filter(({ type }) => type === 'metric').length,
    ).toBeGreaterThan(4);
    expect(empty).toEqual([]);
    expect(unknownAlarms).toEqual([]);
  },
  120_000,
);
