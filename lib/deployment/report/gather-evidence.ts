import { setting } from '../hooks/settings';
import { alarmsOf } from './alarms';
import { marksIn, versionMark } from './alarms-of-release';
import { failedCanaries } from './canaries';
import { deployerOf } from './deployer';
import { type Evidence, found } from './evidence';
import { hookVerdicts } from './hook-verdicts';
import type { Release } from './release';
import { runbookOf } from './runbook';

/** A log line may be as long as a megabyte, and a message of SNS as a quarter of one. */
const LONGEST_ERROR = 4_000;

/** The evidence about a release that did not get through. What cannot be had is said, and holds nothing else up. */
export async function gatherEvidence(release: Release, notes: readonly string[]): Promise<Evidence> {
  const { deployment, since, until } = release;
  const versions = await found(release.versions);
  const known = 'value' in versions ? versions.value : [];
  const [deployedBy, alarms, hooks, canaries, firstError] = await Promise.all([
    found(() => deployerOf(release.start, since)),
    found(() =>
      alarmsOf(
        {
          since: since.getTime(),
          named: release.namedAlarms,
          // What the platform names tells the version as well.
          candidates: [
            ...known.map(({ candidate }) => versionMark(candidate)),
            ...release.namedAlarms.flatMap(marksIn),
          ],
          baselines: known.map(({ baseline }) => versionMark(baseline)),
          byHook: release.byHook,
        },
        until,
      ),
    ),
    release.byHook ? found(() => hookVerdicts(deployment.id, since, until)) : undefined,
    failedCanaries(since),
    found(async () => {
      if ('missing' in versions) throw new Error(versions.missing);
      const text = await release.firstError(versions.value);
      return text.length > LONGEST_ERROR ? `${text.slice(0, LONGEST_ERROR)}…` : text;
    }),
  ]);
  return {
    guard: setting('GUARD_NAME'),
    region: setting('AWS_REGION'),
    deployment,
    deployedBy,
    versions,
    alarms,
    ...(hooks === undefined ? {} : { hooks }),
    canaries,
    firstError,
    dashboard: setting('DASHBOARD_URL'),
    runbook: runbookOf(setting('RUNBOOK_URL'), deployment, release.byHook, alarms),
    notes,
  };
}
