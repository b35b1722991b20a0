import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { PNG } from 'pngjs';
import type { CanaryRunResult } from '../../lib/canary-runtime';
import { givenDirectory, runScript } from './given';
import { har } from './har-schema';
import { Target } from './target';

let target: Target;
beforeAll(async () => {
  target = await Target.start();
});
afterAll(() => target.stop());

const run = (body: string, request = {}) => runScript(body, { target: target.url, ...request });
const read = (result: CanaryRunResult, name: string) =>
  readFileSync(join(result.artifacts?.directory ?? '', name), 'utf8');
const json = (result: CanaryRunResult, name: string) => JSON.parse(read(result, name));

const journey = `
  const page = await synthetics.getPage();
  await synthetics.executeStep('open', async () => { await page.goto(url + '/?id=7'); });
  await synthetics.executeStep('buy', async () => { await page.click('#buy'); await page.waitForSelector('.bought'); });
  await page.goto(url + '/moved');
  await page.goto('http://127.0.0.1:9/').catch(() => {});
`;

describe('a page canary', () => {
  let result: CanaryRunResult;
  let bucket: string;
  beforeAll(async () => {
    bucket = givenDirectory();
    result = await run(`${journey} await synthetics.takeScreenshot('end', 'of: it');`, {
      artifactsDirectory: bucket,
      recordHar: true,
    });
  });

  test('leaves what AWS leaves, under the same prefix', () => {
    expect(result.status).toBe('PASSED');
    expect(relative(bucket, result.artifacts?.directory ?? '')).toMatch(
      /^canary\/us-east-1\/shop\/\d{4}\/\d\d\/\d\d\/\d\d\/\d\d-\d\d-\d{3}\/CHROME$/,
    );
    expect(result.artifacts?.files).toEqual([
      '01-open-starting.png',
      '02-open-succeeded.png',
      '03-buy-starting.png',
      '04-buy-succeeded.png',
      '05-end-of_ it.png',
      expect.stringMatching(/-log\.txt$/),
      'HttpRequestsReport.json',
      'SyntheticsReport-PASSED.json',
      'results.har',
      'results.har.html',
    ]);
  });

  test('its screenshots are pictures of the viewport', () => {
    const { width, height } = PNG.sync.read(
      readFileSync(join(result.artifacts?.directory ?? '', '04-buy-succeeded.png')),
    );
    expect([width, height]).toEqual([1920, 1080]);
  });

  test('its report tells steps, requests and configuration', () => {
    expect(json(result, 'SyntheticsReport-PASSED.json')).toMatchObject({
      canaryName: 'shop',
      executionStatus: 'PASSED',
      executionError: null,
      customerScript: {
        status: 'PASSED',
        failureReason: null,
        metricsPublished: true,
        requests: { failed: 1, _2xx: 4, _3xx: 1, _4xx: 0, _5xx: 0 },
        steps: [
          {
            stepNum: 1,
            stepName: 'open',
            status: 'PASSED',
            sourceUrl: 'about:blank',
            destinationUrl: `${target.url}/?id=7`,
            screenshots: [{ fileName: '01-open-starting.png' }, { fileName: '02-open-succeeded.png', error: null }],
          },
          { stepNum: 2, stepName: 'buy', status: 'PASSED' },
        ],
        nonStepScreenshots: [{ fileName: '05-end-of_ it.png' }],
      },
      configuration: {
        screenshotConfiguration: { screenshotOnStepStart: true },
        artifactConfiguration: { harFile: true, stepsReport: true },
        executionConfiguration: { continueOnStepFailure: false, continueOnHttpStepFailure: true },
      },
    });
  });

  test('its HAR is one of version 1.2, in a page and as a file', () => {
    const text = read(result, 'results.har');
    const document = JSON.parse(text);
    expect(har.safeParse(document).error?.issues).toBeUndefined();
    const urls = document.log.entries.map(
      ({ request, response }: { request: { method: string; url: string }; response: { status: number } }) => [
        request.method,
        request.url.replace(target.url, ''),
        response.status,
      ],
    );
    expect(urls).toEqual([
      ['GET', '/?id=7', 200],
      ['GET', '/shop.css', 200],
      ['POST', '/api/buy?token=REDACTED', 200],
      ['GET', '/moved', 302],
      ['GET', '/api/json', 200],
      ['GET', 'http://127.0.0.1:9/', 0],
    ]);
    const [first, , , moved] = document.log.entries;
    expect(first.response.content.size).toBeGreaterThan(300);
    expect(first.timings.wait).toBeGreaterThan(0);
    expect(moved.response.redirectURL).toBe(`${target.url}/api/json`);
    expect(document.log.pages.map(({ title }: { title: string }) => title.replace(target.url, ''))).toEqual([
      '/?id=7',
      '/moved',
      'http://127.0.0.1:9/',
    ]);
    expect(document.log.pages[0].pageTimings.onLoad).toBeGreaterThan(0);
    const page = read(result, 'results.har.html');
    const [, embedded = ''] = /<script type="application\/json" id="har">(.*?)<\/script>/s.exec(page) ?? [];
    expect(JSON.parse(embedded)).toEqual(document);
  });

  test('its log holds the requests and the verdict', () => {
    const log = result.log.map((line) => JSON.parse(line).message);
    expect(log).toEqual(
      expect.arrayContaining([
        `Request:  url: ${target.url}/?id=7`,
        `Response:  status: 200 statusText: OK url: ${target.url}/?id=7`,
        'End Canary. Result: PASSED',
      ]),
    );
  });
});

test('a failed run is named as one, with its reason', async () => {
  const result = await run(`throw new Error('sold out');`, { artifactsDirectory: givenDirectory() });
  expect(json(result, 'SyntheticsReport-FAILED.json').customerScript).toMatchObject({
    status: 'FAILED',
    failureReason: expect.stringContaining('Error: sold out'),
  });
});

test('bodies are in the HAR where they are included, and nothing of it where it is switched off', async () => {
  const included = await run(
    `synthetics.getConfiguration().setConfig({ includeResponseBody: true, includeRequestBody: true }); ${journey}`,
    { artifactsDirectory: givenDirectory(), recordHar: true },
  );
  const { entries } = json(included, 'results.har').log;
  const bought = entries.find(({ request }: { request: { method: string } }) => request.method === 'POST');
  expect(bought.request.postData.text).toBe('{}');
  expect(bought.response.content.text).toBe('{"status":"bought"}');
  const off = await run(
    `synthetics.getConfiguration().withHarFile(false).withStepsReport(false); await synthetics.getPage();`,
    { artifactsDirectory: givenDirectory() },
  );
  expect(off.artifacts?.files).toEqual([expect.stringMatching(/log\.txt$/), 'HttpRequestsReport.json']);
});

test('older runtimes log plain lines, and have no folder for the browser', async () => {
  const result = await run(`log.info('hello'); log.debug('silent');`, {
    runtimeVersion: 'syn-nodejs-puppeteer-9.1',
    code: givenDirectory({
      'nodejs/node_modules/index.js': `const log = require('SyntheticsLogger'); exports.handler = async () => { log.info('hello'); log.debug('silent'); };`,
    }),
    artifactsDirectory: givenDirectory(),
  });
  expect(result.log).toContain('INFO: hello');
  expect(result.log.join()).not.toContain('silent');
  expect(result.artifacts?.directory).not.toContain('CHROME');
});

test('CW_SYNTHETICS_LOG_FORMAT and CW_SYNTHETICS_LOG_LEVEL are obeyed', async () => {
  const result = await run(`log.info('hello'); log.warn('careful', new Error('why'));`, {
    environment: { CW_SYNTHETICS_LOG_FORMAT: 'TEXT', CW_SYNTHETICS_LOG_LEVEL: 'WARN' },
  });
  expect(result.log.join('\n')).toMatch(/^WARN: careful Error: why/);
});

test('headers and bodies are logged on demand, of pages and of HTTP steps', async () => {
  const result = await run(
    `synthetics.getConfiguration().setConfig({ logRequestHeaders: true, logRequestBody: true, logResponseBody: true });
     const page = await synthetics.getPage();
     await page.goto(url + '/');
     await page.click('#buy');
     await page.waitForSelector('.bought');
     const { port } = new URL(url);
     await synthetics.executeHttpStep('buy', { hostname: '127.0.0.1', port, path: '/api/buy', method: 'POST', body: 'from the step', headers: { 'x-own': 'mine' } });`,
    { environment: { CW_SYNTHETICS_LOG_FORMAT: 'TEXT' } },
  );
  expect(result.log).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^INFO: Request: {2}url: .*\/api\/buy\?token=REDACTED headers: \{.*\} body: \{\}$/),
      expect.stringMatching(/^INFO: Response body: {2}url: .*\/api\/buy\?token=REDACTED body: \{"status":"bought"\}$/),
      expect.stringMatching(/^INFO: Request: {2}url: .*\/api\/buy headers: \{"x-own":"mine".*\} body: from the step$/),
      expect.stringMatching(/^INFO: Response: {2}status: 200 .*\/api\/buy body: \{"status":"bought"\}$/),
    ]),
  );
});

test('a broken-link report lies beside the others', async () => {
  const result = await run(
    `const Link = require('SyntheticsLink'); const Report = require('BrokenLinkCheckerReport');
     const page = await synthetics.getPage();
     const report = new Report();
     for (const path of ['/', '/nowhere']) {
       const response = await page.goto(url + path);
       const link = new Link(url + path).withParentUrl(url).withText('a link').withStatusCode(response.status()).withStatusText(response.statusText());
       link.addScreenshotResult(await synthetics.takeScreenshot('link', 'loaded'));
       report.addLink(link);
     }
     if (report.getTotalBrokenLinks() !== 1 || report.getTotalLinksChecked() !== 2 || Object.keys(report.getLinks()).length !== 2) throw new Error('miscounted');
     await synthetics.addReport(report);`,
    { artifactsDirectory: givenDirectory() },
  );
  expect(result.status).toBe('PASSED');
  expect(json(result, 'BrokenLinkCheckerReport.json')).toMatchObject({
    totalLinksChecked: 2,
    totalBrokenLinks: 1,
    brokenLinks: [`${target.url}/nowhere`],
    links: {
      [`${target.url}/nowhere`]: {
        linkNum: 2,
        status: { statusCode: 404, statusText: 'Not Found' },
        screenshots: [{ fileName: '02-link-loaded.png' }],
      },
    },
  });
});
