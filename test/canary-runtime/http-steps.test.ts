import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { givenDirectory, metric, runScript } from './given';
import { Target } from './target';

let target: Target;
beforeAll(async () => {
  target = await Target.start();
});
afterAll(() => target.stop());

const run = (body: string, request = {}) => runScript(body, { target: target.url, ...request });
const failing = `await synthetics.executeHttpStep('health', url + '/unavailable');`;

test('a status from 200 to 299 passes, another fails the run at its end, as AWS words it', async () => {
  const result = await run(`${failing} await synthetics.executeHttpStep('json', url + '/api/json');`);
  expect(result).toMatchObject({
    status: 'FAILED',
    stateReason: 'Error: Step 1: health failed with: Error: 503 Service Unavailable',
    steps: [
      { name: 'health', status: 'FAILED' },
      { name: 'json', status: 'PASSED' },
    ],
  });
  expect(metric(result, '5xx')).toBe(1);
  expect(metric(result, '2xx')).toBe(1);
  expect(metric(result, 'SuccessPercent', 'health')).toBe(0);
});

test('13.0 lets such a run pass, which is warned of; not where the script says what to do', async () => {
  const on13 = { runtimeVersion: 'syn-nodejs-puppeteer-13.0' };
  const passed = await run(failing, on13);
  expect(passed).toMatchObject({ status: 'PASSED', steps: [{ status: 'FAILED' }] });
  expect(metric(passed, 'SuccessPercent')).toBe(100);
  expect(passed.warnings.join()).toContain('fixed in syn-nodejs-puppeteer-15.0');
  const stopped = await run(`synthetics.getConfiguration().withContinueOnHttpStepFailure(false); ${failing}`, on13);
  expect(stopped).toMatchObject({ status: 'FAILED' });
  const fixed = await run(failing, { runtimeVersion: 'syn-nodejs-puppeteer-15.0' });
  expect(fixed).toMatchObject({ status: 'FAILED' });
});

test('continueOnHttpStepFailure: false stops the script', async () => {
  const result = await run(
    `${failing.replace("unavailable'", "unavailable', null, { continueOnHttpStepFailure: false }")} await synthetics.executeHttpStep('never', url);`,
  );
  expect(result.status).toBe('FAILED');
  expect(result.steps.map(({ name }) => name)).toEqual(['health']);
});

test('a callback judges the response, and options hold a body', async () => {
  const result = await run(`
    const { hostname, port } = new URL(url);
    const step = { protocol: 'http:', hostname, port, path: '/api/buy', method: 'POST', body: JSON.stringify({ id: 7 }) };
    await synthetics.executeHttpStep('buy', step, async (response) => {
      let body = '';
      for await (const chunk of response) body += chunk;
      if (JSON.parse(body).status !== 'bought') throw new Error('not bought');
    });
    await synthetics.executeHttpStep('deny', new URL(url + '/api/json'), () => { throw 'refused by the script'; });
  `);
  expect(target.requests.findLast(({ path }) => path === '/api/buy')?.body).toBe('{"id":7}');
  expect(result.steps).toMatchObject([
    { name: 'buy', status: 'PASSED' },
    { name: 'deny', status: 'FAILED', failureReason: 'refused by the script' },
  ]);
});

test('no answer at all counts as a failed request', async () => {
  const result = await run(`await synthetics.executeHttpStep('dead', 'http://127.0.0.1:9/');`);
  expect(result.status).toBe('FAILED');
  expect(result.stateReason).toContain('ECONNREFUSED');
  expect(metric(result, 'Failed requests')).toBe(1);
});

test('from 11.0 on a step takes no reporting options, which is warned of', async () => {
  const body = `await synthetics.executeHttpStep('json', url + '/api/json', null, { includeResponseBody: true });`;
  expect((await run(body)).warnings.join()).toContain('ignores "includeResponseBody" in a step');
  expect((await run(body, { runtimeVersion: 'syn-nodejs-puppeteer-15.1' })).warnings.join()).toContain('ignores');
});

test('HttpRequestsReport.json holds every request of the process, with what is included and not what is restricted', async () => {
  const result = await run(
    `synthetics.getConfiguration().setConfig({ includeRequestHeaders: true, includeResponseBody: true, restrictedUrlParameters: ['id'], restrictedHeaders: ['x-private'] });
     const { hostname, port } = new URL(url);
     await synthetics.executeHttpStep('json', { protocol: 'http:', hostname, port, path: '/api/json?id=7&page=2', headers: { 'X-Private': 'mine', Authorization: 'Bearer abcdefghijkl1' } });
     await new Promise((done) => require('http').get(url + '/moved', (response) => response.resume().on('end', done)));`,
    { artifactsDirectory: givenDirectory() },
  );
  const { requests } = JSON.parse(
    readFileSync(join(result.artifacts?.directory ?? '', 'HttpRequestsReport.json'), 'utf8'),
  );
  expect(requests).toMatchObject([
    {
      requestNum: 1,
      requestUrl: `${target.url}/api/json?id=REDACTED&page=2`,
      request: {
        method: 'GET',
        path: '/api/json?id=REDACTED&page=2',
        headers: { 'x-private': 'REDACTED', authorization: 'REDACTED' },
        protocol: 'http:',
      },
      response: {
        statusCode: 200,
        statusMessage: 'OK',
        content: { body: '{"ok":true}', contentType: 'application/json' },
        headers: 'Not enabled',
      },
      step: { stepNum: 1, stepName: 'json' },
    },
    { requestNum: 2, response: { statusCode: 302 } },
  ]);
  expect(requests[0].httpTimings.totalDurationInMs).toBeGreaterThanOrEqual(0);
  const report = JSON.parse(
    readFileSync(join(result.artifacts?.directory ?? '', 'SyntheticsReport-PASSED.json'), 'utf8'),
  );
  expect(report.customerScript).toMatchObject({
    status: 'PASSED',
    requests: { _2xx: 1, _3xx: 1, failed: 0 },
    steps: [{ stepNum: 1, stepName: 'json', status: 'PASSED', httpRequestNum: 1, screenshots: null }],
  });
  expect(result.artifacts?.files).not.toContain('results.har.html');
});
