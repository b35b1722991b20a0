import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { failureLines, prepareTest, readAlarmTests, runTest } from '../../lib/alarm-tests';
import { StorefrontStack } from '../../lib/stacks';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'aviary-storefront-'));
  const app = new App({ outdir: join(directory, 'cdk.out') });
  new StorefrontStack(app, 'Storefront');
  app.synth();
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

it('holds what its alarm tests say of the guard', () => {
  const text = readFileSync(join(__dirname, 'storefront.yaml'), 'utf8');
  // Where the file would lie in a repository that was synthesized.
  const tests = readAlarmTests(text, join(directory, 'test', 'alarms', 'storefront.yaml'));
  expect(tests.length).toBeGreaterThan(0);
  for (const test of tests) {
    const { expectations, unread } = runTest(prepareTest(test));
    expect({ [test.name]: expectations.flatMap((each) => (each.ok ? [] : failureLines(each))) }).toEqual({
      [test.name]: [],
    });
    expect(unread).toEqual([]);
  }
});
