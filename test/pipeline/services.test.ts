import { Duration, type Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { loadAssembly } from '../../lib/assembly';
import { Bake } from '../../lib/pipeline';
import { parseScenario, type Rehearsal, rehearse } from '../../lib/rehearsal';
import { shop } from '../deployment/shop-on-ecs';
import { shopPipeline } from './shop';

/** A stage with a service of ECS behind a load balancer. */
const { app, stack } = shopPipeline({
  waves: (scope) => {
    const stage = new Stage(scope, 'Prod');
    shop({}, stage);
    return [{ stages: [{ stage, bake: Bake.of({ duration: Duration.minutes(10), minRequests: 5_000 }) }] }];
  },
});
const assembly = loadAssembly(app.synth().directory);

async function rehearsed(more = ''): Promise<Rehearsal> {
  const scenario = `name: a release\nwarmUp: 3m\npipeline: Prod\ntraffic: { requestsPerMinute: 1500 }\n${more}`;
  return rehearse({ assembly, scenario: parseScenario(scenario, 'scenario') });
}

test('the bake of a service counts the requests to its target groups, which its stack names', () => {
  const functions = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
  const bake = functions.find(({ Properties }) => String(Properties.Description).includes('bake gate of'));
  const [{ output }] = JSON.parse(bake?.Properties.Environment.Variables.REQUESTS);
  const [stage] = stack.node.children.filter((node) => node instanceof Stage);
  expect(Template.fromStack(stage?.node.findChild('Shop') as Stack).findOutputs(output)).not.toEqual({});
});

test('a good release of a service is promoted', async () => {
  const { promotion } = await rehearsed();
  expect(promotion?.status).toBe('promoted');
  expect(promotion?.reason).toMatch(/Bake: quiet for 10.\d minutes, with 1[234]\d{3} of 5000 requests/);
}, 120_000);

test('one that fails late is stopped by the bake, and goes back', async () => {
  const { outcome, promotion } = await rehearsed('candidate: [{ fault: error, rate: 0.2, to: users, from: 18m }]');
  expect({ outcome, gate: promotion?.gate }).toEqual({ outcome: 'rolled-back', gate: 'Bake' });
  expect(promotion?.rollback).toBe('done');
}, 120_000);
