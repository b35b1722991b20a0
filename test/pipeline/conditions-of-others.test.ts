import { Duration } from 'aws-cdk-lib';
import { type Assembly, loadAssembly } from '../../lib/assembly';
import { Bake } from '../../lib/pipeline';
import { parseScenario, type Rehearsal, rehearse } from '../../lib/rehearsal';
import { ShopStage, shopPipeline } from './shop';

jest.setTimeout(60_000);

/** Pipelines that teams have may have conditions that `GuardedPipeline` does not write: they are put into its template here. */
const guarded = loadAssembly(
  shopPipeline({
    waves: (scope) => [
      {
        stages: [
          { stage: new ShopStage(scope, 'Prod'), bake: Bake.of({ duration: Duration.minutes(5), minRequests: 100 }) },
        ],
      },
      { stages: [{ stage: new ShopStage(scope, 'Late') }] },
    ],
  }).app.synth().directory,
);

interface StageOfTemplate {
  readonly Name: string;
}

function withConditions(stage: string, conditions: Record<string, unknown>): Assembly {
  return {
    ...guarded,
    stacks: guarded.stacks.map((stack) => {
      const found = Object.entries(stack.template.Resources).find(([, { Type }]) => Type.endsWith('::Pipeline'));
      if (found === undefined) return stack;
      const [id, pipeline] = found;
      const stages = pipeline.Properties?.Stages as readonly StageOfTemplate[];
      const Stages = stages.map((one) => (one.Name === stage ? { ...one, ...conditions } : one));
      const changed = { ...pipeline, Properties: { ...pipeline.Properties, Stages } };
      return { ...stack, template: { ...stack.template, Resources: { ...stack.template.Resources, [id]: changed } } };
    }),
  };
}

async function rehearsed(assembly: Assembly, scenario: string): Promise<Rehearsal> {
  const text = `name: a release\nwarmUp: 3m\ntraffic: { requestsPerMinute: 200 }\n${scenario}`;
  return rehearse({ assembly, scenario: parseScenario(text, 'scenario') });
}

const began = ({ timeline }: Rehearsal, event: string) =>
  timeline.filter((entry) => entry.event === event && entry.status === 'InProgress').length;

/** Errors for some minutes after the deployment. */
const spell = 'candidate: [{ fault: error, rate: 0.3, to: users, from: 6m, until: 9m }]';

describe('a stage that retries', () => {
  const retry = (RetryMode: string) =>
    withConditions('Prod', { OnFailure: { Result: 'RETRY', RetryConfiguration: { RetryMode } } });

  test('promotes a release that was stopped for a reason that has passed', async () => {
    const passing = 'candidate: [{ fault: error, rate: 0.5, to: users, from: 0m, until: 4m }]';
    const rehearsal = await rehearsed(retry('FAILED_ACTIONS'), `pipeline: Prod\n${passing}`);
    expect(rehearsal.promotion?.status).toBe('promoted');
    const [failed] = rehearsal.timeline.filter(({ event }) => event === 'Shop.Deploy');
    expect(failed?.status).toBe('Failed');
    expect({ bakes: began(rehearsal, 'Bake'), entries: began(rehearsal, 'Entry') }).toEqual({ bakes: 1, entries: 1 });
  });

  test('or begins anew, where it finds the alarm red that it failed for', async () => {
    const rehearsal = await rehearsed(retry('ALL_ACTIONS'), `pipeline: Prod\n${spell}`);
    expect({ bakes: began(rehearsal, 'Bake'), entries: began(rehearsal, 'Entry') }).toEqual({ bakes: 1, entries: 2 });
    expect(rehearsal.promotion?.gate).toBe('Entry');
  });

  test('once, and is not rolled back', async () => {
    const rehearsal = await rehearsed(retry('FAILED_ACTIONS'), `pipeline: Prod\n${spell.replace(', until: 9m', '')}`);
    expect(rehearsal.outcome).toBe('failed');
    expect(rehearsal.promotion?.rollback).toBe('none');
    expect(began(rehearsal, 'Bake')).toBe(2);
  });
});

describe('a condition on success', () => {
  const rule = {
    Name: 'quiet',
    RuleTypeId: { Category: 'Rule', Owner: 'AWS', Provider: 'CloudWatchAlarm', Version: '1' },
    Configuration: { AlarmName: 'Late-Shop', WaitTime: '10' },
  };
  const onSuccess = (Result: string) =>
    withConditions('Late', { OnSuccess: { Conditions: [{ Result, Rules: [rule] }] }, OnFailure: { Result: 'FAIL' } });

  test('lets a release through when its alarm stays quiet for as long as it says', async () => {
    const rehearsal = await rehearsed(onSuccess('ROLLBACK'), 'pipeline: Late');
    expect(rehearsal.promotion?.status).toBe('promoted');
    const [began, ended] = rehearsal.timeline.filter(({ event }) => event === 'stage Late');
    // The shift takes five minutes, and the condition ten.
    expect((ended?.t ?? 0) - (began?.t ?? 0)).toBeGreaterThan(15 * 60);
  });

  test('rolls the stage back for an alarm that comes late', async () => {
    const { outcome, promotion } = await rehearsed(onSuccess('ROLLBACK'), `pipeline: Late\n${spell}`);
    expect({ outcome, gate: promotion?.gate, rollback: promotion?.rollback }).toEqual({
      outcome: 'rolled-back',
      gate: 'success condition',
      rollback: 'done',
    });
    expect(promotion?.reason).toBe('Late-Shop is in ALARM');
  });

  test('or fails it, and leaves it as it is', async () => {
    const { outcome, promotion } = await rehearsed(onSuccess('FAIL'), `pipeline: Late\n${spell}`);
    expect({ outcome, rollback: promotion?.rollback }).toEqual({ outcome: 'failed', rollback: 'none' });
  });
});
