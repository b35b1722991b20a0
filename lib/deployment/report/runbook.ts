import type { AlarmEvidence, DeploymentEvidence, Found } from './evidence';

/** The page of a release that an alarm took back: of ECS and servers it has a name of its own. The others lie beside it. */
const ROLLED_BACK = /[a-z-]*rolled-back(?=\.md)/;

/**
 * The page to begin with: how the deployment ended says which.
 * @param rolledBack where the page for a release lies that an alarm took back
 */
export function runbookOf(
  rolledBack: string,
  deployment: DeploymentEvidence,
  byHook: boolean,
  alarms: Found<readonly AlarmEvidence[]>,
): string {
  const page = pageOf(deployment, byHook, alarms);
  return page === undefined ? rolledBack : rolledBack.replace(ROLLED_BACK, page);
}

function pageOf(
  { code, started, rollback, rollbackFailed }: DeploymentEvidence,
  byHook: boolean,
  alarms: Found<readonly AlarmEvidence[]>,
): string | undefined {
  if (rollback === undefined || rollbackFailed !== undefined) return 'rollback-failed';
  if (code === 'TIMEOUT') return 'deployment-stuck';
  if (byHook) return 'hook-failed';
  const named = 'value' in alarms ? alarms.value.filter((alarm) => alarm.named) : [];
  const wasRed = named.some(({ since }) => since !== undefined && started !== undefined && since < started);
  return wasRed ? 'alarm-red-before-start' : undefined;
}
