import { Duration, type Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { loadAssembly } from '../../lib/assembly';
import { Bake } from '../../lib/pipeline';
import { parseScenario, type Rehearsal, rehearse } from '../../lib/rehearsal';
import { shop } from '../deployment/shop-on-ecs';
import { shopPipeline } from './shop';

/** Stages with a service of ECS behind a load balancer: one alone, and a wave of two. */
const { app, stack } = shopPipeline({
  waves: (scope) => {
    const [alone, ...wave] = ['Prod', 'Europe', 'America'].map((id) => {
      const stage = new Stage(scope, id);
      shop({}, stage);
      return { stage, bake: Bake.of({ duration: Duration.minutes(10), minRequests: 5_000 }) };
    });
    return [{ stages: alone === undefined ? [] : [alone] }, { name: 'World', stages: wave }];
  },
});
const assembly = loadAssembly(app.synth().directory);

async function rehearsed(more = '', stage = 'Prod'): Promise<Rehearsal> {
  const scenario = `name: a release\nwarmUp: 3m\npipeline: ${stage}\ntraffic: { requestsPerMinute: 1500 }\n${more}`;
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

test('each service of a wave has users of its own', async () => {
  const { promotion } = await rehearsed('', 'World');
  expect(promotion?.status).toBe('promoted');
  expect(promotion?.reason).toMatch(/Europe.Bake: quiet for 10.\d minutes, with 1[234]\d{3} of 5000 requests/);
  expect(promotion?.reason).toMatch(/America.Bake: quiet for 10.\d minutes, with 1[234]\d{3} of 5000 requests/);
}, 120_000);
