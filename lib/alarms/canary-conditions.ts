import { Duration } from 'aws-cdk-lib';
import { Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { type Candidate, type CandidateCanary, ofFunction } from './candidate';
import type { Condition } from './signal';

/** @throws where the guard has no canary, or none of a name that is asked for. */
export function canariesOf(
  signal: string,
  candidate: Candidate,
  labels?: readonly string[],
): readonly CandidateCanary[] {
  const known = candidate.canaries.map((canary) => canary.label);
  if (known.length === 0) {
    throw new Error(`${signal}: the guard has no canary; give it one under \`canaries\`, or leave the signal out.`);
  }
  for (const label of labels ?? []) {
    if (!known.includes(label)) {
      throw new Error(`${signal}: the guard has no canary '${label}'; it has ${known.join(', ')}.`);
    }
  }
  return candidate.canaries.filter((canary) => labels === undefined || labels.includes(canary.label));
}

/** `storefront-page` and `Success` make `StorefrontPageSuccess`. */
export function canaryConditionId(canary: CandidateCanary, suffix: string): string {
  return `${pascal(canary.label)}${suffix}`;
}

export function pascal(name: string): string {
  const words = name.split(/[^a-zA-Z0-9]+/).filter((word) => word !== '');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** One of Synthetics' metrics of a canary: its runs', or one step's. */
export function canaryMetric(canary: CandidateCanary, metricName: string, label: string, step?: string): Metric {
  return new Metric({
    namespace: 'CloudWatchSynthetics',
    metricName,
    dimensionsMap: { CanaryName: canary.canaryName, ...(step === undefined ? {} : { StepName: step }) },
    statistic: Stats.AVERAGE,
    // A period shorter than the interval of a canary that always runs would be empty, and so bad, between two runs.
    period: canary.alwaysRuns ? canary.interval : Duration.minutes(1),
    label: `${canary.label}: ${label}`,
  });
}

/** What every condition on a canary has in common. */
export function ofCanary(
  canary: CandidateCanary,
  candidate: Candidate,
): Pick<Condition, 'release' | 'fn' | 'treatMissingData' | 'fed' | 'scope'> {
  return {
    ...(canary.serves === undefined ? { release: candidate.release } : ofFunction(canary.serves)),
    // A pinned canary stands still between deployments; the AfterAllowTraffic hook finds one that falls silent in one.
    treatMissingData: canary.alwaysRuns ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    fed: { by: 'canary', interval: canary.interval.toSeconds(), run: canary.timeout.toSeconds() },
    scope: canary.pinned ? 'candidate' : 'production',
  };
}
