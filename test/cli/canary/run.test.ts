import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { givenDirectory } from '../../canary-runtime/given';
import { Target } from '../../canary-runtime/target';
import { aviary } from './command-line';

let target: Target;
beforeAll(async () => {
  target = await Target.start();
});
afterAll(() => target.stop());

const api = `import synthetics from '@aws/synthetics-puppeteer';
export const handler = async () => {
  await synthetics.executeHttpStep('json', process.env.TARGET_URL + '/api/json');
  await synthetics.executeHttpStep('health', process.env.TARGET_URL + (process.env.HEALTH ?? '/api/json'));
};`;
const silent = 'exports.handler = async () => {};';

test('a directory: a line for each canary, a summary, and exit code 1 where one fails', async () => {
  const project = givenDirectory({
    'canaries/checkoutApi.ts': api,
    'canaries/silent.js': silent,
    'canaries/types.d.ts': '',
    'canaries/checkout.test.ts': '',
  });
  const passed = await aviary(project, 'canary', 'run', 'canaries', '--env', `TARGET_URL=${target.url}`);
  expect(passed).toMatchObject({ code: 0, err: '' });
  expect(passed.out.split('\n').sort()).toEqual([
    '',
    '2 canaries passed',
    expect.stringMatching(/^✓ checkout-api \d\.\d s, 2 steps$/),
    expect.stringMatching(/^✓ silent /),
  ]);

  const failed = await aviary(
    project,
    'canary',
    'run',
    'canaries',
    '--env',
    `TARGET_URL=${target.url}`,
    'HEALTH=/unavailable',
  );
  expect(failed.code).toBe(1);
  expect(failed.out).toMatch(
    /✗ checkout-api FAILED .*\n {4}Error: Step 2: health failed with: Error: 503 Service Unavailable\n {4}✓ json .*\n {4}✗ health/,
  );
  expect(failed.out).toContain('1 of 2 canaries failed: checkout-api. Add --out DIR');
});

test('without a name, canaries/ is run: scripts, and directories with a script or the code of one', async () => {
  const project = givenDirectory({
    'canaries/api.ts': api,
    'canaries/cart/index.ts': api,
    'canaries/legacy/nodejs/node_modules/pageLoad.js': silent,
    'canaries/api.baseline/01-x.png': '',
    'canaries/readme/notes.md': '',
  });
  const { out } = await aviary(project, 'canary', 'run', '--json', '--env', `TARGET_URL=${target.url}`);
  expect(JSON.parse(out)).toMatchObject({
    ok: true,
    canaries: [{ name: 'api' }, { name: 'cart' }, { name: 'legacy', title: 'canaries/legacy' }],
  });
});

test('--env takes several, and leaves what follows them to be run', async () => {
  const project = givenDirectory({ 'api.ts': api });
  const { code } = await aviary(
    project,
    'canary',
    'run',
    '--env',
    `TARGET_URL=${target.url}`,
    'HEALTH=/api/json',
    'api.ts',
  );
  expect(code).toBe(0);
});

test('--json prints one object; --reporter json as well', async () => {
  const project = givenDirectory({ 'api.ts': api });
  for (const option of [['--json'], ['--reporter', 'json']]) {
    const { code, out } = await aviary(
      project,
      'canary',
      'run',
      'api.ts',
      '--env',
      `TARGET_URL=${target.url}`,
      ...option,
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      command: 'canary run',
      ok: true,
      diagnostics: [],
      summary: { canaries: 1, passed: 1, failed: 0 },
      canaries: [{ name: 'api', title: 'api.ts', runtimeVersion: 'syn-nodejs-puppeteer-16.1', status: 'PASSED' }],
    });
  }
});

test('--reporter junit prints a suite for each canary', async () => {
  const project = givenDirectory({ 'api.ts': api });
  const { code, out } = await aviary(
    project,
    'canary',
    'run',
    'api.ts',
    '--reporter',
    'junit',
    '--env',
    `TARGET_URL=${target.url}`,
    'HEALTH=/unavailable',
  );
  expect(code).toBe(1);
  expect(out).toMatch(
    /^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites name="canaries" tests="3" failures="2" errors="0"/,
  );
  expect(out).toContain('<testsuite name="api" tests="3" failures="2" errors="0"');
  expect(out).toMatch(/<testcase classname="api" name="json" time="[\d.]+"\/>/);
  expect(out).toContain('<failure message="Error: 503 Service Unavailable">');
});

test('--out that cannot be written to is told before anything runs', async () => {
  const project = givenDirectory({ 'api.js': 'exports.handler = async () => {};', taken: 'a file' });
  for (const out of ['taken', 'taken/below', '/proc/nowhere']) {
    const told = await aviary(project, 'canary', 'run', 'api.js', '--out', out);
    expect([told.code, told.out]).toEqual([2, '']);
    expect(told.err).toMatch(/--out .* cannot be written to: E/);
  }
});

test('a script that does not compile keeps no other from its report: exit code 2', async () => {
  const project = givenDirectory({ 'bad.ts': 'let x = ;', 'good.js': 'exports.handler = async () => {};' });
  const text = await aviary(project, 'canary', 'run', '.');
  expect(text.code).toBe(2);
  expect(text.out).toMatch(/^✓ good /m);
  expect(text.err).toContain('bad.ts: The script does not compile');
  const json = await aviary(project, 'canary', 'run', '.', '--json');
  expect(json.code).toBe(2);
  expect(JSON.parse(json.out)).toMatchObject({
    ok: false,
    canaries: [{ name: 'good', status: 'PASSED' }],
    diagnostics: [{ id: 'canary/cannot-run' }],
  });
  const junit = await aviary(project, 'canary', 'run', '.', '--reporter', 'junit');
  expect(junit.out).toContain('<testsuites name="canaries" tests="2" failures="0" errors="1"');
  expect(junit.out).toMatch(/<testsuite name="bad" .*\n.*<error message="bad\.ts: The script does not compile/);
});

test('a package that is missing fails the run, as on AWS, unless the script copes without it', async () => {
  const project = givenDirectory({
    'needs.ts': `import axios from 'axios-that-nobody-has'; export const handler = async () => { await axios.get('/'); };`,
    'copes.mjs': `export const handler = async () => { await import('axios-that-nobody-has').catch(() => {}); };`,
  });
  const { code, out } = await aviary(project, 'canary', 'run', '.', '--json');
  expect(code).toBe(1);
  expect(JSON.parse(out).canaries).toMatchObject([
    { name: 'copes', status: 'PASSED' },
    {
      name: 'needs',
      status: 'FAILED',
      stateReasonCode: 'CANARY_FAILURE',
      stateReason: expect.stringContaining("Cannot find module 'axios-that-nobody-has'"),
      warnings: [expect.stringContaining('npm install axios-that-nobody-has')],
    },
  ]);
});

test('--out keeps artifacts, --runtime and --name are taken', async () => {
  const project = givenDirectory({ 'api.ts': api });
  const { out } = await aviary(
    project,
    'canary',
    'run',
    'api.ts',
    '--out',
    'kept',
    '--runtime',
    'syn-nodejs-puppeteer-13.1',
    '--name',
    'mine',
    '--json',
    '--env',
    `TARGET_URL=${target.url}`,
  );
  const [canary] = JSON.parse(out).canaries;
  expect(canary.artifacts.directory.startsWith(join(project, 'kept', 'canary', 'us-east-1', 'mine'))).toBe(true);
  expect(readdirSync(canary.artifacts.directory)).toContain('SyntheticsReport-PASSED.json');
  expect(canary.runtimeVersion).toBe('syn-nodejs-puppeteer-13.1');
});

test('the canaries of a template run with what they would be deployed with', async () => {
  const project = givenDirectory({
    'code/index.js': `exports.shop = async () => { if (process.env.STAGE !== 'beta-us-east-1') throw new Error(process.env.STAGE); if (!process.env.TARGET_URL.startsWith('http')) throw new Error('no target'); };`,
    'template.yaml': `
Parameters: { Stage: { Type: String, Default: beta } }
Resources:
  Api: { Type: AWS::ApiGatewayV2::Api }
  Canary:
    Type: AWS::Synthetics::Canary
    Properties:
      Name: shop-canary
      RuntimeVersion: syn-nodejs-puppeteer-15.1
      ArtifactS3Location: s3://x
      ExecutionRoleArn: arn:aws:iam::123456789012:role/x
      Schedule: { Expression: rate(1 minute) }
      Code: { Handler: index.shop, S3Bucket: b, S3Key: k }
      RunConfig:
        TimeoutInSeconds: 30
        EnvironmentVariables: { STAGE: !Sub '\${Stage}-\${AWS::Region}', TARGET_URL: !GetAtt Api.ApiEndpoint }
    Metadata: { 'aws:asset:path': code }
  Inline:
    Type: AWS::Synthetics::Canary
    Properties:
      Name: inline
      RuntimeVersion: syn-nodejs-puppeteer-16.1
      Code: { Handler: index.handler, Script: 'exports.handler = async () => {};' }
`,
  });
  const told = await aviary(project, 'canary', 'run', 'template.yaml', '--json');
  const canaries = JSON.parse(told.out).canaries;
  expect(canaries).toMatchObject([
    {
      name: 'shop-canary',
      runtimeVersion: 'syn-nodejs-puppeteer-15.1',
      status: 'FAILED',
      stateReason: expect.stringContaining('no target'),
    },
    { name: 'inline', status: 'PASSED' },
  ]);
  expect(canaries[0].warnings.join()).toContain('give it by --env TARGET_URL=');
  const given = await aviary(
    project,
    'canary',
    'run',
    'template.yaml',
    '--name',
    'shop-canary',
    '--json',
    '--env',
    'TARGET_URL=http://x',
  );
  expect(JSON.parse(given.out)).toMatchObject({ ok: true, canaries: [{ name: 'shop-canary', warnings: [] }] });
});

test.each([
  [['missing.ts'], 'There is no missing.ts.'],
  [['empty'], 'empty holds no canary script'],
  [['bad.ts'], /bad\.ts: The script does not compile: .*bad\.ts:1:9: Unexpected ";"/],
  [['silent.js', '--runtime', 'syn-nodejs-puppeteer-99.0'], 'There is no runtime "syn-nodejs-puppeteer-99.0".'],
  [['silent.js', '--runtime', 'syn-nodejs-playwright-8.0'], 'syn-nodejs-playwright-8.0 scripts are not run here'],
  [['silent.js', '--timeout', '900'], '--timeout is "900".'],
  [['silent.js', '--env', 'novalue'], '--env is "novalue".'],
  [['silent.js', '--reporter', 'xml'], '--reporter is "xml".'],
  [['silent.js', '--record-har'], '--record-har has nowhere to write to.'],
])('bad input is told in a sentence, with exit code 2: %j', async (parameters, message) => {
  const project = givenDirectory({ 'empty/readme.md': '', 'bad.ts': 'let x = ;', 'silent.js': silent });
  const { code, err, out } = await aviary(project, 'canary', 'run', ...parameters);
  expect([code, out.replace(/[\s\S]*✓.*\n/, '')]).toEqual([2, '']);
  expect(err).toMatch(message);
  expect(err).not.toMatch(/\n {4}at /);
});

describe('in a process of its own', () => {
  const start = (standing: string, ...parameters: string[]) =>
    spawn(process.execPath, ['--import', 'tsx', resolve('bin/aviary.ts'), 'canary', 'run', ...parameters], {
      env: { ...process.env, INIT_CWD: standing },
      stdio: ['ignore', 'pipe', 'inherit'],
    });

  test('--watch runs again on save, and Ctrl-C ends it with 130', async () => {
    const project = givenDirectory({
      'a.ts': `import { word } from './word'; export const handler = async () => { console.log(word); };`,
      'word.ts': `export const word = 'first';`,
    });
    const watching = start(project, 'a.ts', '--watch', '--logs');
    const seen: string[] = [];
    for await (const line of createInterface({ input: watching.stdout })) {
      seen.push(line);
      if (!line.startsWith('Waiting for a change')) continue;
      if (seen.some((text) => text.includes('second'))) watching.kill('SIGINT');
      else writeFileSync(join(project, 'word.ts'), `export const word = 'second';`);
    }
    await once(watching, 'exit').catch(() => {});
    expect(watching.exitCode).toBe(130);
    expect(seen).toEqual(expect.arrayContaining(['| first', '| second', 'word.ts changed.']));
  });

  test('Ctrl-C in the middle of a run ends it with 130', async () => {
    const project = givenDirectory({
      'a.js': `exports.handler = async () => { await require('Synthetics').getPage(); console.log('waits'); await new Promise(() => {}); };`,
    });
    const running = start(project, 'a.js', '--logs');
    for await (const line of createInterface({ input: running.stdout }))
      if (line.includes('waits')) running.kill('SIGINT');
    if (running.exitCode === null) await once(running, 'exit');
    expect(running.exitCode).toBe(130);
  });
});
