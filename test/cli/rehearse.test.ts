import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aviary } from './command';

const assembly = join(__dirname, '..', 'assemblies', 'raw-cdk-rest', 'assembly');

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'aviary-test-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const file = join(directory, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const quiet = 'warmUp: 1m\ntraffic: { requestsPerMinute: 300 }';
const gets = `name: gets through\n${quiet}\nexpect: { outcome: succeeded }\n`;
const fails = `name: is stopped\n${quiet}\ncandidate: [{ fault: error, to: users }]\nexpect: { outcome: rolled-back, stoppedBy: alarm, trigger: Errors }\n`;

test('without a scenario it shows a good release and a bad one of any service', async () => {
  const { code, out, err } = await aviary(directory, 'rehearse', '--assembly', assembly);
  expect(err).toBe('');
  expect(out).toContain('✔ The release succeeded, as expected');
  expect(out).toContain('✔ The release was rolled back by an alarm, as expected');
  expect(out).toMatch(/Threshold Crossed: .* were greater than or equal to the threshold \(3\.0\)/);
  expect(code).toBe(0);
}, 120_000);

test('--json prints one object with everything that the design fixes', async () => {
  write('bad.yaml', fails);
  const { code, out } = await aviary(directory, 'rehearse', '--assembly', assembly, '--scenario', 'bad.yaml', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    command: 'rehearse',
    ok: true,
    diagnostics: [],
    scenarios: [
      {
        name: 'is stopped',
        ok: true,
        outcome: 'rolled-back',
        stoppedBy: 'alarm',
        trigger: [{ alarm: expect.any(String), reason: expect.any(String), at: expect.any(Number) }],
        deployment: {
          id: expect.stringMatching(/^d-[A-Z0-9]{9}$/),
          status: 'Stopped',
          errorCode: 'ALARM_ACTIVE',
          message: expect.stringContaining('Activated alarms'),
        },
        requests: { baseline: expect.any(Number), candidate: expect.any(Number), candidateFailed: expect.any(Number) },
        timeline: expect.arrayContaining([expect.objectContaining({ t: 0, actor: 'codedeploy', weight: 0.1 })]),
        expectations: expect.arrayContaining([{ key: 'outcome', want: 'rolled-back', got: 'rolled-back', ok: true }]),
        assumptions: expect.any(Array),
        durations: { virtual: expect.any(Number), real: expect.any(Number) },
      },
    ],
  });
}, 60_000);

test('--all sums the scenarios of the project up in a table; one that does not hold makes exit code 1', async () => {
  write('test/rehearsals/one.yaml', gets);
  write('test/rehearsals/two.yaml', fails.replace('rolled-back', 'succeeded'));
  const { code, out } = await aviary(directory, 'rehearse', '--assembly', assembly, '--all');
  expect(code).toBe(1);
  const rows = out.split('\n').filter((line) => /^[✔✖] {2}/.test(line));
  expect(rows).toEqual([
    expect.stringMatching(/^✔ {2}gets through +succeeded/),
    expect.stringMatching(/^✖ {2}is stopped +rolled-back +alarm +Shop-Errors/),
  ]);
  expect(out).toContain('outcome: expected succeeded, it was rolled-back');
}, 60_000);

test('--report writes the JSON and a page', async () => {
  write('bad.yaml', fails);
  const { out } = await aviary(
    directory,
    'rehearse',
    '--assembly',
    assembly,
    '--scenario',
    'bad.yaml',
    '--report',
    'shown',
  );
  expect(out).toContain(join(directory, 'shown', 'report.html'));
  expect(JSON.parse(readFileSync(join(directory, 'shown', 'report.json'), 'utf8'))).toMatchObject({
    scenarios: [{ name: 'is stopped' }],
  });
  expect(readFileSync(join(directory, 'shown', 'report.html'), 'utf8')).toContain('is stopped');
}, 60_000);

describe('bad input is one sentence with its place, exit code 2', () => {
  const rehearse = (...argv: string[]) => aviary(directory, 'rehearse', ...argv);

  test('a scenario with an unknown key, before anything runs', async () => {
    write('bad.yaml', 'name: x\nwarmup: 3m\n');
    const { code, err } = await rehearse('--assembly', assembly, '--scenario', 'bad.yaml');
    expect(code).toBe(2);
    expect(err).toMatch(/^bad\.yaml:2:1: error: A scenario knows no key "warmup"\./);
  });

  test('a scenario file that is not there', async () => {
    const { code, err } = await rehearse('--assembly', assembly, '--scenario', 'none.yaml');
    expect(code).toBe(2);
    expect(err).toMatch(/^none\.yaml: error: There is no such scenario file\./);
  });

  test('a target that the assembly does not have', async () => {
    write('bad.yaml', `${gets}target: Storefront\n`);
    const { code, err } = await rehearse('--assembly', assembly, '--scenario', 'bad.yaml');
    expect(code).toBe(2);
    expect(err).toContain('"Storefront" is nothing whose traffic is shifted');
    expect(err).toContain('Name one of: Handler');
  });

  test('a template that is cut off', async () => {
    const file = write('cut.json', '{ "Resources": {');
    const { code, err } = await rehearse('--template', file);
    expect(code).toBe(2);
    expect(err).toContain('cut.json:1:');
    expect(err).not.toMatch(/^\s+at /m);
  });

  test('a template without a traffic shift', async () => {
    const file = write('topic.json', '{ "Resources": { "Topic": { "Type": "AWS::SNS::Topic" } } }');
    const { code, err } = await rehearse('--template', file);
    expect(code).toBe(2);
    expect(err).toContain('there is no traffic shift to rehearse');
  });

  test('a project without scenarios', async () => {
    const { code, err } = await rehearse('--assembly', assembly, '--all');
    expect(code).toBe(2);
    expect(err).toContain('There is no scenario in');
  });
});

test('a circle is refused as CloudFormation would, and shown step by step', async () => {
  const template = JSON.parse(readFileSync(join(assembly, 'Shop.template.json'), 'utf8'));
  const alias = Object.keys(template.Resources).find((id) => template.Resources[id].Type === 'AWS::Lambda::Alias');
  for (const resource of Object.values<{ Type: string; DependsOn?: string }>(template.Resources)) {
    if (resource.Type === 'AWS::CloudWatch::Alarm') resource.DependsOn = alias;
  }
  const file = write('circle.json', JSON.stringify(template));
  write('refused.yaml', 'name: circle\nexpect: { outcome: refused }\n');
  const { code, out } = await aviary(directory, 'rehearse', '--template', file, '--scenario', 'refused.yaml');
  expect(out).toMatch(/Circular dependency between resources: \[.*\]: Live\w+ waits for Deployment\w+ \(UpdatePolicy/);
  expect(code).toBe(0);
});

test('nothing is left of a rehearsal', async () => {
  write('one.yaml', gets);
  const before = process.env.TMPDIR;
  const temporary = join(directory, 'tmp');
  mkdirSync(temporary);
  process.env.TMPDIR = temporary;
  try {
    await aviary(directory, 'rehearse', '--assembly', assembly, '--scenario', 'one.yaml');
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
  expect(readdirSync(temporary)).toEqual([]);
}, 60_000);

test('a condition about an alarm that the assembly does not have is bad input', async () => {
  write('bad.yaml', `${gets}conditions: [{ alarm: Erors, state: ALARM }]\n`);
  const { code, err } = await aviary(directory, 'rehearse', '--assembly', assembly, '--scenario', 'bad.yaml');
  expect(code).toBe(2);
  expect(err).toMatch(/^bad\.yaml: error: A condition names the alarm "Erors"/);
  expect(err).toContain('Name one of: Shop-Errors');
}, 60_000);
