import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Assembly, loadAssembly } from '../../lib/assembly';
import { InputError } from '../../lib/diagnostic';
import { parseScenario, rehearse } from '../../lib/rehearsal';
import { service } from './assemblies';

/** Two assemblies, as CI has them: the one that is deployed, and the one that is to be. The scenario has no fault. */
const work = mkdtempSync(join(tmpdir(), 'aviary-test-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const before = service('raw-cdk-rest', 'assembly');
const scenario = parseScenario(
  `
name: what the code does
warmUp: 2m
traffic:
  requestsPerMinute: 600
  requests:
    - { name: products, path: /products }
    - { name: cart, method: POST, path: /cart, body: { productId: cup } }
`,
  '-',
);

/** The service with other code: a new asset, and so a new version, as `cdk synth` writes it. */
function changed(name: string, change: (code: string) => string): Assembly {
  const directory = join(work, name);
  cpSync(before.directory, directory, { recursive: true });
  const asset = readdirSync(directory).find((file) => file.startsWith('asset.')) ?? '';
  const hash = asset.slice('asset.'.length);
  const newHash = `${name.replaceAll(/\W/g, '')}${hash}`.slice(0, hash.length);
  renameSync(join(directory, asset), join(directory, `asset.${newHash}`));
  const handler = join(directory, `asset.${newHash}`, 'index.js');
  writeFileSync(handler, change(readFileSync(handler, 'utf8')));
  for (const file of ['Shop.template.json', 'Shop.assets.json']) {
    const text = readFileSync(join(directory, file), 'utf8');
    writeFileSync(
      join(directory, file),
      text.replaceAll(hash, newHash).replaceAll(/(HandlerCurrentVersion)\w+/g, `$1${newHash}`),
    );
  }
  return loadAssembly(directory);
}

test('a good change gets through, and its requests meet the new code', async () => {
  const assembly = changed('good', (code) => code.replace("{ id: 'cup', price: 12 }", "{ id: 'cup', price: 13 }"));
  const rehearsal = await rehearse({ assembly, baseline: before, scenario });
  expect(rehearsal).toMatchObject({ outcome: 'succeeded', requests: { candidateFailed: 0 } });
  expect(rehearsal.requests.candidate).toBeGreaterThan(300);
  expect(rehearsal.assumptions.map(({ name }) => name)).not.toContain('candidate');
}, 60_000);

test('a defect in the new code is found by the requests that meet it', async () => {
  const assembly = changed('defect', (code) => code.replace('JSON.parse(event.body', 'JSON.parse(event.boddy.text'));
  const rehearsal = await rehearse({ assembly, baseline: before, scenario });
  expect(rehearsal).toMatchObject({ outcome: 'rolled-back', stoppedBy: 'alarm' });
  expect(rehearsal.requests.candidateFailed).toBeGreaterThan(20);
  expect(rehearsal.requests.candidateHarmed).toBe(0);
}, 60_000);

test('new code that does not load is a bad release, and not bad input', async () => {
  const assembly = changed('broken', (code) => `require('./missing');\n${code}`);
  const rehearsal = await rehearse({ assembly, baseline: before, scenario });
  expect(rehearsal).toMatchObject({ outcome: 'rolled-back', stoppedBy: 'alarm' });
  expect(rehearsal.requests.candidateFailed).toBe(rehearsal.requests.candidate);
}, 60_000);

test('a service that does not load as it is, is bad input', async () => {
  const baseline = changed('never', (code) => `require('./missing');\n${code}`);
  const failure = await rehearse({ assembly: before, baseline, scenario }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(InputError);
  expect(String(failure)).toContain(
    "index.handler of Handler886CB40B does not load: Error: Cannot find module './missing'",
  );
}, 60_000);

test('an update that moves no alias says so', async () => {
  const assembly = {
    ...before,
    stacks: before.stacks.map((stack) => ({ ...stack, template: { ...stack.template, Description: 'x' } })),
  };
  const rehearsal = await rehearse({ assembly, baseline: before, scenario });
  expect(rehearsal).toMatchObject({ outcome: 'succeeded', requests: { candidate: 0 } });
  expect(rehearsal.reason).toContain('there was no deployment');
}, 60_000);

test('two rehearsals of one seed bring the same users to the same versions', async () => {
  const faulty = parseScenario(
    'name: same\nwarmUp: 2m\ntraffic: { requestsPerMinute: 600 }\ncandidate: [{ fault: error, rate: 0.3, to: users, from: 0m }]',
    '-',
  );
  const [first, second] = [
    await rehearse({ assembly: before, scenario: faulty }),
    await rehearse({ assembly: before, scenario: faulty }),
  ];
  expect(second.requests).toEqual(first.requests);
  expect(second.trigger).toEqual(first.trigger);
  expect(second.timeline).toEqual(first.timeline);
}, 60_000);
