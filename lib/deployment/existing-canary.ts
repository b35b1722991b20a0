import { Duration } from 'aws-cdk-lib';
import type { CandidateCanary } from '../alarms';

/**
 * A canary construct of `aws-cdk-lib/aws-synthetics` or of the older `@aws-cdk/aws-synthetics-alpha`: what they share is
 * their resource, a CfnCanary.
 */
export interface CanaryConstruct {
  readonly node: { readonly path: string; readonly defaultChild?: unknown };
}

export interface ExistingCanaryOptions {
  /** Between two runs. @default - the construct's own rate; a canary by name needs it */
  readonly interval?: Duration;
  /** The longest that a run takes. @default - the construct's own, else Duration.minutes(1) */
  readonly timeout?: Duration;
  /** Whether its every request reaches the candidate, as where it calls the candidate's URL. @default false */
  readonly pinned?: boolean;
  /** Names it in alarms. @default - the canary's name */
  readonly label?: string;
}

/** What CfnCanary has in both modules. */
interface CanaryResource {
  readonly name: string;
  readonly schedule?: { readonly expression?: string };
  readonly runConfig?: { readonly timeoutInSeconds?: number };
}

/**
 * A canary that the guard did not make, as a source of signals. One that calls the service as users do is a condition on
 * production as a whole: see `FIX_FORWARD_CONTEXT`.
 */
export class ExistingCanary {
  /** A canary of any app, by its name. @throws where the interval is missing: what it can tell in time follows from it. */
  static named(canaryName: string, options: ExistingCanaryOptions & { readonly interval: Duration }): ExistingCanary {
    return new ExistingCanary(canaryName, options.label ?? canaryName, options.interval, options);
  }

  /**
   * A canary of this app. The guard takes its name, not a reference to it, so that a canary which waits for the live alias
   * makes no circle.
   * @throws where the construct is no canary, or its rate is not written in its schedule
   */
  static of(canary: CanaryConstruct, options: ExistingCanaryOptions = {}): ExistingCanary {
    const resource = canary.node.defaultChild;
    if (!isCanaryResource(resource)) {
      throw new Error(`${canary.node.path} has no AWS::Synthetics::Canary of its own; use ExistingCanary.named.`);
    }
    const interval = options.interval ?? rateOf(resource.schedule?.expression ?? '');
    if (interval === undefined) {
      throw new Error(
        `${canary.node.path} runs by '${resource.schedule?.expression}', which is no rate(…); give its \`interval\`, ` +
          'the longest time between two runs.',
      );
    }
    const timeout = options.timeout ?? Duration.seconds(resource.runConfig?.timeoutInSeconds ?? 60);
    return new ExistingCanary(
      resource.name,
      options.label ?? canary.node.path.split('/').at(-1) ?? 'canary',
      interval,
      {
        ...options,
        timeout,
      },
    );
  }

  /** What the guard's signals see. */
  readonly candidate: CandidateCanary;

  private constructor(canaryName: string, label: string, interval: Duration, options: ExistingCanaryOptions) {
    this.candidate = {
      label,
      canaryName,
      interval,
      timeout: options.timeout ?? Duration.minutes(1),
      alwaysRuns: true,
      pinned: options.pinned ?? false,
    };
  }
}

function isCanaryResource(resource: unknown): resource is CanaryResource {
  return (
    typeof resource === 'object' &&
    resource !== null &&
    'cfnResourceType' in resource &&
    resource.cfnResourceType === 'AWS::Synthetics::Canary' &&
    'name' in resource &&
    typeof resource.name === 'string'
  );
}

function rateOf(expression: string): Duration | undefined {
  const [, count, unit] = /^rate\((\d+) (minute|minutes|hour|hours)\)$/.exec(expression) ?? [];
  if (count === undefined || Number(count) === 0) return undefined;
  return unit?.startsWith('hour') ? Duration.hours(Number(count)) : Duration.minutes(Number(count));
}
