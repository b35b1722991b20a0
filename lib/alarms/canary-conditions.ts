import type { Candidate, CandidateCanary } from './candidate';
import type { Fed } from './signal';

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
  const words = canary.label.split(/[^a-zA-Z0-9]+/).filter((word) => word !== '');
  return `${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}${suffix}`;
}

export function fedBy(canary: CandidateCanary): Fed {
  return { by: 'canary', interval: canary.interval.toSeconds(), run: canary.timeout.toSeconds() };
}
