import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aviary } from './command';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'aviary-test-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const alarms = `resources:
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties: { Namespace: S, MetricName: M, Statistic: Sum, Period: 60, EvaluationPeriods: 1, Threshold: 0, ComparisonOperator: GreaterThanThreshold }
tests:
  - name: one bad minute
    series: [{ metric: { namespace: S, name: M }, values: '0 5' }]
    expect:
      - { at: 1m, alarm: Errors, state: OK }
      - { at: 2m, alarm: Errors, state: ALARM }
`;

function write(name: string, text: string): string {
  const file = join(directory, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  return name;
}

const failing = alarms.replace('at: 1m, alarm: Errors, state: OK', 'at: 1m, alarm: Errors, state: ALARM');

it('prints one line for a test that passes, and exits with 0', async () => {
  const ran = await aviary(directory, 'test', write('good.yaml', alarms));
  expect(ran).toEqual({
    code: 0,
    err: '',
    out: 'good.yaml\n  ✓ one bad minute (2 expectations)\n1 test passed; 2 expectations\n',
  });
});

it('shows the window and the reason where an expectation does not hold, and exits with 1', async () => {
  const { code, out } = await aviary(directory, 'test', write('good.yaml', alarms), write('bad.yaml', failing));
  expect(code).toBe(1);
  expect(out).toContain('✗ one bad minute');
  expect(out).toContain('at 1m Errors: expected ALARM, but it is OK  line 9');
  expect(out).toMatch(/0m to 1m +0 +not breaching/);
  expect(out).toMatch(/1 failed, 1 test passed; 4 expectations\n$/);
});

it('takes a directory of test files, JSON among them', async () => {
  write('alarms/a.yaml', alarms);
  write('alarms/b.json', JSON.stringify({ resources: {}, template: 'none' }).replace('{}', '{"A":{"Type":"T"}}'));
  write('alarms/notes.txt', 'no test');
  const { code, err } = await aviary(directory, 'test', 'alarms');
  expect(code).toBe(2);
  expect(err).toMatch(/^alarms\/b\.json.*error: .*tests/);
  rmSync(join(directory, 'alarms/b.json'));
  expect((await aviary(directory, 'test', 'alarms')).code).toBe(0);
});

it('says of bad input where it is and how to mend it, and exits with 2, with nothing run', async () => {
  const typo = write('typo.yaml', alarms.replace('state: ALARM', 'stat: ALARM'));
  const ran = await aviary(directory, 'test', write('good.yaml', alarms), typo, 'missing.yaml');
  expect(ran.code).toBe(2);
  expect(ran.out).toBe('');
  expect(ran.err).toContain('typo.yaml:10:34: error: "stat" is not a key of an expectation.');
  expect(ran.err).toContain('There is no file missing.yaml.');
});

it('prints one object with --json, for bad input too', async () => {
  const good = await aviary(directory, 'test', write('bad.yaml', failing), '--json');
  expect(good.code).toBe(1);
  expect(JSON.parse(good.out)).toMatchObject({
    command: 'test',
    ok: false,
    diagnostics: [],
    summary: { tests: 1, passed: 0, failed: 1 },
    files: [
      {
        file: 'bad.yaml',
        tests: [
          {
            name: 'one bad minute',
            ok: false,
            expectations: [
              { at: '1m', alarm: 'Errors', ok: false, want: { state: 'ALARM' }, got: { state: 'OK' }, line: 9 },
              { at: '2m', ok: true },
            ],
          },
        ],
      },
    ],
  });
  const bad = await aviary(directory, 'test', 'missing.yaml', '--json');
  expect(bad.code).toBe(2);
  expect(JSON.parse(bad.out)).toMatchObject({ command: 'test', ok: false, diagnostics: [{ id: 'alarm-test/file' }] });
});

it('warns of a series that no alarm reads', async () => {
  const { code, out } = await aviary(
    directory,
    'test',
    write(
      'a.yaml',
      alarms
        .replace('name: M }', 'name: N }')
        .replace('state: OK', 'state: INSUFFICIENT_DATA')
        .replace('state: ALARM', 'state: INSUFFICIENT_DATA'),
    ),
  );
  expect(code).toBe(0);
  expect(out).toContain('a.yaml:7:14: warning: No alarm of the test reads the series S N.');
});

it('writes a JUnit report, in directories that it makes', async () => {
  const file = write('bad.yaml', failing.replace('one bad minute', 'a "bad" <minute>'));
  await aviary(directory, 'test', file, write('good.yaml', alarms), '--junit', 'reports/alarms.xml');
  const xml = readFileSync(join(directory, 'reports/alarms.xml'), 'utf8');
  expect(xml).toContain('<testsuites name="aviary test" tests="2" failures="1" errors="0">');
  expect(xml).toContain('<testcase name="a &quot;bad&quot; &lt;minute&gt;" classname="bad.yaml" file="bad.yaml">');
  expect(xml).toContain('<failure message="Errors: expected ALARM, but it is OK" type="expectation">');
  expect(xml).toContain('<testcase name="one bad minute" classname="good.yaml" file="good.yaml"/>');
});
