import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { findChromium, runCanary } from '../lib/canary-runtime';

/** What the benchmark of the canary runtime measured. Times are medians, in milliseconds of wall time. */
export interface CanaryBenchmark {
  readonly page: Comparison;
  readonly http: Comparison;
  /** Of the processes of all runs and this one, sampled: their proportional shares of memory, summed. */
  readonly peakMegabytes: number;
}

interface Comparison {
  readonly canary: number;
  readonly plain: number;
  readonly ratio: number;
}

const pageText = `<!doctype html><title>Shop</title><h1>Shop</h1><button id="buy">Buy</button><script>
document.getElementById('buy').onclick = async () => {
  await fetch('/api');
  document.body.insertAdjacentHTML('beforeend', '<p class="bought">bought</p>');
};</script>`;

const pageCanary = `const synthetics = require('Synthetics');
exports.handler = async () => {
  const page = await synthetics.getPage();
  await synthetics.executeStep('open', async () => { await page.goto(process.env.TARGET_URL); });
  await synthetics.executeStep('buy', async () => { await page.click('#buy'); await page.waitForSelector('.bought'); });
};`;

const plainPage = `const puppeteer = require('puppeteer-core');
(async () => {
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM, headless: 'shell', args: ['--no-sandbox'],
    defaultViewport: { width: 1920, height: 1080 },
  });
  const page = await browser.newPage();
  await page.goto(process.env.TARGET_URL);
  await page.click('#buy');
  await page.waitForSelector('.bought');
  await browser.close();
})();`;

const httpCanary = `const synthetics = require('Synthetics');
exports.handler = async () => {
  for (let step = 1; step <= 5; step++) await synthetics.executeHttpStep('step ' + step, process.env.TARGET_URL + 'api');
};`;

const plainHttp = `const http = require('http');
const get = () => new Promise((resolve, reject) => {
  http.get(process.env.TARGET_URL + 'api', (response) => {
    response.resume().on('end', () => response.statusCode === 200 ? resolve() : reject(new Error('status')));
  }).on('error', reject);
});
(async () => { for (let step = 1; step <= 5; step++) await get(); })();`;

/**
 * Compares canaries with the same work in plain scripts, each in a process of its own, run by turns; then measures the
 * memory of eight page canaries, two at a time.
 *
 * @param rounds how often each is run; the first is not counted
 */
export async function benchCanaries(print: (line: string) => void, rounds = 15): Promise<CanaryBenchmark> {
  const server = createServer((request, response) => {
    const page = request.url === '/';
    response.setHeader('content-type', page ? 'text/html' : 'application/json').end(page ? pageText : '{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const directory = mkdtempSync(join(tmpdir(), 'bench-canaries-'));
  const code = (name: string, text: string) => {
    const file = join(directory, name);
    writeFileSync(file, text);
    return file;
  };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const { executablePath, environment } = await findChromium();
  const canary = async (script: string) => {
    const result = await runCanary({
      code: script,
      handler: 'handler',
      name: 'bench',
      timeoutSeconds: 60,
      environment: { TARGET_URL: url },
      artifactsDirectory: join(directory, 'artifacts'),
    });
    if (result.status !== 'PASSED')
      throw new Error(`The benchmark's canary ended ${result.status}: ${result.stateReason}`);
  };
  const plain = async (script: string) => {
    const child = spawn(process.execPath, [script], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...process.env,
        ...environment,
        TARGET_URL: url,
        CHROMIUM: executablePath,
        NODE_PATH: resolve('node_modules'),
      },
    });
    const [status] = await once(child, 'exit');
    if (status !== 0) throw new Error(`A plain script ended with ${status}.`);
  };
  try {
    const [pageScript, httpScript] = [code('page.js', pageCanary), code('http.js', httpCanary)];
    const [pageFile, httpFile] = [code('plain-page.js', plainPage), code('plain-http.js', plainHttp)];
    const page = await compare(
      () => canary(pageScript),
      () => plain(pageFile),
      rounds,
    );
    const http = await compare(
      () => canary(httpScript),
      () => plain(httpFile),
      rounds,
    );
    print(`page canary / plain puppeteer-core  ${inWords(page)}, at most 1.25`);
    print(`HTTP-step canary / plain Node       ${inWords(http)}, at most 1.50`);
    const peakMegabytes = await peakMemory(async () => {
      const waiting = Array.from({ length: 8 }, () => () => canary(pageScript));
      const worker = async () => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await next();
      };
      await Promise.all([worker(), worker()]);
    });
    print(`eight page canaries, two at a time  ${peakMegabytes} MB at the most, under 1500 MB`);
    return { page, http, peakMegabytes };
  } finally {
    server.closeAllConnections();
    server.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function compare(canary: () => Promise<void>, plain: () => Promise<void>, rounds: number): Promise<Comparison> {
  const times = { canary: [] as number[], plain: [] as number[] };
  for (let round = 0; round <= rounds; round++) {
    for (const [name, work] of [
      ['canary', canary],
      ['plain', plain],
    ] as const) {
      const started = performance.now();
      await work();
      if (round > 0) times[name].push(performance.now() - started);
    }
  }
  const [canaryTime, plainTime] = [median(times.canary), median(times.plain)];
  return { canary: canaryTime, plain: plainTime, ratio: canaryTime / plainTime };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function inWords({ ratio, canary, plain }: Comparison): string {
  return `${ratio.toFixed(2)} (${Math.round(canary)} ms / ${Math.round(plain)} ms)`;
}

/** Linux alone knows proportional shares: elsewhere 0. */
async function peakMemory(work: () => Promise<void>): Promise<number> {
  if (process.platform !== 'linux') return 0;
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, sharesOfRuns());
  }, 30);
  await work();
  clearInterval(timer);
  return Math.round(peak);
}

function sharesOfRuns(): number {
  const read = (file: string) => {
    try {
      return readFileSync(file, 'latin1');
    } catch {
      return '';
    }
  };
  // A browser and its children belong to the group of their run, whatever they made of their environment.
  const processes = readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .map((pid) => ({ pid, group: / \S+ \d+ (\d+) /.exec(read(`/proc/${pid}/stat`))?.[1] ?? '' }));
  const runs = new Set(
    processes.filter(({ pid }) => read(`/proc/${pid}/environ`).includes('aviary-canary-')).map(({ group }) => group),
  );
  return processes
    .filter(({ pid, group }) => pid === String(process.pid) || runs.has(group))
    .reduce(
      (sum, { pid }) => sum + Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024,
      0,
    );
}
