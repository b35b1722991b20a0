import { Duration } from 'aws-cdk-lib';
import { type Assembly, loadAssembly } from '../../lib/assembly';
import { Bake, DeploymentWindow } from '../../lib/pipeline';
import { parseScenario, type Rehearsal, rehearse } from '../../lib/rehearsal';
import { ShopStage, shopPipeline } from './shop';

let assembly: Assembly;

beforeAll(() => {
  const { app } = shopPipeline({
    waves: (scope) => [
      { stages: [{ stage: new ShopStage(scope, 'Gamma') }] },
      {
        stages: [
          {
            stage: new ShopStage(scope, 'Prod'),
            bake: Bake.of({ duration: Duration.minutes(20), minRequests: 2_000, patience: Duration.minutes(40) }),
          },
        ],
        window: DeploymentWindow.officeHours(),
        waitForQuiet: Duration.minutes(10),
      },
    ],
  });
  assembly = loadAssembly(app.synth().directory);
});

async function rehearsed(scenario: string): Promise<Rehearsal> {
  return rehearse({ assembly, scenario: parseScenario(`name: a release\nwarmUp: 3m\n${scenario}`, 'scenario') });
}

const traffic = 'traffic: { requestsPerMinute: 200 }';
const failing = 'fault: error, rate: 0.3, to: users';

test('a good release is promoted when its bake is over', async () => {
  const { outcome, promotion, requests } = await rehearsed(`pipeline: Prod\n${traffic}`);
  expect(outcome).toBe('succeeded');
  expect(promotion?.status).toBe('promoted');
  expect(promotion?.reason).toMatch(/Bake: quiet for 20.\d minutes, with [34]\d{3} of 2000 requests/);
  expect(requests.candidateFailed).toBe(0);
}, 60_000);

test('a regression that shows when the deployment is over is stopped by the bake, and the stage goes back', async () => {
  const { outcome, stoppedBy, promotion, trigger, timeline } = await rehearsed(
    `pipeline: Prod\n${traffic}\ncandidate: [{ ${failing}, from: 8m }]`,
  );
  expect({ outcome, stoppedBy, gate: promotion?.gate }).toEqual({
    outcome: 'rolled-back',
    stoppedBy: 'gate',
    gate: 'Bake',
  });
  expect(trigger.map(({ alarm }) => alarm)).toContain('Prod-Shop-ErrorRate-v2');
  const shares = timeline.flatMap(({ weight }) => (weight === undefined ? [] : [weight]));
  expect(shares).toHaveLength(4);
  const ended = timeline.filter(({ actor, event }) => actor === 'codepipeline' && event === 'stage Prod').at(-1);
  expect(ended?.status).toBe('Succeeded');
}, 60_000);

test('after the pipeline has changed itself there is no way back, and the gate says so', async () => {
  const { outcome, promotion, requests } = await rehearsed(
    `pipeline: { stage: Prod, changed: true }\n${traffic}\ncandidate: [{ ${failing}, from: 8m }]`,
  );
  expect(outcome).toBe('failed');
  expect(promotion?.rollback).toBe('impossible');
  expect(promotion?.reason).toMatch(
    /NOT ROLLED BACK: no execution has succeeded in Prod since the pipeline itself changed/,
  );
  expect(requests.candidateFailed).toBeGreaterThan(0);
}, 60_000);

test('what nobody uses is not promoted', async () => {
  const { promotion, stoppedBy } = await rehearsed('pipeline: Prod\ntraffic: { requestsPerMinute: 10 }');
  expect(stoppedBy).toBe('gate');
  expect(promotion?.reason).toMatch(/not measured: [34]\d\d \(< 2000\) requests in 40 minutes/);
}, 60_000);

test('a red stage is not entered, and what it has stays', async () => {
  const { outcome, promotion, requests, reason } = await rehearsed(
    `pipeline: Prod\n${traffic}\nconditions: [{ alarm: ShopStanding, state: ALARM }]`,
  );
  expect(outcome).toBe('refused');
  expect(promotion?.gate).toBe('entry condition');
  expect(reason).toBe('Prod was not entered: Prod-Shop is in ALARM, after 10 minutes of waiting');
  expect(requests.candidate).toBe(0);
}, 60_000);

test('a release that CodeDeploy stops does not get to the gates', async () => {
  const { outcome, stoppedBy, promotion, timeline } = await rehearsed(
    `pipeline: Prod\n${traffic}\ncandidate: [{ ${failing}, from: 0m }]`,
  );
  expect({ outcome, stoppedBy, status: promotion?.status }).toEqual({
    outcome: 'rolled-back',
    stoppedBy: 'alarm',
    status: 'deployment-failed',
  });
  expect(timeline.some(({ event, status }) => event === 'Bake' && status === 'Failed')).toBe(false);
}, 60_000);

test('outside its window a release waits until it opens, with nobody there', async () => {
  const friday = Date.parse('2026-01-09T22:00:00Z');
  const { outcome, timeline, requests } = await rehearsed(
    `pipeline: Prod\n${traffic}\nassumptions: { epoch: '${new Date(friday).toISOString()}' }`,
  );
  expect(outcome).toBe('succeeded');
  const [waits, enters] = timeline.filter(({ event }) => event === 'stage Prod');
  expect(waits?.detail).toBe('waits for its window: 2026-01-12T09:00:00.000Z');
  expect(enters?.status).toBe('InProgress');
  expect((enters?.t ?? 0) - (waits?.t ?? 0)).toBeGreaterThan(58 * 3_600);
  // Ten days of users in it would be many more.
  expect(requests.baseline).toBeLessThan(10_000);
}, 60_000);

test('a stage that the pipeline does not have is told, with those that it has', async () => {
  await expect(rehearsed(`pipeline: Production\n${traffic}`)).rejects.toThrow(/no stage "Production"/);
  await expect(rehearsed(`pipeline: Production\n${traffic}`)).rejects.toMatchObject({
    diagnostics: [expect.objectContaining({ fix: 'Name one of: Gamma, Prod.' })],
  });
});
