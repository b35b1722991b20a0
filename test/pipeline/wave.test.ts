import { Duration } from 'aws-cdk-lib';
import { type Assembly, loadAssembly } from '../../lib/assembly';
import { Bake } from '../../lib/pipeline';
import { parseScenario, type Rehearsal, rehearse } from '../../lib/rehearsal';
import { ShopStage, shopPipeline } from './shop';

/** A wave of two stages, each with a guard and a bake of its own. */
function wave(broken?: string): Assembly {
  const { app } = shopPipeline({
    waves: (scope) => [
      {
        name: 'Production',
        stages: ['Europe', 'America'].map((id) => ({
          stage: new ShopStage(scope, id, { isBroken: id === broken }),
          bake: Bake.of({ duration: Duration.minutes(10), minRequests: 500 }),
        })),
      },
    ],
  });
  return loadAssembly(app.synth().directory);
}

async function rehearsed(assembly: Assembly, baseline = assembly): Promise<Rehearsal> {
  const scenario = 'name: a wave\nwarmUp: 3m\npipeline: Production\ntraffic: { requestsPerMinute: 120 }';
  return rehearse({ assembly, baseline, scenario: parseScenario(scenario, 'scenario') });
}

/** What happened to an event of the timeline, with its seconds. */
const story = ({ timeline }: Rehearsal, event: string) =>
  timeline.filter((entry) => entry.event === event).map(({ t, status }) => ({ t, status }));

const begins = (rehearsal: Rehearsal, event: string) =>
  story(rehearsal, event).find(({ status }) => status?.endsWith('IN_PROGRESS') || status === 'InProgress')?.t ?? NaN;

test('the stages of a wave are deployed together, and each is baked with users of its own', async () => {
  const rehearsal = await rehearsed(wave());
  expect(rehearsal.promotion?.status).toBe('promoted');
  expect(begins(rehearsal, 'stack America-Shop')).toBeCloseTo(begins(rehearsal, 'stack Europe-Shop'), 0);
  expect(begins(rehearsal, 'America.Bake')).toBe(begins(rehearsal, 'Europe.Bake'));
  for (const stage of ['Europe', 'America']) {
    // Ten minutes at 120 a minute, less what CloudWatch has not seen yet: twice that would be the other's, too.
    expect(rehearsal.promotion?.reason).toMatch(
      new RegExp(`${stage}.Bake: quiet for 10.\\d minutes, with (9|10|11)\\d+ of 500`),
    );
  }
  const names = rehearsal.assumptions.map(({ name }) => name);
  expect(names).toContain('actions side by side');
}, 60_000);

test('one that fails fails the wave, which goes back whole when the others have ended', async () => {
  const rehearsal = await rehearsed(wave('America'), wave());
  expect({ outcome: rehearsal.outcome, rollback: rehearsal.promotion?.rollback }).toEqual({
    outcome: 'rolled-back',
    rollback: 'done',
  });
  expect(rehearsal.promotion?.reason).toMatch(/^America\.Shop\.Deploy: /);
  const failed = story(rehearsal, 'America.Shop.Deploy').find(({ status }) => status === 'Failed')?.t ?? NaN;
  const [released, back] = story(rehearsal, 'stack Europe-Shop').filter(({ status }) => status === 'UPDATE_COMPLETE');
  expect(released?.t).toBeGreaterThan(failed);
  const [, rollback] = story(rehearsal, 'stage Production').filter(({ status }) => status === 'InProgress');
  expect(rollback?.t).toBeGreaterThanOrEqual(released?.t ?? NaN);
  expect(back?.t).toBeGreaterThan(rollback?.t ?? NaN);
  // Nobody was asked to promote what is broken.
  const { timeline } = rehearsal;
  expect(timeline.filter(({ event, status }) => event.endsWith('Bake') && status === 'Failed')).toEqual([]);
}, 60_000);
