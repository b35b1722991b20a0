import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCanary } from '../../lib/canary-runtime';
import { givenDirectory } from './given';
import { Target } from './target';

// Scripts in the manner of the console's blueprints, with what these make of the library.

let target: Target;
beforeAll(async () => {
  target = await Target.start();
});
afterAll(() => target.stop());

const run = (script: string, runtimeVersion = 'syn-nodejs-puppeteer-16.1') =>
  runCanary({
    code: givenDirectory({ 'nodejs/node_modules/blueprint.js': script }),
    handler: 'blueprint.handler',
    name: 'shop',
    timeoutSeconds: 60,
    runtimeVersion,
    environment: { URL: target.url },
    artifactsDirectory: givenDirectory(),
  });

const heartbeat = `
const { URL } = require('url');
const synthetics = require('Synthetics');
const log = require('SyntheticsLogger');
const syntheticsConfiguration = synthetics.getConfiguration();
const syntheticsLogHelper = require('SyntheticsLogHelper');

const loadBlueprint = async function () {
  const urls = [process.env.URL + '/'];
  const takeScreenshot = true;
  syntheticsConfiguration.disableStepScreenshots();
  syntheticsConfiguration.setConfig({
    continueOnStepFailure: true, includeRequestHeaders: true, includeResponseHeaders: true,
    restrictedHeaders: [], restrictedUrlParameters: [],
  });
  let page = await synthetics.getPage();
  for (const url of urls) await loadUrl(page, url, takeScreenshot);
};

const resetPage = async function (page) {
  try {
    await page.goto('about:blank', { waitUntil: ['load', 'networkidle0'], timeout: 30000 });
  } catch (e) {
    synthetics.addExecutionError('Unable to open a blank page. ', e);
  }
};

const loadUrl = async function (page, url, takeScreenshot) {
  let stepName = null;
  let domcontentloaded = false;
  try {
    stepName = new URL(url).hostname;
  } catch (e) {
    const errorString = 'Error parsing url: ' + url + '. ' + e;
    log.error(errorString);
    throw e;
  }
  await synthetics.executeStep(stepName, async function () {
    const sanitizedUrl = syntheticsLogHelper.getSanitizedUrl(url);
    const response = await page.goto(url, { waitUntil: ['domcontentloaded'], timeout: 30000 });
    if (response) {
      domcontentloaded = true;
      const status = response.status();
      const statusText = response.statusText();
      logResponseString = 'Response from url: ' + sanitizedUrl + '  Status: ' + status + '  Status Text: ' + statusText;
      if (response.status() < 200 || response.status() > 299) throw new Error('Failed to load url: ' + sanitizedUrl + ' ' + response.status() + ' ' + response.statusText());
    } else {
      const logNoResponseString = 'No response returned for url: ' + sanitizedUrl;
      log.error(logNoResponseString);
      throw new Error(logNoResponseString);
    }
  });
  if (domcontentloaded && takeScreenshot) await synthetics.takeScreenshot(stepName, 'loaded');
  await resetPage(page);
};

exports.handler = async () => await loadBlueprint();
`;

const api = `
const synthetics = require('Synthetics');
const log = require('SyntheticsLogger');
const syntheticsConfiguration = synthetics.getConfiguration();

const apiCanaryBlueprint = async function () {
  syntheticsConfiguration.setConfig({ restrictedHeaders: [], restrictedUrlParameters: [] });
  const validateSuccessful = async function (res) {
    return new Promise((resolve, reject) => {
      if (res.statusCode < 200 || res.statusCode > 299) throw new Error(res.statusCode + ' ' + res.statusMessage);
      let responseBody = '';
      res.on('data', (d) => { responseBody += d; });
      res.on('end', () => { log.info('body ' + responseBody); resolve(); });
    });
  };
  const { hostname, port } = new URL(process.env.URL);
  let requestOptionsStep1 = { hostname, method: 'POST', path: '/api/buy', port, protocol: 'http:', body: '{"id":1}', headers: { 'Content-Type': 'application/json' } };
  requestOptionsStep1['headers']['User-Agent'] = [synthetics.getCanaryUserAgentString(), requestOptionsStep1['headers']['User-Agent']].join(' ');
  let stepConfig1 = { includeRequestHeaders: true, includeResponseHeaders: true, includeRequestBody: true, includeResponseBody: true, continueOnHttpStepFailure: true };
  await synthetics.executeHttpStep('Verify buy', requestOptionsStep1, validateSuccessful, stepConfig1);
  await synthetics.executeHttpStep('Verify health', { ...requestOptionsStep1, method: 'GET', path: '/unavailable', body: '' }, validateSuccessful, stepConfig1);
};

exports.handler = async () => await apiCanaryBlueprint();
`;

const brokenLinks = `
const synthetics = require('Synthetics');
const log = require('SyntheticsLogger');
const BrokenLinkCheckerReport = require('BrokenLinkCheckerReport');
const SyntheticsLink = require('SyntheticsLink');
const syntheticsLogHelper = require('SyntheticsLogHelper');
const exploredUrls = [process.env.URL + '/', process.env.URL + '/nowhere'];
const synLinks = [];
const numOfLinksToReLaunchBrowser = 2;

const webCrawlerBlueprint = async function () {
  let brokenLinkError;
  let count = 0;
  const report = new BrokenLinkCheckerReport();
  exploredUrls.forEach((url) => synLinks.push(new SyntheticsLink(url)));
  let page = await synthetics.getPage();
  while (synLinks.length > 0) {
    let link = synLinks.shift();
    const nav_url = link.getUrl();
    link.withUrl(syntheticsLogHelper.getSanitizedUrl(nav_url));
    count++;
    if (count % numOfLinksToReLaunchBrowser == 0) {
      await synthetics.close();
      await synthetics.launch();
      page = await synthetics.getPage();
    }
    const response = await page.goto(nav_url, { waitUntil: ['load', 'networkidle0'], timeout: 30000 });
    link = link.withStatusCode(response.status()).withStatusText(response.statusText());
    if (response.status() >= 400) {
      link = link.withFailureReason('Status code: ' + response.status());
      link.addScreenshotResult(await synthetics.takeScreenshot('nowhere', 'failed'));
    }
    report.addLink(link);
  }
  synthetics.addReport(report);
  log.info('Total links checked: ' + report.getTotalLinksChecked());
  if (report.getTotalBrokenLinks() > 0) throw report.getTotalBrokenLinks() + ' broken link(s) detected. ';
};

exports.handler = async () => await webCrawlerBlueprint();
`;

test('the heartbeat blueprint passes, with the picture that it takes by itself', async () => {
  const result = await run(heartbeat);
  expect([result.status, result.stateReason]).toEqual(['PASSED', undefined]);
  expect(result.steps).toMatchObject([{ name: '127.0.0.1', screenshots: ['01-127.0.0.1-loaded.png'] }]);
});

test('the API blueprint judges each response by its callback, and fails on the one that is down', async () => {
  const result = await run(api);
  expect(result.steps).toMatchObject([
    { name: 'Verify buy', status: 'PASSED' },
    { name: 'Verify health', status: 'FAILED', failureReason: 'Error: 503 Service Unavailable' },
  ]);
  expect(result.status).toBe('FAILED');
  const { headers } = target.requests.findLast(({ path }) => path === '/api/buy') ?? {};
  expect(headers?.['user-agent']).toMatch(/^CloudWatchSynthetics\/arn:aws:synthetics:/);
});

test('the broken-link blueprint relaunches its browser, reports each link and throws a string', async () => {
  const result = await run(brokenLinks);
  expect(result).toMatchObject({ status: 'FAILED', stateReason: '1 broken link(s) detected. ' });
  const report = JSON.parse(
    readFileSync(join(result.artifacts?.directory ?? '', 'BrokenLinkCheckerReport.json'), 'utf8'),
  );
  expect(report).toMatchObject({ totalLinksChecked: 2, brokenLinks: [`${target.url}/nowhere`] });
});

test.each([
  ['CommonJS, by name', `const { synthetics } = require('@aws/synthetics-core');`, 'js'],
  ['an ES module, by name', `import { synthetics } from '@aws/synthetics-core';`, 'mjs'],
  ['an ES module, by default', `import synthetics from '@aws/synthetics-puppeteer';`, 'mjs'],
])('the library is imported from %s', async (_, statement, extension) => {
  const script = `${statement}\n${extension === 'js' ? 'exports.handler =' : 'export const handler ='} async () => {
    await synthetics.executeHttpStep('json', process.env.URL + '/api/json');
    await synthetics.executeStep('name', () => { if (synthetics.getCanaryName() !== 'shop') throw new Error('name'); }, { screenshotOnStepStart: false });
  };`;
  const result = await runCanary({
    code: givenDirectory({ [`index.${extension}`]: script }),
    handler: 'index.handler',
    name: 'shop',
    timeoutSeconds: 30,
    environment: { URL: target.url },
  });
  expect([result.status, result.stateReason]).toEqual(['PASSED', undefined]);
});

test('the AWS SDK v2 is told to be gone', async () => {
  const result = await run(`const AWS = require('aws-sdk'); exports.handler = async () => {};`);
  expect(result.status).toBe('FAILED');
  expect(result.warnings.join()).toContain('use the clients of v3');
});
