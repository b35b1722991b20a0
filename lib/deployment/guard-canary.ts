import { basename, extname } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import type { Alias, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Runtime } from 'aws-cdk-lib/aws-synthetics';

/**
 * A canary of a guard: one script, which the guard runs against the candidate before and while traffic moves, and against
 * the service itself after. The script reads the address from `BASE_URL`, which ends in `/`.
 */
export interface GuardCanary {
  /** Path of the TypeScript or JavaScript script, from where the CDK app runs. */
  readonly script: string;
  /** Names it: lower-case letters, digits and `-`. @default - the script's file name without its ending */
  readonly name?: string;
  /** The function, or alias, that serves the script's requests. @default - the guard's first */
  readonly serves?: LambdaFunction | Alias;
  /** Between two runs while a deployment goes on: 1 to 60 minutes. @default Duration.minutes(1) */
  readonly interval?: Duration;
  /** The longest that a run takes. @default Duration.seconds(45) */
  readonly timeout?: Duration;
  /** In MiB. @default 1024 */
  readonly memory?: number;
  /** What the script reads in `process.env` besides `BASE_URL`. @default - nothing */
  readonly environment?: Readonly<Record<string, string>>;
  /** @default syn-nodejs-puppeteer-16.1 */
  readonly runtime?: Runtime;
}

/** @throws where the name is none that a canary can have. */
export function canaryLabel(canary: GuardCanary): string {
  const label = canary.name ?? basename(canary.script, extname(canary.script));
  if (!/^[a-z0-9][a-z0-9_-]{0,99}$/.test(label)) {
    throw new Error(
      `Canary '${label}' (${canary.script}): a canary's name takes lower-case letters, digits, - and _; ` +
        'rename the script, or give a `name`.',
    );
  }
  return label;
}

/** @throws where Synthetics has no such rate. */
export function intervalOf(canary: GuardCanary): Duration {
  const interval = canary.interval ?? Duration.minutes(1);
  const minutes = interval.toMinutes({ integral: false });
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > 60) {
    throw new Error(
      `Canary '${canaryLabel(canary)}': interval is ${interval.toSeconds()} seconds; Synthetics runs a canary every 1 to 60 whole minutes.`,
    );
  }
  return interval;
}
