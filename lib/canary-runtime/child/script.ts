import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { deadlineReason } from '../deadline';
import { stackOf } from './ending';
import { failUnfinishedSteps } from './execute-step';
import { hintFor } from './hints';
import type { CanaryPage } from './page';
import type { Run } from './run';

/** How the script ended. */
export interface ScriptEnd {
  /** Milliseconds since the epoch, as `Date` reads inside. */
  readonly started: number;
  readonly ended: number;
  /** What the Duration metric counts: without screenshots, and without what the script excludes. */
  readonly durationMs: number;
  /** What was thrown; scripts throw strings and undefined too. */
  readonly error?: { readonly value: unknown };
}

/** Loads the script and calls its handler, until its end or the deadline. */
export async function runScript(run: Run, getPage: () => Promise<CanaryPage>): Promise<ScriptEnd> {
  const started = Date.now();
  const begun = performance.now();
  let error: { value: unknown } | undefined;
  let excluded = 0;
  run.log.info('Start executing customer steps');
  try {
    const handler = await loadHandler(run);
    run.log.info(`Calling customer canary: ${run.order.shownHandler}()`);
    const response = await beforeDeadline(run, () => handler(...parametersOf(run)));
    if (typeof response === 'object' && response !== null && 'durationToExclude' in response) {
      excluded = Number(response.durationToExclude) || 0;
    }
    run.log.info(`Customer canary response: ${JSON.stringify(response)}`);
  } catch (thrown) {
    error = { value: thrown };
    await failUnfinishedSteps(run, run.reasonOf(thrown), {
      page: async () => (run.session?.page === undefined ? undefined : await getPage()),
    });
    run.log.write('ERROR', 'Customer canary failed:', thrown instanceof Error ? stackOf(run, thrown) : thrown);
    const hint = hintFor(thrown, run.order.runtime);
    if (hint !== undefined) run.warn(hint);
  }
  run.log.info('Finished executing customer steps');
  const durationMs = performance.now() - begun - excluded - run.screenshots.milliseconds;
  return {
    started,
    ended: Date.now(),
    durationMs: Math.max(0, Math.round(durationMs)),
    ...(error && { error }),
  };
}

type Handler = (...parameters: unknown[]) => unknown;

/** Puppeteer handlers are called without arguments; Playwright's get the event and the context. */
function parametersOf(run: Run): unknown[] {
  const { canary, runtime, shownHandler } = run.order;
  if (runtime.family !== 'nodejs-playwright') return [];
  const event = {
    canaryName: canary.name,
    canaryRunId: canary.runId,
    customerCanaryHandlerName: shownHandler,
    invocationTime: run.times.started,
  };
  const context = {
    awsRequestId: canary.runId,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    getRemainingTimeInMillis: () => run.remaining(),
  };
  return [event, context];
}

async function loadHandler(run: Run): Promise<Handler> {
  const { entry, exportName, shownHandler } = run.order;
  const loaded = await load(entry);
  const handler = loaded[exportName] ?? (loaded.default as Record<string, unknown> | undefined)?.[exportName];
  if (typeof handler === 'function') return handler as Handler;
  throw new Error(`${shownHandler} is not a function: the script does not export ${exportName}.`);
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

async function beforeDeadline(run: Run, handler: () => unknown): Promise<unknown> {
  const { deadlineMs } = run.order;
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    const left = deadlineMs - (Date.now() - run.times.started);
    timer = setTimeout(() => reject(new Error(deadlineReason(deadlineMs / 1000))), Math.max(0, left));
  });
  try {
    return await Promise.race([handler(), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
