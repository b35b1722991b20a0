import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runCanary } from '../../lib/canary-runtime';
import { givenDirectory, runScript } from './given';
import { Target } from './target';

let target: Target;
beforeAll(async () => {
  target = await Target.start();
});
afterAll(() => target.stop());

/** Known by it, other runs of this machine are not looked at. */
const name = `isolated-${process.pid}`;
const run = (body: string, request = {}) => runScript(body, { target: target.url, name, ...request });

/** Directories of these runs, and their processes that live. */
function leftovers(): string[] {
  const read = (file: string) => {
    try {
      return readFileSync(file, 'latin1');
    } catch {
      return '';
    }
  };
  const directories = readdirSync(tmpdir()).filter((entry) => read(join(tmpdir(), entry, 'order.json')).includes(name));
  const processes = readdirSync('/proc').filter(
    (pid) => read(`/proc/${pid}/environ`).includes(name) && !/^State:\s+Z/m.test(read(`/proc/${pid}/status`)),
  );
  return [...directories, ...processes];
}

// What was killed may take a moment to be gone; what was not never goes, and the test runs out of time.
afterEach(async () => {
  while (leftovers().length > 0) await new Promise((go) => setImmediate(go));
});

test.each([
  ['calls process.exit', 'process.exit(3);', /^The script ended its process: process\.exit\(3\) at .*index\.js/],
  [
    'exhausts the heap',
    'const all = []; for (;;) all.push(new Array(100000).fill(all.length));',
    /(?:exhausted|more than) its 128 MB of memory/,
  ],
  [
    'exhausts memory outside the heap',
    'const all = []; for (;;) { all.push(Buffer.alloc(8e6, 1)); await new Promise((go) => setTimeout(go, 10)); }',
    /more than its 128 MB of memory, and was killed/,
  ],
  ['kills itself', "process.kill(process.pid, 'SIGKILL'); await new Promise(() => {});", /was killed \(SIGKILL\)/],
  [
    'lets an error go',
    "setTimeout(() => { throw new Error('late'); }); await new Promise(() => {});",
    /nobody awaits ended the script's process: Error: late/,
  ],
  [
    'lets a rejection go',
    "Promise.reject(new Error('unseen')); await new Promise(() => {});",
    /nobody awaits.*Error: unseen/,
  ],
])('a script that %s has no verdict and is told as itself', async (_, body, reason) => {
  const result = await run(body, { memoryMb: 128 });
  expect(result).toMatchObject({ status: 'ERROR', testResult: 'UNKNOWN', metrics: [] });
  expect(result.stateReason).toMatch(reason);
});

test('a script that logs for ever is killed at its timeout, and fills no memory', async () => {
  const result = await run(`for (;;) console.log('again and again');`, { timeoutSeconds: 3, memoryMb: 256 });
  expect(result.status).toBe('TIMEOUT');
  expect(result.log.length).toBeLessThanOrEqual(20_000);
  expect(result.warnings.join()).toMatch(/further lines, which are left out/);
});

test('a script that kills the browser fails, and the browser is told as lost', async () => {
  const result = await run(`
    const page = await synthetics.getPage();
    await synthetics.executeStep('open', async () => { page.browser().process().kill('SIGKILL'); await page.goto(url); });`);
  expect(result.status).toBe('FAILED');
  expect(result.warnings.join()).toContain('The browser ended while the script ran (signal SIGKILL');
});

test('processes that a script starts end with it, those that leave its group too', async () => {
  const result = await run(`
    const { spawn } = require('child_process');
    spawn('sleep', ['1000'], { stdio: 'ignore' });
    spawn('sleep', ['1000'], { stdio: 'ignore', detached: true }).unref();
    const puppeteer = require('puppeteer-core');
    const { executablePath, args } = await synthetics.getDefaultLaunchOptions();
    await puppeteer.launch({ executablePath, args, headless: 'shell' });`);
  expect(result.status).toBe('PASSED');
});

test('an aborted run rejects with the reason', async () => {
  const interruption = new AbortController();
  const running = run('await new Promise(() => {});', {
    signal: interruption.signal,
    onLog: (line: string) => line.includes('Calling customer canary') && interruption.abort(new Error('stop')),
  });
  await expect(running).rejects.toThrow('stop');
});

test('what kills the runner itself kills its runs', async () => {
  const code = givenDirectory({
    'index.js': `exports.handler = async () => { console.log('waiting'); await require('Synthetics').getPage(); console.log('has a page'); await new Promise(() => {}); };`,
  });
  const program = `require(${JSON.stringify(resolve('lib/canary-runtime'))}).runCanary({ code: ${JSON.stringify(code)}, handler: 'index.handler', name: '${name}', timeoutSeconds: 60, onLog: (line) => console.log(line) })`;
  const runner = spawn(process.execPath, ['--import', 'tsx', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const chunk of runner.stdout) if (String(chunk).includes('has a page')) break;
  runner.kill('SIGKILL');
  await once(runner, 'exit');
  // The runs end by themselves as soon as they notice.
  while (leftovers().length > 0) await new Promise((go) => setImmediate(go));
});

test('runs side by side do not see each other', async () => {
  const body = (name: string) => `const fs = require('fs');
    fs.writeFileSync('/tmp/who', '${name}');
    await (await synthetics.getPage()).goto(url + '/?${name}');
    await page_cookie('${name}');
    async function page_cookie(name) { const page = await synthetics.getPage(); if (await page.evaluate('document.cookie') !== '') throw new Error('not mine'); await page.evaluate("document.cookie = 'who=" + name + "'"); }
    if (fs.readFileSync('/tmp/who', 'utf8') !== '${name}') throw new Error('not mine');`;
  const results = await Promise.all(['a', 'b'].map((name) => run(body(name))));
  expect(results.map(({ status, stateReason }) => [status, stateReason])).toEqual([
    ['PASSED', undefined],
    ['PASSED', undefined],
  ]);
});

test('a script can write to /tmp and below its own, and to nothing of its code', async () => {
  const code = givenDirectory({
    'index.js': `const fs = require('fs'); const os = require('os'); const path = require('path');
exports.handler = async () => {
  fs.mkdirSync('/tmp/a/b', { recursive: true });
  await fs.promises.writeFile('/tmp/a/b/c.txt', 'kept');
  fs.createWriteStream(path.join(os.tmpdir(), 'd.txt')).end('kept too');
  fs.writeFileSync(path.join(__dirname, 'index.js'), 'changed');
  if (!fs.readdirSync('/tmp').includes('a')) throw new Error('lost');
};`,
  });
  const result = await runCanary({
    code,
    handler: 'index.handler',
    name,
    timeoutSeconds: 30,
    artifactsDirectory: givenDirectory(),
  });
  expect(result.status).toBe('PASSED');
  expect(result.artifacts?.files).toEqual(expect.arrayContaining([join('a', 'b', 'c.txt'), 'd.txt']));
  expect(readFileSync(join(code, 'index.js'), 'utf8')).not.toBe('changed');
});

test('what a script downloads to its /tmp, uploads from there or writes while it stands there is the run’s own', async () => {
  const result = await run(
    `const fs = require('fs');
    const page = await synthetics.getPage();
    const session = await page.createCDPSession();
    await session.send('Page.setDownloadBehavior', { behavior: 'allow', downloadPath: '/tmp/downloads' });
    await page.setContent('<a id="get" download="bill.txt" href="data:text/plain,12 EUR">get</a><input type="file" id="put">');
    await page.click('#get');
    while (!fs.existsSync('/tmp/downloads/bill.txt')) await new Promise((go) => setTimeout(go, 20));
    await (await page.$('#put')).uploadFile('/tmp/downloads/bill.txt');
    const uploaded = await page.evaluate("document.getElementById('put').files[0].text()");
    process.chdir('/tmp');
    fs.writeFileSync('uploaded-of-isolation-test.txt', uploaded);`,
    { artifactsDirectory: givenDirectory() },
  );
  expect([result.status, result.stateReason]).toEqual(['PASSED', undefined]);
  expect(result.artifacts?.files).toContain(join('downloads', 'bill.txt'));
  const kept = join(result.artifacts?.directory ?? '', 'uploaded-of-isolation-test.txt');
  expect(readFileSync(kept, 'utf8')).toBe('12 EUR');
  expect(existsSync('/tmp/uploaded-of-isolation-test.txt')).toBe(false);
});

test('a script that removes its /tmp still gets its verdict and artifacts, as on AWS, where /tmp stays', async () => {
  const result = await run(
    `require('fs').rmSync('/tmp', { recursive: true }); await synthetics.getPage(); await synthetics.takeScreenshot('after');`,
    { artifactsDirectory: givenDirectory() },
  );
  expect([result.status, result.stateReason]).toEqual(['PASSED', undefined]);
  expect(result.artifacts?.files).toEqual(expect.arrayContaining(['01-after.png', 'SyntheticsReport-PASSED.json']));
});

test('the person’s own environment stays outside', async () => {
  process.env.AWS_PROFILE = 'mine';
  const result = await run(`if (process.env.AWS_PROFILE || !process.env.AWS_REGION) throw new Error('leak');`);
  delete process.env.AWS_PROFILE;
  expect(result.status).toBe('PASSED');
});

test('Date reads the clock that the run is given', async () => {
  const offset = Date.parse('2031-05-01T00:00:00Z') - Date.now();
  const result = await run(
    `const now = [new Date(), new Date(Date.now()), Reflect.construct(Date, [])];
     if (!now.every((date) => date.getUTCFullYear() === 2031 && date instanceof Date)) throw new Error(String(now));
     if (new Date(0).getTime() !== 0 || new Date(2020, 1).getFullYear() !== 2020) throw new Error('shifted');
     const page = await synthetics.getPage();
     await page.goto(url);
     if (await page.evaluate('new Date().getFullYear()') !== 2031) throw new Error('the page lives in another year');
     if (await page.evaluate('new Date(0).getTime()') !== 0) throw new Error('shifted in the page');`,
    { clockOffset: offset, artifactsDirectory: givenDirectory() },
  );
  expect([result.status, result.stateReason]).toEqual(['PASSED', undefined]);
  expect(result.artifacts?.directory).toContain(join(name, '2031'));
});
