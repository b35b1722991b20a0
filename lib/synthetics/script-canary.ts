import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Canary, Runtime, RuntimeFamily, Schedule, Test } from 'aws-cdk-lib/aws-synthetics';
import { Construct } from 'constructs';
import { defaultRuntime } from '../canary-runtime/catalogue';
import { deadlineSeconds } from '../canary-runtime/deadline';
import { CanaryRole, functionPrefix } from './canary-role';
import { ScriptCode } from './script-code';

/** Newer than any constant of aws-cdk-lib 2.276: a run on the last of those passes although an HTTP step failed. */
export const DEFAULT_RUNTIME = new Runtime(defaultRuntime, RuntimeFamily.NODEJS);

/** When a canary runs. */
export type CanarySchedule =
  /** From its creation, for ever. */
  | { readonly type: 'always'; readonly interval: Duration }
  /** From StartCanary to StopCanary, and no longer than `limit`, so that a lost event does not leave it running. */
  | { readonly type: 'on-demand'; readonly interval: Duration; readonly limit: Duration }
  /** One run for each StartCanary. */
  | { readonly type: 'once' };

export interface ScriptCanaryProps {
  /**
   * The canary's name: lower-case letters, digits, `-` and `_`, to 255. Written out, so that alarms and policies can say it
   * without waiting for the canary.
   */
  readonly canaryName: string;
  /** Path of the TypeScript or JavaScript script, from where the CDK app runs. */
  readonly script: string;
  readonly artifactBucket: IBucket;
  readonly schedule: CanarySchedule;
  /** What the script reads in `process.env`; four kilobytes in all. @default - nothing */
  readonly environment?: Readonly<Record<string, string>>;
  /** The longest that a run may take: 15 seconds to 14 minutes, not longer than the interval. @default Duration.seconds(45) */
  readonly timeout?: Duration;
  /** In MiB: a multiple of 64 from 960 to 3008. @default 1024 */
  readonly memory?: number;
  /** @default syn-nodejs-puppeteer-16.1 */
  readonly runtime?: Runtime;
}

/**
 * A CloudWatch Synthetics canary of one script. A run that hangs ends as a failed one just short of the timeout: a run that
 * Synthetics has to cut off publishes no datapoint.
 */
export class ScriptCanary extends Construct {
  readonly canaryName: string;
  readonly role: CanaryRole;
  readonly timeout: Duration;
  readonly schedule: CanarySchedule;
  readonly runtime: Runtime;

  /** @throws where the name, the schedule or the timeout is none that Synthetics takes, or the script is missing. */
  constructor(scope: Construct, id: string, props: ScriptCanaryProps) {
    super(scope, id);
    this.canaryName = props.canaryName;
    this.schedule = props.schedule;
    this.timeout = timeoutOf(props);
    this.runtime = props.runtime ?? DEFAULT_RUNTIME;
    const prefix = `canary/${props.canaryName}`;
    this.role = new CanaryRole(this, 'Role', {
      canaryName: props.canaryName,
      artifactBucket: props.artifactBucket,
      artifactPrefix: prefix,
      runsAtOnce: props.schedule.type === 'always',
    });
    const canary = new Canary(this, 'Resource', {
      canaryName: props.canaryName,
      runtime: this.runtime,
      test: Test.custom({ code: ScriptCode.fromScript(props.script), handler: ScriptCode.HANDLER }),
      role: this.role,
      artifactsBucketLocation: { bucket: props.artifactBucket, prefix },
      environmentVariables: {
        ...props.environment,
        CANARY_DEADLINE_SECONDS: String(deadlineSeconds(this.timeout.toSeconds())),
      },
      timeout: this.timeout,
      memory: Size.mebibytes(props.memory ?? 1024),
      provisionedResourceCleanup: true,
      ...scheduleProps(props.schedule),
    });
    // Lambda would make it at the first run, without an end, and it would outlive the stack.
    new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${functionPrefix(props.canaryName)}${canary.canaryId}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}

function timeoutOf({ canaryName, timeout = Duration.seconds(45), schedule }: ScriptCanaryProps): Duration {
  const seconds = timeout.toSeconds();
  if (seconds < 15 || seconds > 840) {
    throw new Error(
      `Canary ${canaryName}: a timeout of ${seconds} s; a run needs 15 s for its start alone, and 840 s is the most.`,
    );
  }
  if (schedule.type !== 'once' && seconds > schedule.interval.toSeconds()) {
    throw new Error(
      `Canary ${canaryName}: a timeout of ${seconds} s; it runs every ${schedule.interval.toSeconds()} s, ` +
        'and a run ends before the next one begins.',
    );
  }
  return timeout;
}

function scheduleProps(schedule: CanarySchedule) {
  switch (schedule.type) {
    case 'always':
      return { schedule: Schedule.rate(schedule.interval), startAfterCreation: true };
    case 'on-demand':
      return { schedule: Schedule.rate(schedule.interval), startAfterCreation: false, timeToLive: schedule.limit };
    case 'once':
      return { schedule: Schedule.once(), startAfterCreation: false };
  }
}
