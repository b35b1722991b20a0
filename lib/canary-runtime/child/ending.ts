import type { Ending } from '../order';
import type { CanaryStep } from '../request';
import { startedBrowsers } from './browser-process';
import { BrowserStartError } from './browser-session';
import { writeArtifacts } from './report';
import type { Run } from './run';
import type { ScriptEnd } from './script';
import { spawnedProcesses } from './spawned';

/** What follows from the script's end: the verdict, its datapoints, its artifacts. */
export async function endingOf(run: Run, script: ScriptEnd): Promise<Ending> {
  if (script.error?.value instanceof BrowserStartError) return notStarted(run, script.error.value);
  const lost = await run.session?.lost();
  if (lost !== undefined) run.warn(`The browser ended while the script ran (${lost}).`);
  // Closing takes as long as writing: both at once. The recording is complete, since the script has ended.
  const closing = run.session?.close();
  await writesEnded();
  const failureReason = failureOf(run, script);
  const passed = failureReason === undefined;
  const executionError = run.executionErrors.length > 0 ? run.executionErrors.join('; ') : undefined;
  publish(run, passed, script.durationMs, executionError !== undefined);
  const baselines = passed ? (run.visual?.keepBaselines() ?? []) : [];
  if (baselines.length > 0) {
    run.warn(
      `The visual baseline is taken from this run: ${baselines.join(', ')} in ${run.order.visual?.baselineDirectory}.`,
    );
  }
  run.log.info(`End Canary. Result: ${passed ? 'PASSED' : 'FAILED'}`);
  writeArtifacts(run, {
    status: passed ? 'PASSED' : 'FAILED',
    scriptStarted: script.started,
    scriptEnded: script.ended,
    ...(failureReason !== undefined && { failureReason }),
    ...(executionError !== undefined && { executionError }),
  });
  run.keepCompiled();
  await closing;
  const stateReason = failureReason ?? executionError;
  return {
    kind: 'ended',
    status: stateReason === undefined ? 'PASSED' : 'FAILED',
    testResult: passed ? 'PASSED' : 'FAILED',
    ...(stateReason !== undefined && {
      stateReason,
      stateReasonCode: passed ? ('EXECUTION_FAILURE' as const) : ('CANARY_FAILURE' as const),
    }),
    ...leavings(run),
  };
}

/** The run had no chance: no browser, or a synthetics.json that cannot be read. AWS publishes that it failed, no verdict. */
export function notStarted(run: Run, error: unknown): Ending {
  run.log.write('ERROR', 'The canary could not start:', error);
  run.metrics.execution(true);
  return {
    kind: 'ended',
    status: 'ERROR',
    stateReason: run.reasonOf(error),
    stateReasonCode: 'EXECUTION_FAILURE',
    testResult: 'UNKNOWN',
    ...leavings(run),
  };
}

/** As AWS shows it: what the script threw, else its steps' failures, else what visual monitoring found. */
function failureOf(run: Run, { error }: ScriptEnd): string | undefined {
  if (error !== undefined) {
    const reason = run.reasonOf(error.value);
    return error.value instanceof Error ? `${reason} Stack: ${run.reasonOf(stackOf(run, error.value))}` : reason;
  }
  if (run.stepErrors.length > 0) return `Error: ${run.stepErrors.join('; ')}`;
  const visual = run.visual?.failures() ?? [];
  return visual.length > 0 ? `Error: Visual variance: ${visual.join('; ')}` : undefined;
}

/** A stack without the runtime's frames, Node's and puppeteer's: they say nothing to the reader. */
export function stackOf(run: Run, error: Error): string {
  const foreign = [__filename, run.order.puppeteer, '(node:'];
  const lines = (error.stack ?? String(error)).split('\n');
  return lines.filter((line) => !foreign.some((file) => line.includes(file))).join('\n');
}

function publish(run: Run, passed: boolean, durationMs: number, executionFailed: boolean): void {
  run.log.info('Publishing result and duration CloudWatch metrics.');
  run.metrics.verdict(passed, durationMs);
  run.metrics.requests(run.counts);
  run.metrics.execution(executionFailed);
  const comparisons = run.visual?.results ?? [];
  if (comparisons.length === 0) return;
  run.metrics.visual(comparisons.length, comparisons.filter(({ status }) => status !== 'FAILED').length);
}

function leavings(run: Run) {
  return {
    steps: run.steps.all.map(
      (step): CanaryStep => ({
        name: step.name,
        status: step.status ?? 'FAILED',
        durationMs: (step.endTime ?? Date.now()) - step.startTime,
        ...(step.failureReason !== undefined && { failureReason: step.failureReason }),
        screenshots: run.screenshots.of(step.name).map(({ fileName }) => fileName),
      }),
    ),
    metrics: run.metrics.published,
    usedBrowser: run.session?.used === true,
    // The first browser may have been started before anybody counted.
    startedProcesses: spawnedProcesses() > Math.max(0, startedBrowsers() - (run.order.browser?.eager === true ? 1 : 0)),
    warnings: [...run.warnings],
  };
}

/** Files that the script still writes are complete on AWS, where uploads follow: they are waited for, a little. */
async function writesEnded(): Promise<void> {
  let turn = 0;
  do await new Promise((resolve) => setImmediate(resolve));
  while (turn++ < 200 && process.getActiveResourcesInfo().includes('FSReqCallback'));
}
