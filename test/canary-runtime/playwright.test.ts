import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CanaryRunRequest, runCanary } from '../../lib/canary-runtime';
import { givenDirectory, metric } from './given';
import { har } from './har-schema';
import { Target } from './target';

let target: Target;
beforeAll(async () => {
  target = await Target.start();
});
afterAll(() => target.stop());

// Playwright itself is a project's own: here its calls are made of puppeteer's, in front of the real browser.
const playwright = `const puppeteer = require(${JSON.stringify(require.resolve('puppeteer-core'))});
const pageOf = (page) => Object.assign(page, {
  context: () => ({ newCDPSession: (of) => of.createCDPSession() }),
});
exports.chromium = {
  launch: async ({ args, executablePath, env }) => {
    const browser = await puppeteer.launch({ args, executablePath, env, headless: 'shell' });
    return { newPage: async () => pageOf(await browser.newPage()), close: () => browser.close(), version: () => '147', on: (name, listener) => browser.on(name, listener) };
  },
};`;

const script = `const { synthetics } = require('@aws/synthetics-playwright');
exports.handler = async (event, context) => {
  if (event.canaryName !== 'shop' || !(context.getRemainingTimeInMillis() > 0)) throw new Error('no event');
  const browser = await synthetics.launch();
  try {
    const page = await synthetics.newPage(browser);
    await synthetics.executeStep('open', async () => { await page.goto(process.env.TARGET_URL); });
    await synthetics.executeStep('buy', async () => { await page.click('#buy'); await page.waitForSelector(process.env.WANTED); }, {}, page);
  } finally {
    await synthetics.close();
  }
};`;

const run = (environment: Record<string, string>, request: Partial<CanaryRunRequest> = {}) =>
  runCanary({
    code: givenDirectory({ 'index.js': script }),
    handler: 'index.handler',
    name: 'shop',
    runtimeVersion: 'syn-nodejs-playwright-6.1',
    timeoutSeconds: 20,
    environment: { TARGET_URL: target.url, ...environment },
    projectDirectory: givenDirectory({ 'node_modules/playwright-core/index.js': playwright }),
    artifactsDirectory: givenDirectory(),
    recordHar: true,
    ...request,
  });

test('a Playwright script runs where its project has Playwright: steps, screenshots, requests, HAR', async () => {
  const result = await run({ WANTED: '.bought' });
  expect([result.status, result.stateReason]).toEqual(['PASSED', undefined]);
  expect(result.steps).toMatchObject([
    { name: 'open', screenshots: ['01-open-starting.png', '02-open-succeeded.png'] },
    { name: 'buy', status: 'PASSED' },
  ]);
  expect(metric(result, '2xx')).toBe(3);
  const document = JSON.parse(readFileSync(join(result.artifacts?.directory ?? '', 'results.har'), 'utf8'));
  expect(har.safeParse(document).error?.issues).toBeUndefined();
  expect(document.log.pages).toHaveLength(1);
  expect(target.requests.at(-1)?.headers['user-agent']).toContain('CloudWatchSynthetics/arn:');
});

test('one that hangs fails at its deadline, in the step and with its picture', async () => {
  const result = await run({ WANTED: '#never' }, { timeoutSeconds: 4 });
  expect(result.status).toBe('FAILED');
  expect(result.steps[1]).toMatchObject({
    name: 'buy',
    status: 'FAILED',
    screenshots: ['03-buy-starting.png', '04-buy-failed.png'],
  });
});

test('without Playwright that is said, with what to install', async () => {
  await expect(run({}, { projectDirectory: givenDirectory() })).rejects.toMatchObject({
    message: expect.stringContaining('syn-nodejs-playwright-6.1 scripts are not run here'),
    fix: expect.stringContaining('npm install --save-dev playwright-core@1.59.1'),
  });
});
