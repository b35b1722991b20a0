import { metric, runScript } from './given';
import { Target } from './target';

let target: Target;
beforeAll(async () => {
  target = await Target.start();
});
afterAll(() => target.stop());

const run = (body: string, request = {}) => runScript(body, { target: target.url, ...request });

test('a page canary that buys passes, with a datapoint for each step', async () => {
  const result = await run(`
    const page = await synthetics.getPage();
    await synthetics.executeStep('open', async () => { await page.goto(url + '/'); });
    const text = await synthetics.executeStep('buy', async () => {
      await page.click('#buy');
      await page.waitForSelector('.bought');
      return page.$eval('#status', (element) => element.textContent);
    });
    if (text !== 'bought') throw new Error('saw ' + text);
  `);
  expect(result).toMatchObject({ status: 'PASSED', testResult: 'PASSED', warnings: [] });
  expect(result.steps).toMatchObject([
    { name: 'open', status: 'PASSED', screenshots: ['01-open-starting.png', '02-open-succeeded.png'] },
    { name: 'buy', status: 'PASSED', screenshots: ['03-buy-starting.png', '04-buy-succeeded.png'] },
  ]);
  expect(metric(result, 'SuccessPercent')).toBe(100);
  expect(metric(result, 'SuccessPercent', 'buy')).toBe(100);
  expect(metric(result, '2xx')).toBe(3);
  expect(metric(result, 'Failed')).toBe(0);
  expect(result.metrics).toContainEqual({ name: '2xx', dimensions: {}, value: 3, unit: 'Count' });
});

test('a step that throws fails the run with CANARY_FAILURE, and the stack is told', async () => {
  const result = await run(`
    await synthetics.executeStep('open', async () => { throw new TypeError('no such product'); });
  `);
  expect(result).toMatchObject({ status: 'FAILED', stateReasonCode: 'CANARY_FAILURE', testResult: 'FAILED' });
  expect(result.stateReason).toMatch(/^TypeError: no such product Stack: TypeError: no such product.*index\.js:6/s);
  expect(result.steps).toMatchObject([{ status: 'FAILED', failureReason: 'TypeError: no such product' }]);
  expect(result.steps[0]?.screenshots).toEqual(['01-open-starting.png', '02-open-failed.png']);
  expect(metric(result, 'SuccessPercent')).toBe(0);
  expect(metric(result, 'SuccessPercent', 'open')).toBe(0);
});

test('a step that fails and lets the script continue fails the run at its end', async () => {
  const result = await run(`
    await synthetics.executeStep('first', () => { throw new Error('one'); }, { continueOnStepFailure: true });
    await synthetics.executeStep('second', () => {});
  `);
  expect(result).toMatchObject({ status: 'FAILED', stateReason: 'Error: Step 1: first failed with: Error: one' });
  expect(result.steps.map(({ status }) => status)).toEqual(['FAILED', 'PASSED']);
});

test('a thrown string is a failure like any other', async () => {
  expect(await run(`throw 'it broke';`)).toMatchObject({
    status: 'FAILED',
    stateReason: 'it broke',
    stateReasonCode: 'CANARY_FAILURE',
  });
});

test('an execution error fails the run, not its test', async () => {
  const result = await run(`synthetics.addExecutionError('could not read the configuration', new Error('denied'));`);
  expect(result).toMatchObject({
    status: 'FAILED',
    stateReasonCode: 'EXECUTION_FAILURE',
    testResult: 'PASSED',
    stateReason: 'could not read the configuration Error: denied',
  });
  expect(metric(result, 'SuccessPercent')).toBe(100);
  expect(metric(result, 'Failed')).toBe(1);
});

test('a script that fails and has an execution error has failed', async () => {
  const result = await run(`synthetics.addExecutionError('odd'); throw new Error('broken');`);
  expect(result).toMatchObject({ status: 'FAILED', stateReasonCode: 'CANARY_FAILURE', testResult: 'FAILED' });
});

test('a script without the handler fails, and says which function it lacks', async () => {
  const result = await run('', { handler: 'index.checkout' });
  expect(result.status).toBe('FAILED');
  expect(result.stateReason).toContain('/var/task/index.checkout is not a function');
});

test('a browser that does not start is an error, even where it is wanted late', async () => {
  process.env.AVIARY_CHROMIUM = '/bin/false';
  for (const body of ['await synthetics.getPage();', "await synthetics['get' + 'Page']();"]) {
    const result = await run(body);
    expect(result).toMatchObject({ status: 'ERROR', testResult: 'UNKNOWN' });
    expect(result.stateReason).toContain('The browser did not start');
    expect(metric(result, 'SuccessPercent')).toBeUndefined();
    expect(metric(result, 'Failed')).toBe(1);
  }
  delete process.env.AVIARY_CHROMIUM;
});

test('HTTP steps need no browser, and a page that is asked for late fails for the lack of one', async () => {
  process.env.AVIARY_CHROMIUM = '/no/such/chromium';
  const steps = `await synthetics.executeHttpStep('json', url + '/api/json');`;
  expect(await run(steps)).toMatchObject({ status: 'PASSED' });
  const late = await run(`${steps} await synthetics['get' + 'Page']();`);
  expect(late).toMatchObject({ status: 'ERROR', stateReason: expect.stringContaining('AVIARY_CHROMIUM names') });
  await expect(run('await synthetics.getPage();')).rejects.toThrow('AVIARY_CHROMIUM names');
  delete process.env.AVIARY_CHROMIUM;
});

test('a page that hangs is a failed run at the deadline, with the step, its picture and a datapoint', async () => {
  const result = await run(
    `const page = await synthetics.getPage();
     await synthetics.executeStep('open', async () => { await page.goto(url + '/hangs', { timeout: 0 }); });`,
    { timeoutSeconds: 3 },
  );
  expect(result.status).toBe('FAILED');
  expect(result.stateReason).toContain('did not end within 2 s, its deadline just short of the timeout');
  expect(result.steps).toMatchObject([{ name: 'open', status: 'FAILED' }]);
  expect(result.steps[0]?.screenshots).toContain('02-open-failed.png');
  expect(metric(result, 'SuccessPercent')).toBe(0);
});

test('so is a page whose own script never lets go, and no picture can be taken of', async () => {
  const result = await run(
    `const page = await synthetics.getPage();
     await synthetics.executeStep('busy', async () => { await page.evaluate('for (;;) {}'); });`,
    { timeoutSeconds: 3 },
  );
  expect(result.status).toBe('FAILED');
  expect(result.stateReason).toContain('did not end within 2 s');
});

test('a script that never lets go is killed at its timeout: no datapoint, no artifacts', async () => {
  const result = await run('for (;;) {}', { timeoutSeconds: 3, artifactsDirectory: '/tmp' });
  expect(result).toMatchObject({ status: 'TIMEOUT', testResult: 'UNKNOWN', metrics: [], steps: [] });
  expect(result.artifacts).toBeUndefined();
  expect(result.log.join('\n')).toContain('Start executing customer steps');
});
