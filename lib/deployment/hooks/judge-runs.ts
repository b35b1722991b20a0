/** The part of a canary run that a verdict rests on. Times in milliseconds. */
export interface Run {
  readonly state: 'RUNNING' | 'PASSED' | 'FAILED';
  readonly started: number;
  readonly reason?: string;
}

export type RunsVerdict = { readonly phase: 'green' | 'red' | 'waiting'; readonly reason: string };

/** A canary may fail once: a second run, a minute later, tells a bad candidate from a bad moment. */
const FAILURES_THAT_CONVINCE = 2;

/**
 * Whether a canary has shown that the candidate works: its newest finished run that began at `since` or later is green. Older runs
 * are about an older version.
 */
export function judgeRuns(canary: string, runs: readonly Run[], since: number): RunsVerdict {
  // Synthetics gives whole seconds.
  const newer = runs
    .filter((run) => run.started >= Math.floor(since / 1000) * 1000)
    .sort((a, b) => b.started - a.started);
  const finished = newer.filter((run) => run.state !== 'RUNNING');
  const [newest] = finished;
  if (newest?.state === 'PASSED') return { phase: 'green', reason: `${canary} passed` };
  const failures = finished.filter((run) => run.state === 'FAILED').length;
  if (failures >= FAILURES_THAT_CONVINCE) {
    return {
      phase: 'red',
      reason: `${canary} failed ${failures} (>= ${FAILURES_THAT_CONVINCE}) runs: ${newest?.reason ?? 'no reason given'}`,
    };
  }
  if (failures > 0) {
    return { phase: 'waiting', reason: `${canary} failed once: ${newest?.reason ?? 'no reason given'}` };
  }
  return { phase: 'waiting', reason: `${canary} has no finished run yet` };
}

/** The verdict over all canaries: red where any is, green where all are. */
export function judgeCanaries(verdicts: readonly RunsVerdict[]): RunsVerdict {
  const reason = (phase: RunsVerdict['phase']) =>
    verdicts
      .filter((verdict) => verdict.phase === phase)
      .map((verdict) => verdict.reason)
      .join('; ');
  for (const phase of ['red', 'waiting'] as const) {
    if (verdicts.some((verdict) => verdict.phase === phase)) return { phase, reason: reason(phase) };
  }
  return { phase: 'green', reason: reason('green') || 'there is no canary to wait for' };
}
