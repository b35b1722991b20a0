import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { givenDirectory, metric, runScript } from './given';
import { Target } from './target';

let target: Target;
beforeAll(async () => {
  target = await Target.start();
});
afterAll(() => target.stop());

/** Looks at a page with visual monitoring on. */
const look = (path: string, visualBaselineDirectory: string, configuration = '', request = {}) =>
  runScript(
    `synthetics.getConfiguration().withVisualCompareWithBaseRun(true)${configuration};
     const page = await synthetics.getPage();
     await synthetics.executeStep('look', async () => { await page.goto(url + '${path}'); });`,
    { target: target.url, visualBaselineDirectory, artifactsDirectory: givenDirectory(), ...request },
  );

test('the first run that passes is the baseline; one that looks the same passes, one that does not fails with a picture of what differs', async () => {
  const baseline = join(givenDirectory(), 'shop.baseline');
  expect(await look('/empty', baseline)).toMatchObject({
    status: 'PASSED',
    warnings: [`The visual baseline is taken from this run: 02-look-succeeded.png in ${baseline}.`],
  });
  expect(readdirSync(baseline)).toEqual(['02-look-succeeded.png']);

  const same = await look('/empty', baseline);
  expect(same.status).toBe('PASSED');
  expect(metric(same, 'VisualMonitoringSuccessPercent')).toBe(100);

  const changed = await look('/box', baseline);
  expect(changed).toMatchObject({ status: 'FAILED', steps: [{ status: 'FAILED' }] });
  expect(changed.stateReason).toMatch(/0\.48\d* % of its pixels differ from the baseline \(threshold: 0 %\)/);
  expect(metric(changed, 'VisualMonitoringSuccessPercent')).toBe(0);
  const picture = PNG.sync.read(
    readFileSync(join(changed.artifacts?.directory ?? '', '02-look-succeeded-difference.png')),
  );
  expect([...picture.data.subarray(0, 4)]).toEqual([255, 0, 0, 255]);
  expect(readdirSync(baseline)).toEqual(['02-look-succeeded.png']);
});

test('a threshold, an ignored area, and a variance that does not fail the run', async () => {
  const baseline = givenDirectory();
  await look('/empty', baseline);
  expect(await look('/box', baseline, '.withVisualVarianceThresholdPercentage(1)')).toMatchObject({ status: 'PASSED' });
  expect(await look('/box', baseline, '.withFailCanaryRunOnVisualVariance(false)')).toMatchObject({ status: 'PASSED' });
  const area = { screenshot: '02-look-succeeded', x: 0, y: 0, width: 100, height: 100 };
  expect(await look('/box', baseline, '', { visualIgnoredAreas: [area] })).toMatchObject({ status: 'PASSED' });
  writeFileSync(join(baseline, 'ignore.json'), '{ "02-look-succeeded.png": [[0, 0, 100, 100]] }');
  expect(await look('/box', baseline)).toMatchObject({ status: 'PASSED' });
});

test('the baseline is taken anew on demand, and by no run that fails', async () => {
  const baseline = givenDirectory();
  await look('/empty', baseline);
  expect(await look('/box', baseline, '', { visualUpdateBaseline: true })).toMatchObject({ status: 'PASSED' });
  expect(await look('/box', baseline)).toMatchObject({ status: 'PASSED' });
  const fresh = join(givenDirectory(), 'none');
  await look(
    '/empty',
    fresh,
    `; synthetics.executeHttpStep('dead', 'http://127.0.0.1:9/', null, { continueOnHttpStepFailure: true })`,
  );
  expect(existsSync(fresh)).toBe(false);
});
