import { App, Duration, Stack } from 'aws-cdk-lib';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { ErrorRate, Latency, Throttles } from '../../lib/alarms';
import { type Assembly, loadAssembly } from '../../lib/assembly';
import { GuardedDeployment, TrafficShift } from '../../lib/deployment';
import { parseScenario, rehearse } from '../../lib/rehearsal';

/** Four functions behind one guard, with more alarms than every account takes in a deployment group. */
function shop(): Assembly {
  const app = new App();
  const stack = new Stack(app, 'Shop');
  const functions = ['Cart', 'Pay', 'Ship', 'Tax'].map(
    (id) =>
      new LambdaFunction(stack, id, {
        runtime: Runtime.NODEJS_24_X,
        handler: 'index.handler',
        code: Code.fromInline('exports.handler = async () => ({ statusCode: 200 });'),
      }),
  );
  const guard = new GuardedDeployment(stack, 'Guard', {
    functions,
    shift: TrafficShift.canary({ percentage: 10, interval: Duration.minutes(7) }),
    signals: [ErrorRate.above(1), Latency.above(Duration.millis(800)), Throttles.above(0)],
    expectedRequestsPerMinute: 1200,
  });
  const api = new HttpApi(stack, 'Api');
  for (const fn of functions) {
    api.addRoutes({
      path: `/${fn.node.id}`,
      methods: [HttpMethod.GET],
      integration: new HttpLambdaIntegration(fn.node.id, guard.liveOf(fn)),
    });
  }
  return loadAssembly(app.synth().directory);
}

const scenario = `
name: one of four functions fails
seed: 1
warmUp: 2m
target: Pay
traffic:
  requestsPerMinute: 3000
  requests:
    - { name: cart, method: GET, path: /Cart }
    - { name: pay, method: GET, path: /Pay, weight: 3 }
candidate: [{ fault: error, rate: 0.3, requests: [pay] }]
expect: { outcome: rolled-back, stoppedBy: alarm, trigger: [GuardPayErrorRate] }
`;

test('a bad release of one function of many is taken back by its own alarm, and the alarms of the others stay', async () => {
  const { ok, expectations, timeline } = await rehearse({
    assembly: shop(),
    scenario: parseScenario(scenario, 'one-of-four.yaml'),
  });

  expect({ ok, broken: expectations.filter((one) => !one.ok) }).toEqual({ ok: true, broken: [] });
  const updated = timeline.filter(({ actor, status }) => actor === 'cloudformation' && status === 'UPDATE_IN_PROGRESS');
  expect(updated.map(({ event }) => event)).toContain('GuardPayErrorRate');
  expect(updated.filter(({ event }) => /^Guard(Cart|Ship|Tax)(ErrorRate|LatencyP99|Throttles)/.test(event))).toEqual(
    [],
  );
}, 120_000);
