import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { cacheDirectory } from './cache';
import { type ProcessEnd, runProcess } from './canary-process';
import { defaultRuntime, type Runtime, runtime as runtimeOf, runtimes } from './catalogue';
import { findChromium } from './chromium';
import { type CanaryCode, layOutCode } from './code';
import { deadlineSeconds } from './deadline';
import { canaryEnvironment } from './environment';
import { CanaryRuntimeError } from './errors';
import type { BrowserOrder, Ending, Order } from './order';
import { redaction } from './redaction';
import type { CanaryRunRequest, CanaryRunResult } from './request';
import { RunDirectory } from './run-directory';
import { runtimeBundle } from './runtime-bundle';

/**
 * Runs a canary once, as CloudWatch Synthetics would: in a process, with a browser profile and a directory of its own.
 * Nothing is left behind but the artifacts that were asked for.
 *
 * @throws CanaryRuntimeError where the request cannot be run: no such code, runtime, module or browser
 */
export async function runCanary(request: CanaryRunRequest): Promise<CanaryRunResult> {
  request.signal?.throwIfAborted();
  const runtime = supportedRuntime(request.runtimeVersion ?? defaultRuntime);
  const warnings = new Set<string>(warningsOf(runtime));
  const directory = await RunDirectory.create();
  try {
    const [bundle, code] = await Promise.all([
      runtimeBundle(resolve(request.projectDirectory ?? process.cwd())),
      layOutCode(request.code, request.handler, runtime, directory.file('code')),
    ]);
    await linkPackages(bundle.packages, directory);
    const browser = runtime.family === 'nodejs-puppeteer' ? await browserOrder(request, code) : undefined;
    const order = orderOf(request, runtime, directory, code, bundle.puppeteer, browser);
    await writeFile(directory.file('order.json'), JSON.stringify(order));
    return await execute(request, order, directory, code, bundle.program, warnings);
  } finally {
    await directory.remove();
  }
}

async function execute(
  request: CanaryRunRequest,
  order: Order,
  directory: RunDirectory,
  code: CanaryCode,
  program: string,
  warnings: Set<string>,
): Promise<CanaryRunResult> {
  const environment = canaryEnvironment(request, order.runtime, {
    region: order.canary.region,
    functionName: `cwsyn-${order.canary.name}-${order.canary.runId}`,
    temporaryDirectory: directory.temporary,
    warn: (sentence) => warnings.add(sentence),
  });
  const redact = redaction({ ...request.environment, ...request.network?.nodeEnvironment });
  // Paths of the copy mean nothing to the reader.
  const shown = (text: string) =>
    redact(text).replaceAll(
      dirname(code.entry).startsWith(directory.file('code')) ? directory.file('code') : code.entry,
      code.origin,
    );
  const log: string[] = [];
  const startedAt = Date.now();
  const started = performance.now();
  const end = await runProcess(
    {
      program,
      order: directory.file('order.json'),
      environment,
      directory: dirname(code.entry),
      memoryMb: request.memoryMb ?? 1000,
      timeoutMs: order.timeoutMs,
      ...(request.signal && { signal: request.signal }),
      onLine: (line) => {
        const text = shown(line);
        log.push(text);
        request.onLog?.(text);
      },
    },
    directory.path,
    () => directory.removeNow(),
  );
  const durationMs = Math.round(performance.now() - started);
  const ending = existsSync(order.result) ? (JSON.parse(readFileSync(order.result, 'utf8')) as Ending) : undefined;
  for (const warning of ending?.warnings ?? []) warnings.add(shown(warning));
  const common = { startedAt, durationMs, log, warnings: [...warnings] };
  if (end.kind === 'timeout') {
    return {
      ...common,
      status: 'TIMEOUT',
      stateReason: `The canary was killed at its timeout of ${request.timeoutSeconds} s: on AWS it leaves no datapoint and no artifacts.`,
      stateReasonCode: 'EXECUTION_FAILURE',
      testResult: 'UNKNOWN',
      steps: [],
      metrics: [],
    };
  }
  const artifacts = request.artifactsDirectory === undefined ? undefined : artifactsPrefix(order, startedAt);
  if (ending?.kind !== 'ended') {
    return {
      ...common,
      status: 'ERROR',
      stateReason: shown(ending?.reason ?? deathOf(end, request, log)),
      stateReasonCode: 'EXECUTION_FAILURE',
      testResult: 'UNKNOWN',
      steps: [],
      metrics: [],
    };
  }
  const { kind: _, stateReason, warnings: __, usedBrowser, ...verdict } = ending;
  usesBrowser.set(handlerKey(request), usedBrowser);
  const destination = artifacts && join(resolve(request.artifactsDirectory ?? ''), artifacts);
  return {
    ...common,
    ...verdict,
    ...(stateReason !== undefined && { stateReason: shown(stateReason) }),
    ...(destination !== undefined && {
      artifacts: { directory: destination, files: await directory.keepArtifacts(destination) },
    }),
  };
}

function deathOf(end: ProcessEnd, request: CanaryRunRequest, log: readonly string[]): string {
  const limit = `its ${request.memoryMb ?? 1000} MB of memory`;
  if (end.kind === 'memory')
    return `The script's process took ${Math.round(end.megabytes)} MB, more than ${limit}, and was killed.`;
  if (log.some((line) => line.includes('JavaScript heap out of memory')))
    return `The script's process exhausted ${limit}.`;
  if (end.kind === 'exited' && end.signal !== null) return `The script's process was killed (${end.signal}).`;
  return `The script's process ended without a result (exit code ${end.kind === 'exited' ? end.code : 'unknown'}).`;
}

function supportedRuntime(version: string): Runtime {
  const found = runtimeOf(version);
  if (found === undefined) {
    throw new CanaryRuntimeError(
      `There is no runtime ${JSON.stringify(version)}.`,
      `Take ${defaultRuntime}, or another of: ${runtimes
        .filter((known) => known.deprecatedSince === undefined)
        .map((known) => known.version)
        .join(', ')}.`,
    );
  }
  if (found.family !== 'nodejs-puppeteer' && found.family !== 'nodejs') {
    throw new CanaryRuntimeError(
      `${version} scripts are not run here: only those for Puppeteer (syn-nodejs-puppeteer-*) and without a browser (syn-nodejs-*) are.`,
      'Leave this canary out, or write it for Puppeteer.',
    );
  }
  return found;
}

function warningsOf(runtime: Runtime): string[] {
  const warnings: string[] = [];
  if (runtime.deprecatedSince !== undefined) {
    warnings.push(
      `AWS creates no canary with ${runtime.version} since ${runtime.deprecatedSince}: move to ${defaultRuntime}.`,
    );
  }
  const local = runtimeOf(defaultRuntime)?.framework;
  if (runtime.framework !== undefined && runtime.framework.version !== local?.version) {
    warnings.push(
      `${runtime.version} has ${runtime.framework.name} ${runtime.framework.version}; here the script meets ${local?.version}.`,
    );
  }
  return warnings;
}

/** Whether a handler asked for a page when it last ran: its browser is started before it, or not at all until it asks. */
const usesBrowser = new Map<string, boolean>();

const handlerKey = ({ code, handler }: CanaryRunRequest) => `${resolve(code)}#${handler}`;

async function browserOrder(request: CanaryRunRequest, code: CanaryCode): Promise<BrowserOrder> {
  const chromium = await findChromium({ headed: request.headed === true });
  return {
    executablePath: chromium.executablePath,
    environment: chromium.environment,
    arguments: [...chromium.arguments, ...(request.network?.chromiumArguments ?? [])],
    headed: request.headed === true,
    slowMoMs: request.slowMoMs ?? 0,
    eager: request.headed === true || (usesBrowser.get(handlerKey(request)) ?? code.mentionsPages),
  };
}

function orderOf(
  request: CanaryRunRequest,
  runtime: Runtime,
  directory: RunDirectory,
  code: CanaryCode,
  puppeteer: string,
  browser: BrowserOrder | undefined,
): Order {
  const [region, account] = [request.region ?? 'us-east-1', request.account ?? '123456789012'];
  const { visualBaselineDirectory } = request;
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
      ...preloads(request),
      ...(visualBaselineDirectory ? [resolve(visualBaselineDirectory)] : []),
    ],
    ...(browser && { browser }),
    puppeteer,
    timeoutMs: request.timeoutSeconds * 1000,
    deadlineMs: deadlineSeconds(request.timeoutSeconds) * 1000,
    clockOffset: request.clockOffset ?? 0,
    recordHar: request.recordHar === true,
    ...(visualBaselineDirectory !== undefined && {
      visual: {
        baselineDirectory: resolve(visualBaselineDirectory),
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
    .map(dirname);
}

async function linkPackages(packages: string, directory: RunDirectory): Promise<void> {
  const { symlink } = await import('node:fs/promises');
  await symlink(packages, directory.file('node_modules'), 'dir');
}

/** As the key of the S3 object: `canary/<region>/<name>/YYYY/MM/DD/HH/mm-ss-SSS`, from 11.0 on with the browser's folder. */
function artifactsPrefix(order: Order, startedAt: number): string {
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
