import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { CandidateCanary, CandidateFunction } from '../alarms';
import { ArtifactBucket, ScriptCanary } from '../synthetics';
import { canaryLabel, type GuardCanary, intervalOf } from './guard-canary';
import type { PinnedPath } from './pinned-path';

export interface PinnedCanariesProps {
  readonly guardName: string;
  readonly canaries: readonly GuardCanary[];
  /** Where a canary runs while a release is deployed. */
  readonly pathOf: (canary: GuardCanary) => PinnedPath;
  /** The function behind that address; `undefined`: the release as a whole. */
  readonly servedBy: (canary: GuardCanary) => CandidateFunction | undefined;
  /** The longest that a deployment takes: no canary runs longer after its start. */
  readonly limit: Duration;
}

/**
 * The guard's scripts, each pinned to the candidate: its requests go to an address behind which there is nothing but the
 * new version, signed where that address wants it. They stand still between deployments.
 */
export class PinnedCanaries extends Construct {
  readonly candidates: readonly CandidateCanary[];

  constructor(scope: Construct, id: string, props: PinnedCanariesProps) {
    super(scope, id);
    this.candidates = props.canaries.map((canary) => this.pin(canary, props));
  }

  get names(): readonly string[] {
    return this.candidates.map((canary) => canary.canaryName);
  }

  get longestInterval(): Duration {
    return Duration.seconds(Math.max(60, ...this.candidates.map((canary) => canary.interval.toSeconds())));
  }

  private pin(canary: GuardCanary, { guardName, pathOf, servedBy, limit }: PinnedCanariesProps): CandidateCanary {
    const label = canaryLabel(canary);
    const interval = intervalOf(canary);
    const path = pathOf(canary);
    const pinned = !path.shared;
    const { canaryName, timeout, role } = new ScriptCanary(this, label, {
      canaryName: `${guardName.toLowerCase()}-${label}-${pinned ? 'pinned' : 'release'}`,
      script: canary.script,
      artifactBucket: ArtifactBucket.of(this),
      schedule: { type: 'on-demand', interval, limit },
      environment: {
        ...canary.environment,
        BASE_URL: path.url,
        ...(path.service === undefined ? {} : { CANARY_SIGNED_URL: path.url, CANARY_SIGNED_SERVICE: path.service }),
      },
      timeout: canary.timeout,
      memory: canary.memory,
      runtime: canary.runtime,
    });
    path.grantInvoke(role);
    return { label, canaryName, interval, timeout, alwaysRuns: false, pinned, serves: servedBy(canary) };
  }
}
