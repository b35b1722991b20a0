import type { AlarmDescription } from '../../engine/cloudwatch';
import { runbookIn } from './tripped';
import type { Verdict } from './verdict';

/** The page of a guard's composite alarm: for a release that an alarm took back. Of ECS and servers it has a name of its own. */
const ROLLED_BACK = /[a-z-]*rolled-back(?=\.md)/;

/**
 * The page for how a release ended. A guard's pages lie beside each other: of one, an alarm's description says where.
 * @returns nothing for a success, and where no alarm names such a page
 */
export function outcomeRunbook(
  { outcome, stoppedBy }: Verdict,
  errorCode: string | undefined,
  alarms: readonly AlarmDescription[],
): string | undefined {
  const page = pageOf(outcome, stoppedBy, errorCode);
  if (page === undefined) return undefined;
  const beside = alarms.map(({ description }) => runbookIn(description)).find((one) => ROLLED_BACK.test(one ?? ''));
  return page === '' ? beside : beside?.replace(ROLLED_BACK, page);
}

function pageOf(
  outcome: Verdict['outcome'],
  stoppedBy: Verdict['stoppedBy'],
  errorCode: string | undefined,
): string | undefined {
  if (stoppedBy === 'start-check') return 'alarm-red-before-start';
  if (stoppedBy === 'hook') return errorCode === 'TIMEOUT' ? 'deployment-stuck' : 'hook-failed';
  if (stoppedBy === 'gate') return 'pipeline-stopped';
  if (outcome === 'failed' && stoppedBy === 'alarm') return 'rollback-failed';
  return outcome === 'rolled-back' ? '' : undefined;
}
