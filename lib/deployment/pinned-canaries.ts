import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { CandidateCanary, CandidateFunction } from '../alarms';
import { ArtifactBucket, ScriptCanary } from '../synthetics';
import { canaryLabel, type GuardCanary, intervalOf } from './guard-canary';
import type { PinnedPath } from './pinned-path';

export interface PinnedCanariesProps {
  readonly guardName: string;
  readonly canaries: readonly GuardCanary[];
  /** The address at which a canary's every request reaches the candidate. */
  readonly pathTo: (canary: GuardCanary) => PinnedPath;
  /** The function behind that address. @default - the release as a whole */
  readonly servedBy?: (canary: GuardCanary) => CandidateFunction;
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

  private pin(canary: GuardCanary, { guardName, pathTo, servedBy, limit }: PinnedCanariesProps): CandidateCanary {
    const label = canaryLabel(canary);
    const interval = intervalOf(canary);
    const path = pathTo(canary);
    const pinned = new ScriptCanary(this, label, {
      canaryName: `${guardName.toLowerCase()}-${label}-pinned`,
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
    path.grantInvoke(pinned.role);
    return {
      label,
      canaryName: pinned.canaryName,
      interval,
      timeout: pinned.timeout,
      alwaysRuns: false,
      pinned: true,
      serves: servedBy?.(canary),
    };
  }
}
