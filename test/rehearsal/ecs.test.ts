import { Duration } from 'aws-cdk-lib';
import { type Assembly, loadAssembly } from '../../lib/assembly';
import { ServiceShift } from '../../lib/deployment';
import { parseScenario, rehearse } from '../../lib/rehearsal';
import { shop } from '../deployment/shop-on-ecs';
import { blueGreenShop } from './balanced-shops';
import { unpermitted } from './unpermitted';

const scenario = (text: string) => parseScenario(`warmUp: 3m\ntraffic: { requestsPerMinute: 1500 }\n${text}`, '-');
const assemblyOf = (...props: Parameters<typeof shop>) => loadAssembly(shop(...props).app.synth().directory);

const good = scenario('name: good\nexpect: { outcome: succeeded }');
const bad = scenario(`
name: one request in five fails
candidate: [{ fault: error, rate: 0.2, to: users, from: 0m }]
expect: { outcome: rolled-back, stoppedBy: alarm, trigger: [GuardErrors], within: 5m, maxFailedRequests: 250 }
`);
const fails = scenario(`
name: fails on the test listener
candidate: [{ fault: error }]
expect: { outcome: rolled-back, stoppedBy: hook, maxFailedRequests: 0 }
`);
const slow = scenario(`
name: slow
standIns: { Service: { p50: 60ms, p99: 300ms, candidate: { p99: 2s } } }
expect: { outcome: rolled-back, stoppedBy: alarm, trigger: [GuardLatencyP99], within: 5m }
`);
const productionFails = 'baseline: [{ fault: error, rate: 0.5 }]';
const fix = scenario(`name: the fix of a failing production\n${productionFails}\nexpect: { outcome: succeeded }`);
const badFix = scenario(`
name: a fix that is no better
${productionFails}
candidate: [{ fault: error, rate: 0.5, to: users }]
expect: { outcome: rolled-back, stoppedBy: alarm }
`);

describe.each<[string, () => Assembly]>([
  ["ECS' own canary deployment", () => assemblyOf()],
  ['ECS blue/green by CodeDeploy, started by cdk-ecs-codedeploy', blueGreenShop],
])('%s', (_, synthesize) => {
  let assembly: Assembly;
  beforeAll(() => {
    assembly = synthesize();
  }, 60_000);

  test.each([good, bad, fails, slow, fix, badFix])('$name', async (one) => {
    const rehearsal = await rehearse({ assembly, scenario: one });
    const { ok, expectations, reason } = rehearsal;
    expect({ broken: expectations.filter((expectation) => !expectation.ok), reason }).toMatchObject({ broken: [] });
    expect(ok).toBe(true);
    expect(unpermitted(rehearsal)).toEqual([]);
  }, 120_000);

  test('the report names what stood in for containers and canaries', async () => {
    const { assumptions } = await rehearse({ assembly, scenario: bad });
    const standIns = assumptions.filter(({ value }) => value.startsWith('stand-in'));
    expect(standIns.map(({ name }) => name)).toEqual([
      expect.stringMatching(/^Service/),
      'canary shop-guard-checkout-api-pinned',
    ]);
  }, 120_000);
});

describe('an alarm that is red when the release begins', () => {
  const red = 'conditions: [{ alarm: GuardErrors, state: ALARM }]';

  test('ECS watches no alarm at all then: the bad release gets through, and the report says why', async () => {
    const { outcome, findings } = await rehearse({
      assembly: assemblyOf(),
      scenario: scenario(`name: red\n${red}\ncandidate: [{ fault: error, rate: 0.2, to: users }]`),
    });
    expect(outcome).toBe('succeeded');
    expect(findings).toContainEqual(expect.stringMatching(/was not guarded by any alarm: .*Shop-Guard-Errors-r2/));
  }, 120_000);

  test('CodeDeploy stops at once', async () => {
    const { ok, requests, deployment } = await rehearse({
      assembly: blueGreenShop(),
      scenario: scenario(`name: red\n${red}\nexpect: { outcome: rolled-back, stoppedBy: start-check }`),
    });
    expect(ok).toBe(true);
    expect(deployment).toMatchObject({ status: 'Stopped', errorCode: 'ALARM_ACTIVE' });
    expect(requests.candidate).toBe(0);
  }, 120_000);
});

test.each([
  ['linear', { shift: ServiceShift.linear({ percentage: 20, interval: Duration.minutes(3) }) }],
  ['blue/green, in the bake', { shift: ServiceShift.blueGreen(), bake: Duration.minutes(10) }],
])(
  'a bad release by %s is taken back',
  async (_, props) => {
    const rehearsal = await rehearse({ assembly: assemblyOf(props), scenario: bad });
    expect(rehearsal).toMatchObject({ outcome: 'rolled-back', stoppedBy: 'alarm' });
    expect(rehearsal.timeline.findLast(({ weight }) => weight !== undefined)?.t).toBeLessThan(300);
  },
  120_000,
);

test.each([
  ["ECS' own deployment, which tries for a day", () => assemblyOf()],
  ['CodeDeploy', blueGreenShop],
])(
  'tasks that never become healthy serve nobody: %s',
  async (_, synthesize) => {
    const rehearsal = await rehearse({
      assembly: synthesize(),
      scenario: scenario(
        'name: crashes at start\ncandidate: [{ fault: crash, at: start }]\nexpect: { outcome: rolled-back }',
      ),
    });
    expect(rehearsal).toMatchObject({ ok: true, requests: { candidate: 0 } });
  },
  120_000,
);
