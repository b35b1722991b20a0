import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { findChromium } from '../../lib/canary-runtime';
import { givenDirectory } from './given';

const run = promisify(execFile);

test('two processes that unpack at once both get a browser that starts', async () => {
  const cache = givenDirectory();
  const program = `require(${JSON.stringify(resolve('lib/canary-runtime'))}).findChromium().then((found) => console.log(found.executablePath))`;
  const find = () =>
    run(process.execPath, ['--import', 'tsx', '-e', program], { env: { ...process.env, XDG_CACHE_HOME: cache } });
  const [one, two] = await Promise.all([find(), find()]);
  expect(one.stdout).toBe(two.stdout);
  expect(readdirSync(join(cache, 'aviary'))).toEqual([expect.stringMatching(/^chromium-147\.0\.0-/)]);
  const { stdout } = await run(one.stdout.trim(), ['--version']);
  expect(stdout).toMatch(/147\.0\./);
}, 60_000);

test('AVIARY_CHROMIUM names another, and is told where it is none', async () => {
  process.env.AVIARY_CHROMIUM = process.execPath;
  expect((await findChromium()).executablePath).toBe(process.execPath);
  process.env.AVIARY_CHROMIUM = '/no/such/chromium';
  await expect(findChromium()).rejects.toThrow('AVIARY_CHROMIUM names /no/such/chromium, which is not a program');
  delete process.env.AVIARY_CHROMIUM;
});
