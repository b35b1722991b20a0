import type { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ArtifactBucket, type CanaryUse, ScriptCanary } from '../synthetics';
import { canaryLabel, type GuardCanary } from './guard-canary';

export interface LiveCanariesProps {
  /** The service's address, as users have it, such as an HTTP API's `apiEndpoint`. */
  readonly baseUrl: string;
  /** Runs them all the time, too: a canary every minute costs about 52 dollars a month. @default - only after a deployment */
  readonly every?: Duration;
}

interface Props extends LiveCanariesProps {
  readonly guardName: string;
  readonly canaries: readonly GuardCanary[];
}

/** The guard's scripts, run against the service itself. They wait for the live alias; what it waits for knows them by name. */
export class LiveCanaries extends Construct {
  /** How often they run. */
  readonly use: CanaryUse;
  readonly canaries: readonly { readonly label: string; readonly canaryName: string }[];

  constructor(scope: Construct, id: string, { guardName, canaries, baseUrl, every }: Props) {
    super(scope, id);
    this.use =
      every === undefined
        ? { type: 'once', count: canaries.length }
        : { type: 'always', intervals: canaries.map(() => every) };
    this.canaries = canaries.map((canary) => {
      const label = canaryLabel(canary);
      const { canaryName } = new ScriptCanary(this, label, {
        canaryName: `${guardName.toLowerCase()}-${label}-live`,
        script: canary.script,
        artifactBucket: ArtifactBucket.of(this),
        schedule: every === undefined ? { type: 'once' } : { type: 'always', interval: every },
        environment: { ...canary.environment, BASE_URL: `${baseUrl.replace(/\/$/, '')}/` },
        timeout: canary.timeout,
        memory: canary.memory,
        runtime: canary.runtime,
      });
      return { label: `${label} (live)`, canaryName };
    });
  }
}
