import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import { pathToFileURL } from 'node:url';
import { deadlineReason } from '../deadline';
import type { Ending, Order } from '../order';
import type { CanaryStep } from '../request';
import { type BrowserProcess, startBrowser } from './browser-process';
import { BrowserStartError } from './browser-session';
import { readConfigurationFile } from './configuration-file';
import { failUnfinishedSteps } from './execute-step';
import { hintFor } from './hints';
import { registerModules } from './modules';
import { writeArtifacts } from './report';
import { Run } from './run';
import { shiftDate } from './shifted-date';
import { mapTemporaryDirectory } from './temporary-files';

const order = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Order;
// Before all else: Chromium starts while the rest is loaded.
const browserProcess = order.browser?.eager === true ? startBrowser(order.browser, order.directory) : undefined;
process.argv.length = 1;
const exit = process.exit.bind(process);
endWithParent(order);
void main(order, browserProcess);

/** One run, in the order of AWS' wrapper: reset, launch, the script, its verdict, metrics, artifacts. */
async function main(order: Order, browserProcess: BrowserProcess | undefined): Promise<void> {
  shiftDate(order.clockOffset);
  const run = new Run(order);
  const end = (ending: Ending): never => {
    writeFileSync(order.result, JSON.stringify(ending));
    return exit(0);
  };
  const warnings = () => [...run.warnings];
  watchProcess((reason) => end({ kind: 'died', reason: run.redact(reason), warnings: warnings() }));
  const { synthetics } = registerModules(run);
  run.capture.install();
  mapTemporaryDirectory(order.temporaryDirectory, order.untouchedPaths);
  run.log.info('Start Canary');

  const launching = performance.now();
  try {
    const file = order.runtime.configurationFile ? readConfigurationFile(order.entry) : { settings: {} };
    run.configuration.set(file.settings);
    if (file.userAgent !== undefined) run.userAgent += ` ${file.userAgent}`;
    if (browserProcess !== undefined) await run.browser?.start(browserProcess);
  } catch (error) {
    await run.browser?.close();
    end(notStarted(run, error));
  }
  run.times.launch = Math.round(performance.now() - launching);
  run.times.setUp = Date.now() - run.times.started;

  const script = await runScript(run, synthetics.getPage);
  if (script.browserDidNotStart !== undefined) end(notStarted(run, script.browserDidNotStart));
  end(await verdictOf(run, script));
}

interface ScriptResult {
  readonly started: number;
  readonly ended: number;
  readonly durationMs: number;
  readonly error?: { readonly value: unknown };
  readonly browserDidNotStart?: unknown;
}

async function runScript(run: Run, getPage: () => unknown): Promise<ScriptResult> {
  const started = Date.now();
  const begun = performance.now();
  let error: { value: unknown } | undefined;
  let excluded = 0;
  run.log.info('Start executing customer steps');
  try {
    const handler = await loadHandler(run);
    run.log.info(`Calling customer canary: ${order.shownHandler}()`);
    // Called without arguments, as AWS does.
    const response = await beforeDeadline(run, () => handler());
    if (typeof response === 'object' && response !== null && 'durationToExclude' in response)
      excluded = Number(response.durationToExclude) || 0;
    run.log.info(`Customer canary response: ${JSON.stringify(response)}`);
  } catch (thrown) {
    error = { value: thrown };
    await failUnfinishedSteps(run, run.reasonOf(thrown), {
      page: async () => (run.browser?.page === undefined ? undefined : ((await getPage()) as never)),
    });
    run.log.write('ERROR', 'Customer canary failed:', thrown instanceof Error ? stackOf(run, thrown) : thrown);
    const hint = hintFor(thrown, run.order.runtime);
    if (hint !== undefined) run.warn(hint);
  }
  run.log.info('Finished executing customer steps');
  const durationMs = performance.now() - begun - excluded - run.screenshots.milliseconds;
  const browserDidNotStart = error?.value instanceof BrowserStartError ? error.value : undefined;
  return {
    started,
    ended: Date.now(),
    durationMs: Math.max(0, Math.round(durationMs)),
    ...(error && { error }),
    ...(browserDidNotStart && { browserDidNotStart }),
  };
}

type Handler = () => unknown;

async function loadHandler(run: Run): Promise<Handler> {
  const { entry, exportName } = run.order;
  const loaded = await load(entry);
  const handler = loaded[exportName] ?? (loaded.default as Record<string, unknown> | undefined)?.[exportName];
  if (typeof handler !== 'function') {
    throw new Error(`${run.order.shownHandler} is not a function: the script does not export ${exportName}.`);
  }
  return handler as Handler;
}

async function load(entry: string): Promise<Record<string, unknown>> {
  if (!entry.endsWith('.mjs')) {
    try {
      return createRequire(entry)(entry) as Record<string, unknown>;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_REQUIRE_ESM') throw error;
    }
  }
  return (await import(pathToFileURL(entry).href)) as Record<string, unknown>;
}

async function beforeDeadline(run: Run, handler: Handler): Promise<unknown> {
  const left = run.order.deadlineMs - (Date.now() - run.times.started);
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(deadlineReason(run.order.deadlineMs / 1000))), Math.max(0, left));
  });
  try {
    return await Promise.race([handler(), deadline]);
  } finally {
    clearTimeout(timer);
  }
}

async function verdictOf(run: Run, script: ScriptResult): Promise<Ending> {
  // Closing takes as long as writing: both at once. The recording is complete, since the script has ended.
  const lost = await run.browser?.lost();
  const closing = run.browser?.close();
  await writesEnded();
  if (lost !== undefined) run.warn(`The browser ended while the script ran (${lost}).`);
  const visual = run.visual?.failures() ?? [];
  const reason =
    script.error !== undefined
      ? failureOf(run, script.error.value)
      : run.stepErrors.length > 0
        ? `Error: ${run.stepErrors.join('; ')}`
        : visual.length > 0
          ? `Error: Visual variance: ${visual.join('; ')}`
          : undefined;
  const passed = reason === undefined;
  const executionError = run.executionErrors.length > 0 ? run.executionErrors.join('; ') : undefined;
  run.metrics.verdict(passed, script.durationMs);
  run.metrics.requests(run.counts);
  run.metrics.execution(executionError !== undefined);
  if (run.visual !== undefined && run.visual.results.length > 0) {
    run.metrics.visual(
      run.visual.results.length,
      run.visual.results.filter(({ status }) => status !== 'FAILED').length,
    );
  }
  if (passed) run.visual?.keepBaselines();
  run.log.info('Publishing result and duration CloudWatch metrics.');
  const status = passed && executionError === undefined ? 'PASSED' : 'FAILED';
  run.log.info(`End Canary. Result: ${passed ? 'PASSED' : 'FAILED'}`);
  writeArtifacts(run, {
    status: passed ? 'PASSED' : 'FAILED',
    scriptStarted: script.started,
    scriptEnded: script.ended,
    ...(reason !== undefined && { failureReason: reason }),
    ...(executionError !== undefined && { executionError }),
  });
  run.keepCompiled();
  await closing;
  const stateReason = reason ?? executionError;
  return {
    kind: 'ended',
    status,
    testResult: passed ? 'PASSED' : 'FAILED',
    ...(stateReason !== undefined && {
      stateReason,
      stateReasonCode: passed ? ('EXECUTION_FAILURE' as const) : ('CANARY_FAILURE' as const),
    }),
    steps: stepsOf(run),
    metrics: run.metrics.published,
    usedBrowser: run.browser?.used === true,
    warnings: [...run.warnings],
  };
}

/** Files that the script still writes are complete on AWS, where uploads follow: they are waited for, a little. */
async function writesEnded(): Promise<void> {
  let turn = 0;
  do await new Promise((resolve) => setImmediate(resolve));
  while (turn++ < 200 && process.getActiveResourcesInfo().includes('FSReqCallback'));
}

/** As AWS shows it: the message, then the stack. Scripts throw strings too. */
function failureOf(run: Run, value: unknown): string {
  const reason = run.reasonOf(value);
  if (!(value instanceof Error) || value.stack === undefined) return reason;
  return `${reason} Stack: ${run.reasonOf(stackOf(run, value))}`;
}

/** A stack without the runtime's frames, Node's and puppeteer's: they say nothing to the reader. */
function stackOf(run: Run, error: Error): string {
  const foreign = [__filename, run.order.puppeteer, '(node:'];
  const lines = (error.stack ?? String(error)).split('\n');
  return lines.filter((line) => !foreign.some((file) => line.includes(file))).join('\n');
}

function notStarted(run: Run, error: unknown): Ending {
  run.log.write('ERROR', 'The canary could not start:', error);
  run.metrics.execution(true);
  return {
    kind: 'ended',
    status: 'ERROR',
    stateReason: run.reasonOf(error),
    stateReasonCode: 'EXECUTION_FAILURE',
    testResult: 'UNKNOWN',
    steps: stepsOf(run),
    metrics: run.metrics.published,
    usedBrowser: run.browser?.used === true,
    warnings: [...run.warnings],
  };
}

function stepsOf(run: Run): CanaryStep[] {
  return run.steps.all.map((step) => ({
    name: step.name,
    status: step.status ?? 'FAILED',
    durationMs: (step.endTime ?? Date.now()) - step.startTime,
    ...(step.failureReason !== undefined && { failureReason: step.failureReason }),
    screenshots: run.screenshots.of(step.name).map(({ fileName }) => fileName),
  }));
}

/** Lambda ends an invocation whose process exits or lets an error go unawaited: there is no verdict then. */
function watchProcess(died: (reason: string) => never): void {
  process.exit = ((code?: number | string) => {
    const caller = new Error().stack?.split('\n')[2]?.trim() ?? '';
    return died(`The script ended its process: process.exit(${code ?? ''}) ${caller}`.trim());
  }) as typeof process.exit;
  process.on('uncaughtException', (error: unknown) => {
    const text = error instanceof Error ? (error.stack ?? String(error)) : String(error);
    process.stdout.write(`${text}\n`);
    died(`An error that nobody awaits ended the script's process: ${text.split('\n')[0]}`);
  });
}

/** Where Aviary itself was killed, its end of this pipe closes: the run ends with it and leaves nothing. */
function endWithParent(order: Order): void {
  const parent = new Socket({ fd: 3, readable: true, writable: false });
  parent.on('error', () => {});
  parent.on('close', () => {
    rmSync(order.directory, { recursive: true, force: true });
    process.kill(-process.pid, 'SIGKILL');
  });
  parent.resume();
  parent.unref();
}
