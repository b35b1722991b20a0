import type { Instant } from '../../../engine/clock';
import type { Account } from '../../world/account';
import type { EventBus } from '../events/event-bus';
import { artifactLocation } from '../s3/run-artifacts';
import type { Canary, CanaryRun, CanaryRunOutcome } from './canary';

const seconds = (at: Instant) => Math.floor(at / 1_000);

/** Puts the end of a run on the event bus. */
export function announceRun(
  canary: Canary,
  run: CanaryRun,
  outcome: CanaryRunOutcome,
  account: Account,
  events: EventBus,
): void {
  const { configuration } = canary;
  const passed = outcome.status === 'PASSED';
  events.put({
    source: 'aws.synthetics',
    detailType: `Synthetics Canary TestRun ${passed ? 'Successful' : 'Failure'}`,
    detail: {
      'account-id': account.id,
      'canary-id': configuration.id,
      'canary-name': configuration.name,
      'canary-run-id': run.id,
      'artifact-location': artifactLocation(canary, run.startedAt),
      'test-run-status': passed ? 'PASSED' : 'FAILED',
      'state-reason': passed ? 'null' : (outcome.stateReason ?? ''),
      'canary-run-timeline': {
        started: seconds(run.startedAt),
        completed: seconds(run.startedAt + outcome.durationMs),
      },
      message: 'Test run result is generated successfully',
    },
  });
}

/** Puts a canary's change of state on the event bus. */
export function announceStatus(
  canary: Canary,
  previous: string,
  at: Instant,
  account: Account,
  events: EventBus,
): void {
  events.put({
    source: 'aws.synthetics',
    detailType: 'Synthetics Canary Status Change',
    detail: {
      'account-id': account.id,
      'canary-id': canary.configuration.id,
      'canary-name': canary.configuration.name,
      'current-state': canary.status,
      'previous-state': previous,
      'source-location': '',
      'updated-on': at / 1_000,
      'changed-config': {},
      message: null,
    },
  });
}
