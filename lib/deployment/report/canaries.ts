import { type CanaryRun, GetCanaryRunsCommand, SyntheticsClient } from '@aws-sdk/client-synthetics';
import { settings } from '../hooks/settings';
import { canaryLink } from './console-links';
import { type CanaryEvidence, type Found, found } from './evidence';
import { failedSteps } from './failed-steps';

const synthetics = new SyntheticsClient();

/** The canaries that failed while the release went on, each with the steps of its newest failed run; and those that cannot be asked. */
export async function failedCanaries(since: Date): Promise<CanaryEvidence[]> {
  const asked = await Promise.all(
    settings('CANARIES').map(async (name) => {
      const run = await found(() => newestFailure(name, since));
      if ('value' in run && run.value === undefined) return [];
      return [{ name, link: canaryLink(name), run: run as CanaryEvidence['run'] }];
    }),
  );
  return asked.flat();
}

type FailedRun = CanaryEvidence['run'] extends Found<infer Run> ? Run : never;

async function newestFailure(Name: string, since: Date): Promise<FailedRun | undefined> {
  const { CanaryRuns = [] } = await synthetics.send(new GetCanaryRunsCommand({ Name, MaxResults: 20 }));
  // Synthetics gives whole seconds.
  const from = Math.floor(since.getTime() / 1000) * 1000;
  const started = (run: CanaryRun) => run.Timeline?.Started?.getTime() ?? from;
  const [run] = CanaryRuns.filter((one) => one.Status?.State === 'FAILED' && started(one) >= from).sort(
    (a, b) => started(b) - started(a),
  );
  if (run === undefined) return undefined;
  const { ArtifactS3Location: location } = run;
  const artifacts = location?.replace(/^s3:\/\//i, '');
  return {
    started: run.Timeline?.Started?.toISOString() ?? 'an unknown time',
    reason: shortened(run.Status?.StateReason) || 'no reason given',
    artifacts,
    steps:
      artifacts === undefined
        ? { missing: 'Synthetics names no artifacts of the run' }
        : await found(() => failedSteps(artifacts)),
  };
}

/** Synthetics puts the whole stack behind the reason; the run's report and log have it. */
function shortened(reason = ''): string {
  return (reason.split(/ Stack: |\n/)[0] ?? '').slice(0, 500);
}
