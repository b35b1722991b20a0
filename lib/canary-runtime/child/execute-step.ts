import type { CanaryPage } from './page';
import type { Run } from './run';
import type { Step } from './steps';

/** What the runtime knows of a step besides its function. */
export interface StepSurroundings {
  /** The page whose screenshots belong to it; none where the run has no browser. */
  page(): Promise<CanaryPage | undefined>;
}

/**
 * Runs a step: screenshots before and after, its metrics, its line in the report. Returns what the function returns
 * and throws what it throws, unless the configuration says to continue: then the run fails at its end.
 */
export async function executeStep<T>(
  run: Run,
  name: string,
  work: () => T | Promise<T>,
  stepConfig: unknown,
  surroundings: StepSurroundings,
): Promise<T | undefined> {
  const settings = run.configuration.ofStep(stepConfig);
  const step = run.steps.open(name, settings);
  return run.steps.inside(step, async () => {
    run.log.info(`Executing step: ${name}`);
    const page = await surroundings.page().catch(() => undefined);
    step.sourceUrl = urlOf(run, page);
    if (settings.screenshotOnStepStart && page !== undefined) await run.screenshots.take(name, 'starting', page);
    const started = performance.now();
    try {
      const value = await work();
      const durationMs = performance.now() - started;
      const after = await surroundings.page().catch(() => page);
      const shot =
        settings.screenshotOnStepSuccess && after !== undefined
          ? await run.screenshots.take(name, 'succeeded', after)
          : undefined;
      step.destinationUrl = urlOf(run, after);
      const variance = shot?.visualTestResult;
      if (variance?.status === 'FAILED' && run.configuration.get('failCanaryRunOnVisualVariance')) {
        failed(run, step, durationMs, `Visual variance: ${shot?.fileName}: ${variance.reason}`);
        run.stepErrors.push(stepFailure(step));
        return value;
      }
      ended(run, step, 'PASSED', durationMs);
      run.log.info(`Step "${name}" SUCCEEDED.`);
      return value;
    } catch (error) {
      const durationMs = performance.now() - started;
      if (step.status !== undefined) throw error;
      await failureScreenshot(run, step, surroundings);
      failed(run, step, durationMs, run.reasonOf(error));
      if (!settings.continueOnStepFailure) throw error;
      run.stepErrors.push(stepFailure(step));
      return undefined;
    }
  });
}

/** Ends the steps that still run when the deadline has come. */
export async function failUnfinishedSteps(run: Run, reason: string, surroundings: StepSurroundings): Promise<void> {
  for (const step of run.steps.unfinished()) {
    await failureScreenshot(run, step, surroundings);
    if (step.status === undefined) failed(run, step, Date.now() - step.startTime, reason);
  }
}

async function failureScreenshot(run: Run, step: Step, surroundings: StepSurroundings): Promise<void> {
  const page = await surroundings.page().catch(() => undefined);
  if (page === undefined) return;
  step.destinationUrl = urlOf(run, page);
  if (step.settings.screenshotOnStepFailure) await run.screenshots.take(step.name, 'failed', page);
}

function failed(run: Run, step: Step, durationMs: number, reason: string): void {
  step.failureReason = reason;
  ended(run, step, 'FAILED', durationMs);
  run.log.write('ERROR', `Step "${step.name}" FAILED failureReason: ${reason}`);
}

/** Marks the end of a step and publishes its metrics. */
export function ended(run: Run, step: Step, status: 'PASSED' | 'FAILED', durationMs: number): void {
  step.status = status;
  step.endTime = Date.now();
  run.metrics.step(step.name, status === 'PASSED', Math.round(durationMs), step.settings);
}

/** As it stands in a run's StateReason. */
export function stepFailure(step: Step): string {
  return `Step ${step.number}: ${step.name} failed with: ${step.failureReason}`;
}

function urlOf(run: Run, page: CanaryPage | undefined): string | undefined {
  try {
    return page === undefined ? undefined : run.cleanUrl(page.url());
  } catch {
    return undefined;
  }
}
