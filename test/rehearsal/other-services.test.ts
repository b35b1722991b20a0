import { parseScenario, rehearse } from '../../lib/rehearsal';
import { edited, ofType, service } from './assemblies';

/** Services written without Aviary, in the shapes that teams have. */
const good = parseScenario(
  'name: good\nwarmUp: 2m\ntraffic: { requestsPerMinute: 600 }\nexpect: { outcome: succeeded }',
  '-',
);
const bad = parseScenario(
  `
name: bad
warmUp: 2m
traffic: { requestsPerMinute: 600 }
candidate: [{ fault: error, rate: 0.3, to: users, from: 0m }]
expect: { outcome: rolled-back, stoppedBy: alarm }
`,
  '-',
);

describe.each([
  ['a LambdaDeploymentGroup behind a REST API', () => service('raw-cdk-rest', 'assembly')],
  ["SAM's gradual deployment, as sam build leaves it", () => service('sam-orders', 'template.yaml')],
])('%s', (_, assembly) => {
  test('a good release gets through, and its requests reach the handler', async () => {
    const rehearsal = await rehearse({ assembly: assembly(), scenario: good });
    expect(rehearsal).toMatchObject({ ok: true, requests: { candidateFailed: 0 } });
    expect(rehearsal.requests.candidate).toBeGreaterThan(300);
    expect(rehearsal.findings.filter((finding) => /reached neither version/.test(finding))).toEqual([]);
  }, 120_000);

  test('a bad one is stopped by the alarm that the team has', async () => {
    const rehearsal = await rehearse({ assembly: assembly(), scenario: bad });
    expect(rehearsal).toMatchObject({ ok: true, outcome: 'rolled-back', stoppedBy: 'alarm' });
    expect(rehearsal.trigger[0]?.logicalId).toMatch(/Errors/);
    expect(rehearsal.requests.candidateFailed).toBeGreaterThan(10);
  }, 120_000);
});

test("SAM's hook invokes the new version through Lambda's API, and says no when it fails", async () => {
  const scenario = parseScenario(
    'name: fails from the start\nwarmUp: 1m\ncandidate: [{ fault: error }]\nexpect: { outcome: rolled-back, stoppedBy: hook }',
    '-',
  );
  const rehearsal = await rehearse({ assembly: service('sam-orders', 'template.yaml'), scenario });
  expect(rehearsal).toMatchObject({ ok: true, requests: { candidate: 0 } });
}, 120_000);

test('alarms on the alias as a whole stop the release that would mend production', async () => {
  const scenario = parseScenario(
    'name: fix\nwarmUp: 5m\nbaseline: [{ fault: error, rate: 0.5 }]\nexpect: { outcome: rolled-back, stoppedBy: start-check }',
    '-',
  );
  const rehearsal = await rehearse({ assembly: service('raw-cdk-rest', 'assembly'), scenario });
  expect(rehearsal).toMatchObject({ ok: true, requests: { candidate: 0 } });
}, 120_000);

describe('what cannot run here has a stand-in, and is named', () => {
  const named = (names: readonly { readonly name: string; readonly value: string }[]) =>
    names.filter(({ value }) => value.startsWith('stand-in')).map(({ name }) => name);

  test('code that is not on this machine', async () => {
    const assembly = service('sam-orders', 'processed.json');
    const through = await rehearse({ assembly, scenario: good });
    expect(through).toMatchObject({ ok: true });
    expect(named(through.assumptions)).toEqual(expect.arrayContaining(['OrdersFunction', 'PreTraffic']));
    expect(await rehearse({ assembly, scenario: bad })).toMatchObject({ ok: true, outcome: 'rolled-back' });
  }, 120_000);

  test('a container and a Python function', async () => {
    for (const change of [{ PackageType: 'Image' }, { Runtime: 'python3.13' }]) {
      const assembly = edited(service('raw-cdk-rest', 'assembly'), (resources) => {
        for (const { Properties } of ofType(resources, 'AWS::Lambda::Function')) Object.assign(Properties, change);
      });
      const rehearsal = await rehearse({ assembly, scenario: bad });
      expect(rehearsal).toMatchObject({ ok: true, outcome: 'rolled-back', stoppedBy: 'alarm' });
      expect(named(rehearsal.assumptions)).toHaveLength(1);
    }
  }, 120_000);
});
