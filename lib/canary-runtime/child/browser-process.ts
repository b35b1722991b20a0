import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { BrowserOrder } from '../order';

/**
 * What the runtime starts Chromium with: puppeteer's defaults and some of `@sparticuz/chromium`, as seen on AWS.
 * Left out: `--single-process`, with which a page that crashes takes the browser along.
 */
export const defaultArguments: readonly string[] = [
  '--allow-pre-commit-input',
  '--disable-background-networking',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-breakpad',
  '--disable-client-side-phishing-detection',
  '--disable-component-extensions-with-background-pages',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-dev-shm-usage',
  '--disable-extensions',
  '--disable-hang-monitor',
  '--disable-ipc-flooding-protection',
  '--disable-popup-blocking',
  '--disable-prompt-on-repost',
  '--disable-renderer-backgrounding',
  '--disable-sync',
  '--enable-automation',
  '--enable-blink-features=IdleDetection',
  '--export-tagged-pdf',
  '--force-color-profile=srgb',
  '--metrics-recording-only',
  '--no-first-run',
  '--password-store=basic',
  '--use-mock-keychain',
  '--disable-domain-reliability',
  '--disable-print-preview',
  '--disable-speech-api',
  '--disk-cache-size=33554432',
  '--mute-audio',
  '--no-default-browser-check',
  '--no-pings',
  '--font-render-hinting=none',
  '--disable-features=Translate,BackForwardCache,AcceptCHFrame,MediaRouter,OptimizationHints,IsolateOrigins,site-per-process,AudioServiceOutOfProcess',
];

/** A browser that is starting, and its pipes. */
export interface BrowserProcess {
  readonly process: ChildProcess;
  readonly output: Writable;
  readonly input: Readable;
  readonly ended: Promise<string>;
}

let started = 0;

/** How many browsers the runtime has started. */
export function startedBrowsers(): number {
  return started;
}

/** Starts a browser with a profile of its own below the run's directory, in the run's process group. */
export function startBrowser(order: BrowserOrder, directory: string, more: readonly string[] = []): BrowserProcess {
  const home = join(directory, `browser-${++started}`);
  mkdirSync(home, { recursive: true });
  const child = spawn(
    order.executablePath,
    mergedArguments([
      ...defaultArguments,
      ...order.arguments,
      ...(order.headed ? [] : ['--headless', '--hide-scrollbars']),
      '--window-size=1920,1080',
      `--user-data-dir=${join(home, 'profile')}`,
      ...more,
      '--remote-debugging-pipe',
      'about:blank',
    ]),
    {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...order.environment, TMPDIR: home, NODE_OPTIONS: undefined },
    },
  );
  let told = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    told = (told + chunk.toString('utf8')).slice(-2000);
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => {
      const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
      resolve(`${how}${told.trim() === '' ? '' : `: ${told.trim().split('\n').at(-1)}`}`);
    });
  });
  return { process: child, output: child.stdio[3] as Writable, input: child.stdio[4] as Readable, ended };
}

/** Chromium takes the last of several `--disable-features` alone: they are joined. */
export function mergedArguments(parameters: readonly string[]): string[] {
  const lists = new Map<string, string[]>();
  const others: string[] = [];
  for (const parameter of parameters) {
    const [, name, values] = /^(--(?:disable|enable)-features)=(.*)$/.exec(parameter) ?? [];
    if (name === undefined || values === undefined) {
      if (parameter.startsWith('--remote-debugging') || !others.includes(parameter)) others.push(parameter);
    } else lists.set(name, [...(lists.get(name) ?? []), ...values.split(',')]);
  }
  const url = others.pop();
  return [
    ...others,
    ...[...lists].map(([name, values]) => `${name}=${[...new Set(values)].join(',')}`),
    ...(url === undefined ? [] : [url]),
  ];
}
