import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { cacheDirectory } from './cache';
import type { Runtime } from './catalogue';
import { findChromium } from './chromium';
import type { CanaryCode } from './code';
import { deadlineSeconds } from './deadline';
import { CanaryRuntimeError } from './errors';
import type { BrowserOrder, Order } from './order';
import type { CanaryRunRequest } from './request';
import type { RunDirectory } from './run-directory';

/** Whether a handler asked for a page when it last ran: its browser is started before it, or when it asks. */
const usesBrowser = new Map<string, boolean>();

const handlerKey = ({ code, handler }: CanaryRunRequest) => `${resolve(code)}#${handler}`;

/** Remembers it for the handler's next run. */
export function rememberBrowserUse(request: CanaryRunRequest, used: boolean): void {
  usesBrowser.set(handlerKey(request), used);
}

/** @throws CanaryRuntimeError where there is no browser and the script can need one */
export async function browserOrder(
  request: CanaryRunRequest,
  code: CanaryCode,
  /** Whether the runtime starts it, not the script. */
  prelaunched: boolean,
): Promise<BrowserOrder> {
  const headed = request.headed === true;
  const eager = prelaunched && (headed || (usesBrowser.get(handlerKey(request)) ?? code.mentionsPages));
  const chromium = await findChromium({ headed }).catch((error: unknown) => {
    // A script of HTTP steps alone runs without one.
    if (eager || !prelaunched || !(error instanceof CanaryRuntimeError)) throw error;
    return { executablePath: '', environment: {}, arguments: [], missing: `${error.message} ${error.fix}` };
  });
  return {
    executablePath: chromium.executablePath,
    environment: chromium.environment,
    arguments: [...chromium.arguments, ...(request.network?.chromiumArguments ?? [])],
    headed,
    slowMoMs: request.slowMoMs ?? 0,
    eager,
    ...('missing' in chromium && { missing: chromium.missing }),
  };
}

export interface OrderParts {
  readonly runtime: Runtime;
  readonly directory: RunDirectory;
  readonly code: CanaryCode;
  /** The bundled puppeteer-core. */
  readonly puppeteer: string;
  readonly playwright: string | undefined;
  readonly browser: BrowserOrder | undefined;
}

/** What the run's process is told. */
export function orderOf(
  request: CanaryRunRequest,
  { runtime, directory, code, puppeteer, playwright, browser }: OrderParts,
): Order {
  const [region, account] = [request.region ?? 'us-east-1', request.account ?? '123456789012'];
  const baselineDirectory =
    request.visualBaselineDirectory === undefined ? undefined : resolve(request.visualBaselineDirectory);
  return {
    runtime,
    canary: {
      name: request.name,
      arn: `arn:aws:synthetics:${region}:${account}:canary:${request.name}`,
      runId: randomUUID(),
      region,
      account,
    },
    entry: code.entry,
    exportName: code.exportName,
    shownHandler: code.shownHandler,
    directory: directory.path,
    temporaryDirectory: directory.temporary,
    untouchedPaths: [
      directory.path,
      cacheDirectory(),
      dirname(puppeteer),
      ...(baselineDirectory === undefined ? [] : [baselineDirectory]),
      ...preloads(request),
      ...packageDirectories(request),
    ],
    ...(browser && { browser }),
    puppeteer,
    ...(playwright !== undefined && { playwright }),
    timeoutMs: request.timeoutSeconds * 1000,
    deadlineMs: deadlineSeconds(request.timeoutSeconds) * 1000,
    clockOffset: request.clockOffset ?? 0,
    recordHar: request.recordHar === true,
    ...(baselineDirectory !== undefined && {
      visual: {
        baselineDirectory,
        ignoredAreas: request.visualIgnoredAreas ?? [],
        updateBaseline: request.visualUpdateBaseline === true,
      },
    }),
    result: directory.file('ending.json'),
  };
}

/** Files that the network's variables name, and what lies beside them, are read by the script's process itself. */
function preloads(request: CanaryRunRequest): string[] {
  const values = Object.values(request.network?.nodeEnvironment ?? {});
  return values
    .flatMap((value) => value.match(/\/[^\s"'=:]+/g) ?? [])
    .filter((path) => path.startsWith('/tmp/'))
    .map((path) => dirname(path))
    .filter((directory) => directory !== '/tmp');
}

/** Where packages lie that a script finds: a project, or Aviary, may itself lie below /tmp. */
function packageDirectories(request: CanaryRunRequest): string[] {
  const from = [resolve(request.projectDirectory ?? process.cwd()), __dirname];
  return from
    .flatMap((directory) => createRequire(join(directory, 'x.js')).resolve.paths('x') ?? [])
    .filter((directory) => directory.startsWith('/tmp/') && existsSync(directory));
}

/** The key of the S3 object: `canary/<region>/<name>/YYYY/MM/DD/HH/mm-ss-SSS`, from 11.0 on with the browser's folder. */
export function artifactsPrefix(order: Order, startedAt: number): string {
  const [date = '', time = ''] = new Date(startedAt + order.clockOffset).toISOString().slice(0, -1).split('T');
  const [hour = '', ...rest] = time.split(/[:.]/);
  return join(
    'canary',
    order.canary.region,
    order.canary.name,
    ...date.split('-'),
    hour,
    rest.join('-'),
    ...(order.runtime.browserFolder ? ['CHROME'] : []),
  );
}
