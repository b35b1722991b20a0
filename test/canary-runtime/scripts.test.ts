import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { type CanaryRunRequest, runCanary } from '../../lib/canary-runtime';
import { givenDirectory, metric, runScript } from './given';
import { Target } from './target';

let target: Target;
beforeAll(async () => {
  target = await Target.start();
});
afterAll(() => target.stop());

const run = (body: string, request = {}) => runScript(body, { target: target.url, ...request });
const runCode = (code: string, request: Partial<CanaryRunRequest> = {}) =>
  runCanary({ code, handler: 'index.handler', name: 'shop', timeoutSeconds: 30, ...request });

describe('both namespaces', () => {
  const singletons = [
    ['Synthetics', '@aws/synthetics-puppeteer'],
    ['SyntheticsLogger', '@aws/synthetics-logger'],
    ['SyntheticsLogHelper', '@aws/synthetics-log-helper'],
    ['SyntheticsLink', '@aws/synthetics-link'],
    ['BrokenLinkCheckerReport', '@aws/synthetics-broken-link-checker-report'],
    ['Synthetics', '@aws/synthetics-core'],
  ];

  test('name the same objects from CommonJS', async () => {
    const result = await run(`
      for (const [legacy, current] of ${JSON.stringify(singletons)}) {
        if (require(legacy) !== require(current)) throw new Error(legacy + ' is not ' + current);
      }
      if (require('puppeteer-core').KnownDevices === undefined) throw new Error('no puppeteer-core');
      require('@aws-sdk/client-cloudwatch');
    `);
    expect(result).toMatchObject({ status: 'PASSED' });
  });

  test('and from an ES module, which may await at its top', async () => {
    const code = givenDirectory({
      'index.mjs': `import { createRequire } from 'node:module';
import synthetics from 'Synthetics';
import current from '@aws/synthetics-puppeteer';
import log from '@aws/synthetics-logger';
import { KnownDevices } from 'puppeteer-core';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
const name = await Promise.resolve(synthetics.getCanaryName());
export const handler = async () => {
  if (synthetics !== current || synthetics !== createRequire(import.meta.url)('Synthetics')) throw new Error('two of them');
  if (!KnownDevices['iPhone 6'] || !CloudWatchClient) throw new Error('not there');
  log.info('I am ' + name);
};
`,
    });
    const result = await runCode(code);
    expect(result).toMatchObject({ status: 'PASSED' });
    expect(result.log.join('\n')).toContain('I am shop');
  });

  test('the new one came with 13.1: before, it fails as there, with a hint', async () => {
    const result = await run(`require('@aws/synthetics-puppeteer');`, { runtimeVersion: 'syn-nodejs-puppeteer-13.0' });
    expect(result.status).toBe('FAILED');
    expect(result.stateReason).toContain("Cannot find module '@aws/synthetics-puppeteer'");
    expect(result.warnings.join()).toContain('syn-nodejs-puppeteer-13.1');
  });

  test('a runtime without a browser says which module it has instead', async () => {
    const result = await run('', { runtimeVersion: 'syn-nodejs-5.2' });
    expect(result.status).toBe('FAILED');
    expect(result.warnings).toEqual([expect.stringContaining('require @aws/synthetics-core')]);
  });

  test('a runtime without a browser has the core alone', async () => {
    const code = givenDirectory({
      'index.js': `const synthetics = require('@aws/synthetics-core');
exports.handler = async () => {
  await synthetics.executeStep('compute', async () => {});
  await synthetics.executeHttpStep('get', process.env.TARGET_URL + '/api/json');
};`,
    });
    const result = await runCode(code, {
      runtimeVersion: 'syn-nodejs-5.2',
      environment: { TARGET_URL: target.url },
      artifactsDirectory: givenDirectory(),
    });
    expect(result).toMatchObject({ status: 'PASSED', steps: [{ screenshots: [] }, { screenshots: [] }] });
    expect(result.artifacts?.directory).not.toContain('CHROME');
  });
});

describe('layouts', () => {
  const script = `const own = require('./own');
const dependency = require('dependency');
exports.handler = async () => { if (own + dependency !== 'ab') throw new Error('lost'); };`;
  const files = {
    'shop/page.js': script,
    'shop/own.js': `module.exports = 'a';`,
    'node_modules/dependency/index.js': `module.exports = 'b';`,
  };
  const below = (folder: string) =>
    Object.fromEntries(
      Object.entries(files).map(([path, text]) => [
        `${folder}${path.replace('node_modules/', folder === '' ? 'node_modules/' : '')}`,
        text,
      ]),
    );

  test.each([
    ['at the root', ''],
    ['as a layer', 'nodejs/node_modules/'],
  ])('a directory and a zip with the script %s', async (_, folder) => {
    const contents = below(folder);
    const zip = zipSync(Object.fromEntries(Object.entries(contents).map(([path, text]) => [path, strToU8(text)])));
    const directory = givenDirectory({ 'code.zip': zip });
    for (const code of [givenDirectory(contents), join(directory, 'code.zip')]) {
      expect(await runCode(code, { handler: 'shop/page.handler' })).toMatchObject({ status: 'PASSED' });
    }
  });

  test('before 11.0 the root is not looked at', async () => {
    const code = givenDirectory({ 'index.js': 'exports.handler = async () => {};' });
    await expect(runCode(code, { runtimeVersion: 'syn-nodejs-puppeteer-10.0' })).rejects.toMatchObject({
      message: expect.stringContaining('nodejs/node_modules/index.js is looked for'),
      fix: expect.stringContaining('syn-nodejs-puppeteer-11.0'),
    });
  });

  test('a TypeScript file, its imports bundled, its errors told with their place in the source', async () => {
    const directory = givenDirectory({
      'shop.ts': `import synthetics from '@aws/synthetics-puppeteer';
import * as legacy from 'Synthetics';
import { price } from './price';
export async function handler(): Promise<void> {
  await legacy.executeStep('price', async () => {
    const p: number = price(synthetics.getCanaryName());
    if (p !== 4) throw new Error('price ' + p);
  });
  throw new Error('here');
}`,
      'price.ts': `export const price = (name: string): number => name.length;`,
    });
    const result = await runCode(join(directory, 'shop.ts'), { handler: 'handler' });
    expect(result.steps).toMatchObject([{ name: 'price', status: 'PASSED' }]);
    expect(result.stateReason).toContain(`${join(directory, 'shop.ts')}:9:`);
  });

  test('an ES module file bundles as one', async () => {
    const directory = givenDirectory({
      'shop.mjs': `import { price } from './price.mjs'; import synthetics from 'Synthetics';
if (await price() !== 4) throw new Error('wrong');
export const handler = () => synthetics.getRuntimeVersion();`,
      'price.mjs': `export const price = async () => 4;`,
    });
    expect(await runCode(join(directory, 'shop.mjs'))).toMatchObject({ status: 'PASSED' });
  });

  test.each([
    ['nothing at all', () => join(givenDirectory(), 'index.js'), 'is not there'],
    ['no module for the handler', () => givenDirectory({ 'other.js': '' }), 'holds no module "index"'],
    ['a file that is no zip', () => join(givenDirectory({ 'x.zip': 'no' }), 'x.zip'), 'neither a script nor a zip'],
    [
      'TypeScript that does not compile',
      () => join(givenDirectory({ 'index.ts': 'let x = ;' }), 'index.ts'),
      /index\.ts:1:9: Unexpected ";"/,
    ],
  ])('%s is told in a sentence', async (_, code, message) => {
    await expect(runCode(code())).rejects.toThrow(message);
  });

  test('the scripts that a handler could name are told', async () => {
    const code = givenDirectory({ 'nodejs/node_modules/api.js': '', 'nodejs/node_modules/pages.js': '' });
    await expect(runCode(code)).rejects.toMatchObject({
      fix: 'Name the module by the handler: file.function. There is api.js, pages.js.',
    });
  });

  test('so is a runtime that is not run here', async () => {
    await expect(run('', { runtimeVersion: 'syn-python-selenium-7.0' })).rejects.toThrow('There is no runtime');
  });
});

describe('scripts as they are in the wild', () => {
  test.each([
    ['use undeclared globals', `counter = 1; if (globalThis.counter !== 1) throw new Error('strict');`],
    [
      'pass a level as a string',
      `log.setLogLevel('1'); if (synthetics.getLogLevel() !== 1) throw new Error('level'); log.setLogLevel(undefined);`,
    ],
    [
      'name two steps alike',
      `await synthetics.executeStep('click', () => {}); await synthetics.executeStep('click', () => {});`,
    ],
    [
      'do not await getPage',
      `const page = synthetics.getPage(); await page.goto(url + '/'); await page.click('#buy'); if (page.url() !== url + '/') throw new Error(page.url());`,
    ],
    ['chain getPage', `await synthetics.getPage().then((page) => page.goto(url + '/'));`],
    [
      'destructure',
      `const { executeStep, getPage } = synthetics; await executeStep('open', async () => (await getPage()).goto(url));`,
    ],
    [
      'launch again with options',
      `await synthetics.launch({ args: ['--lang=de'], defaultViewport: { width: 400, height: 300 } });
      const page = await synthetics.getPage(); await page.goto(url); if (await page.evaluate('innerWidth') !== 400) throw new Error('width');`,
    ],
    [
      'close and launch',
      `await synthetics.getPage(); await synthetics.close(); await synthetics.launch(); await (await synthetics.getPage()).goto(url);`,
    ],
    [
      'read the canary out of the user agent',
      `const [,, , region, account,, name] = synthetics.getCanaryUserAgentString().split(':');
      if (region + account + name !== 'us-east-1123456789012shop') throw new Error(region + account + name);`,
    ],
    [
      'build the configuration',
      `synthetics.getConfiguration().withHarFile(false).with2xxMetric(true).disableStepScreenshots().setConfig({ restrictedHeaders: ['x'] });
      if (synthetics.getConfiguration().getConfig('harFile') !== false) throw new Error('har');`,
    ],
    [
      'ask for the browser and open tabs',
      `const page = await synthetics.getPage(); const tab = await page.browser().newPage(); await tab.goto(url);
      if (!(page.browser().process().pid > 0)) throw new Error('no process');`,
    ],
  ])('%s', async (_, body) => {
    const result = await run(body);
    expect([result.status, result.stateReason]).toEqual(['PASSED', undefined]);
  });

  test('reassign getPage: screenshots are of the page that it gives', async () => {
    const result = await run(`
      const first = await synthetics.getPage();
      const page = await first.browser().newPage();
      synthetics.getPage = async () => page;
      await synthetics.executeStep('open', async () => { await page.goto(url + '/red'); });
      const { pageUrl } = await synthetics.takeScreenshot('now', 'x');
      if (pageUrl !== url + '/red') throw new Error(pageUrl);
    `);
    expect(result).toMatchObject({ status: 'PASSED' });
  });

  test('wrap http.request: HTTP steps go through it', async () => {
    const result = await run(`
      const http = require('http');
      const request = http.request;
      let seen = 0;
      http.request = (...parameters) => { seen++; return request(...parameters); };
      await synthetics.executeHttpStep('get', url + '/api/json');
      if (seen !== 1) throw new Error('saw ' + seen);
    `);
    expect(result).toMatchObject({ status: 'PASSED' });
  });

  test('two steps of one name share their screenshots', async () => {
    const result = await run(`
      await synthetics.executeStep('click', () => {}); await synthetics.executeStep('click', () => {});`);
    const all = ['01-click-starting.png', '02-click-succeeded.png', '03-click-starting.png', '04-click-succeeded.png'];
    expect(result.steps.map(({ screenshots }) => screenshots)).toEqual([all, all]);
  });

  test.each([
    ['page.waitForTimeout(1)', 'page.waitForTimeout'],
    ['page.waitFor(1)', 'page.waitFor:'],
    ["page.$x('//p')", 'page.$x'],
    ["require('puppeteer-core').devices['iPhone 6']", 'KnownDevices'],
  ])('%s fails as on AWS, with a hint', async (call, hint) => {
    const result = await run(`const page = await synthetics.getPage(); await ${call};`);
    expect(result.status).toBe('FAILED');
    expect(result.warnings.join()).toContain(hint);
  });

  test('the user agent of pages names the canary', async () => {
    await run(`await (await synthetics.getPage()).goto(url + '/agent');`);
    const agent = target.requests.findLast(({ path }) => path === '/agent')?.headers['user-agent'];
    expect(agent).toMatch(
      /HeadlessChrome\/147.* CloudWatchSynthetics\/arn:aws:synthetics:us-east-1:123456789012:canary:shop$/,
    );
  });

  test('synthetics.json beside the script configures the run', async () => {
    const code = givenDirectory({
      'index.js': `const synthetics = require('Synthetics');
exports.handler = async () => { await synthetics.executeStep('look', async () => (await synthetics.getPage()).goto(process.env.TARGET_URL + '/agent2')); };`,
      'synthetics.json': JSON.stringify({
        step: { screenshotOnStepStart: false },
        httpMetrics: { metric_2xx: false },
        userAgent: 'team-a',
      }),
    });
    const result = await runCode(code, { environment: { TARGET_URL: target.url } });
    expect(result.steps).toMatchObject([{ screenshots: ['01-look-succeeded.png'] }]);
    expect(metric(result, '2xx')).toBeUndefined();
    expect(target.requests.findLast(({ path }) => path === '/agent2')?.headers['user-agent']).toMatch(/ team-a$/);
  });
});
