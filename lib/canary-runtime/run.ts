import { existsSync, readFileSync } from 'node:fs';
import { symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type ProcessEnd, runProcess } from './canary-process';
import { defaultRuntime } from './catalogue';
import { type CanaryCode, layOutCode } from './code';
import { canaryEnvironment } from './environment';
import type { Ending, Order } from './order';
import { redaction } from './redaction';
import type { CanaryRunRequest, CanaryRunResult } from './request';
import { RunDirectory } from './run-directory';
import { artifactsPrefix, browserOrder, orderOf, rememberBrowserUse } from './run-order';
import { runtimeBundle } from './runtime-bundle';
import { nodeOf, projectPlaywright, runtimeWarnings, supportedRuntime } from './supported-runtime';

/**
 * Runs a canary once, as CloudWatch Synthetics would: in a process, with a browser profile and a directory of its own.
 * Nothing is left behind but the artifacts that were asked for.
 *
 * @throws CanaryRuntimeError where the request cannot be run: no such code, runtime, module or browser
 */
export async function runCanary(request: CanaryRunRequest): Promise<CanaryRunResult> {
  request.signal?.throwIfAborted();
  const runtime = supportedRuntime(request.runtimeVersion ?? defaultRuntime);
  const projectDirectory = resolve(request.projectDirectory ?? process.cwd());
  const playwright =
    runtime.family === 'nodejs-playwright' ? projectPlaywright(runtime.version, projectDirectory) : undefined;
  const directory = await RunDirectory.create();
  try {
    const [bundle, code] = await Promise.all([
      runtimeBundle(projectDirectory),
      layOutCode(request.code, request.handler, runtime, directory.file('code')),
    ]);
    await symlink(bundle.packages, directory.file('node_modules'), 'dir');
    const browser =
      runtime.family === 'nodejs' ? undefined : await browserOrder(request, code, playwright === undefined);
    const order = orderOf(request, { runtime, directory, code, puppeteer: bundle.puppeteer, playwright, browser });
    await writeFile(directory.file('order.json'), JSON.stringify(order));
    return await execute(request, order, directory, code, bundle.program);
  } finally {
    await directory.remove();
  }
}

/** Lines of the log that a result holds: a script that logs for ever must not fill the memory of who runs it. */
const mostLines = 20_000;

async function execute(
  request: CanaryRunRequest,
  order: Order,
  directory: RunDirectory,
  code: CanaryCode,
  program: string,
): Promise<CanaryRunResult> {
  const warnings = new Set(runtimeWarnings(order.runtime));
  const redact = redaction({ ...request.environment, ...request.network?.nodeEnvironment });
  // Paths of the run's copy mean nothing to the reader.
  const shown = (text: string) => redact(text).replaceAll(directory.file('code'), code.origin);
  const log: string[] = [];
  let leftOut = 0;
  const ending = () =>
    existsSync(order.result) ? (JSON.parse(readFileSync(order.result, 'utf8')) as Ending) : undefined;
  const startedAt = Date.now();
  const started = performance.now();
  const end = await runProcess({
    node: nodeOf(order.runtime),
    program,
    order: directory.file('order.json'),
    environment: canaryEnvironment(request, order.runtime, {
      region: order.canary.region,
      functionName: `cwsyn-${order.canary.name}-${order.canary.runId}`,
      temporaryDirectory: directory.temporary,
      warn: (sentence) => warnings.add(sentence),
    }),
    directory: dirname(code.entry),
    memoryMb: request.memoryMb ?? 1000,
    timeoutMs: order.timeoutMs,
    ...(request.signal && { signal: request.signal }),
    marker: directory.path,
    mayHaveEscaped: () => {
      const left = ending();
      return left?.kind !== 'ended' || left.startedProcesses;
    },
    onLine: (line) => {
      const text = shown(line);
      if (log.length < mostLines) log.push(text);
      else leftOut++;
      request.onLog?.(text);
    },
  });
  const durationMs = Math.round(performance.now() - started);
  const left = end.kind === 'timeout' ? undefined : ending();
  for (const warning of left?.warnings ?? []) warnings.add(shown(warning));
  if (leftOut > 0) warnings.add(`The log has ${leftOut} further lines, which are left out.`);
  const run = { startedAt, durationMs, log, warnings: [...warnings] };
  if (left?.kind !== 'ended') {
    const stateReason = shown(left?.reason ?? endInWords(end, request, log));
    return { ...run, ...noVerdict, status: end.kind === 'timeout' ? 'TIMEOUT' : 'ERROR', stateReason };
  }
  const { kind: _, stateReason, warnings: __, usedBrowser, startedProcesses: ___, ...verdict } = left;
  rememberBrowserUse(request, usedBrowser);
  const result = { ...run, ...verdict, ...(stateReason !== undefined && { stateReason: shown(stateReason) }) };
  if (request.artifactsDirectory === undefined) return result;
  const destination = join(resolve(request.artifactsDirectory), artifactsPrefix(order, startedAt));
  return { ...result, artifacts: { directory: destination, files: await directory.keepArtifacts(destination) } };
}

/** What AWS knows of a run whose process was killed or died: it published nothing. */
const noVerdict = { stateReasonCode: 'EXECUTION_FAILURE', testResult: 'UNKNOWN', steps: [], metrics: [] } as const;

function endInWords(end: ProcessEnd, request: CanaryRunRequest, log: readonly string[]): string {
  const memory = `its ${request.memoryMb ?? 1000} MB of memory`;
  switch (end.kind) {
    case 'timeout':
      return `The canary was killed at its timeout of ${request.timeoutSeconds} s: on AWS it leaves no datapoint and no artifacts.`;
    case 'memory':
      return `The script's process took ${Math.round(end.megabytes)} MB, more than ${memory}, and was killed.`;
    case 'exited':
      if (log.some((line) => line.includes('JavaScript heap out of memory'))) {
        return `The script's process exhausted ${memory}.`;
      }
      return end.signal === null
        ? `The script's process ended without a result (exit code ${end.code}).`
        : `The script's process was killed (${end.signal}).`;
  }
}
