import type { Millis } from '../../engine/clock';
import { type Expectation, formatDuration, type Outcome, type StoppedBy } from '../scenario';
import type { ExpectationResult, RequestCounts } from './rehearsal';

/** What a rehearsal found, as far as a scenario can expect something of it. */
export interface Found {
  readonly outcome: Outcome;
  readonly stoppedBy: StoppedBy;
  /** What of the pipeline's stage stopped it. */
  readonly gate?: string;
  readonly trigger: readonly string[];
  /** Whether a name in the scenario means one of the alarms that tripped. */
  isTriggered(name: string): boolean;
  /** From the first shift to the end of deployment and rollback; undefined where no traffic moved. */
  readonly exposure: Millis | undefined;
  readonly requests: RequestCounts;
}

/** Compares what was expected with what was found; only what the scenario names. */
export function compare(expected: Expectation, found: Found): readonly ExpectationResult[] {
  const results: ExpectationResult[] = [];
  const add = (key: keyof Expectation, want: string, got: string, ok: boolean) => results.push({ key, want, got, ok });
  if (expected.outcome !== undefined) {
    add('outcome', expected.outcome, found.outcome, expected.outcome === found.outcome);
  }
  if (expected.stoppedBy !== undefined) {
    add('stoppedBy', expected.stoppedBy, found.stoppedBy, expected.stoppedBy === found.stoppedBy);
  }
  if (expected.gate !== undefined) {
    add('gate', expected.gate, found.gate ?? 'no gate', expected.gate.toLowerCase() === found.gate?.toLowerCase());
  }
  if (expected.trigger !== undefined) {
    const want = expected.trigger.join(', ');
    add('trigger', want, found.trigger.join(', ') || 'no alarm', expected.trigger.every(found.isTriggered));
  }
  if (expected.within !== undefined) {
    const got = found.exposure === undefined ? 'no traffic moved' : formatDuration(found.exposure);
    add('within', formatDuration(expected.within), got, (found.exposure ?? 0) <= expected.within);
  }
  if (expected.maxFailedRequests !== undefined) {
    const failed = found.requests.candidateFailed;
    add(
      'maxFailedRequests',
      `at most ${expected.maxFailedRequests}`,
      String(failed),
      failed <= expected.maxFailedRequests,
    );
  }
  return results;
}
