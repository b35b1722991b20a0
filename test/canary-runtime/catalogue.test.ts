import { defaultRuntime, runtime, runtimes } from '../../lib/canary-runtime';

test('the default runtime has the versions of the local puppeteer-core and Chromium', () => {
  const { version } = require('puppeteer-core/package.json') as { version: string };
  const found = runtime(defaultRuntime);
  expect(found?.framework).toEqual({ name: 'puppeteer-core', version });
  expect(found?.chromium).toMatch(/^147\./);
});

test.each([
  ['syn-nodejs-puppeteer-17.0', { lambdaRuntime: 'nodejs22.x', httpStepFailurePasses: false, newNamespaces: true }],
  ['syn-nodejs-puppeteer-13.0', { httpStepFailurePasses: true, newNamespaces: false, rootPackaging: true }],
  ['syn-nodejs-puppeteer-10.0', { rootPackaging: false, stepConfiguration: 'full', logFormat: 'TEXT' }],
  ['syn-nodejs-puppeteer-7.0', { deprecatedSince: '2026-01-22' }],
  ['syn-nodejs-5.2', { family: 'nodejs', browserFolder: false }],
])('%s', (version, behaviour) => {
  expect(runtime(version)).toMatchObject(behaviour);
});

test('no version is listed twice', () => {
  const versions = runtimes.map(({ version }) => version);
  expect(new Set(versions).size).toBe(versions.length);
});
