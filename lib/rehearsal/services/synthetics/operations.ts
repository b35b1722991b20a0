import type { Canary as SdkCanary, CanaryRun as SdkRun } from '@aws-sdk/client-synthetics';
import { AwsError, type AwsServices } from '../../../endpoint';
import { type Account, arn } from '../../world/account';
import { artifactLocation } from '../s3/run-artifacts';
import type { Canaries } from './canaries';
import type { Canary, CanaryRun } from './canary';

type Operations = NonNullable<AwsServices['synthetics']>;

/** What hooks and command lines ask of Synthetics. GetCanaryRuns waits for a run that is still going on. */
export function syntheticsOperations(canaries: Canaries, account: Account): Operations {
  const found = (name: string | undefined): Canary => {
    const canary = canaries.get(name ?? '');
    if (canary === undefined) throw new AwsError('ResourceNotFoundException', `Canary not found: ${name}`, 404);
    return canary;
  };
  const conflict = (canary: Canary, what: string) =>
    new AwsError(
      'ConflictException',
      `The canary ${canary.configuration.name} is in state ${canary.status}: it cannot be ${what}.`,
      409,
    );
  return {
    StartCanary: ({ Name }) => {
      const canary = found(Name);
      if (!canaries.start(canary.configuration.name)) throw conflict(canary, 'started');
      return {};
    },
    StopCanary: ({ Name }) => {
      const canary = found(Name);
      if (!canaries.stop(canary.configuration.name)) throw conflict(canary, 'stopped');
      return {};
    },
    GetCanary: ({ Name }) => ({ Canary: describe(found(Name), account) }),
    DescribeCanaries: ({ Names }) => ({
      Canaries: [...canaries.all()]
        .filter(({ configuration }) => Names === undefined || Names.includes(configuration.name))
        .map((canary) => describe(canary, account)),
    }),
    GetCanaryRuns: async ({ Name, MaxResults }) => {
      const canary = found(Name);
      await Promise.all(canary.runs.map((run) => run.finished));
      const newest = [...canary.runs].reverse().slice(0, MaxResults ?? 100);
      return { CanaryRuns: newest.map((run) => describeRun(canary, run)) };
    },
    DescribeCanariesLastRun: async ({ Names }) => {
      const wanted = [...canaries.all()].filter(
        ({ configuration, runs }) => runs.length > 0 && (Names === undefined || Names.includes(configuration.name)),
      );
      await Promise.all(wanted.flatMap((canary) => canary.runs.map((run) => run.finished)));
      return {
        CanariesLastRun: wanted.map((canary) => {
          const [last] = canary.runs.slice(-1);
          return {
            CanaryName: canary.configuration.name,
            ...(last === undefined ? {} : { LastRun: describeRun(canary, last) }),
          };
        }),
      };
    },
  };
}

function describe(canary: Canary, account: Account): SdkCanary {
  const { configuration } = canary;
  return {
    Id: configuration.id,
    Name: configuration.name,
    Code: { Handler: configuration.handler, SourceLocationArn: '' },
    ExecutionRoleArn: configuration.roleArn,
    Schedule: {
      Expression: configuration.scheduleExpression,
      DurationInSeconds: (configuration.duration ?? 0) / 1_000,
    },
    RunConfig: {
      TimeoutInSeconds: configuration.timeout / 1_000,
      MemoryInMB: configuration.memoryMb,
      ActiveTracing: configuration.activeTracing,
    },
    SuccessRetentionPeriodInDays: 31,
    FailureRetentionPeriodInDays: 31,
    Status: { State: canary.status },
    Timeline: {
      Created: new Date(canary.created),
      LastModified: new Date(canary.lastModified),
      ...(canary.lastStarted === undefined ? {} : { LastStarted: new Date(canary.lastStarted) }),
      ...(canary.lastStopped === undefined ? {} : { LastStopped: new Date(canary.lastStopped) }),
    },
    ArtifactS3Location: configuration.artifactLocation.replace(/^s3:\/\//i, ''),
    EngineArn: arn(account, 'lambda', `function:cwsyn-${configuration.name}-${configuration.id}:1`),
    RuntimeVersion: configuration.runtimeVersion,
    Tags: {},
  };
}

/** Synthetics knows three states of a run: one that timed out or had no verdict is FAILED. */
function describeRun(canary: Canary, run: CanaryRun): SdkRun {
  const { result } = run;
  return {
    Id: run.id,
    Name: canary.configuration.name,
    Status:
      result === undefined
        ? { State: 'RUNNING' }
        : {
            State: result.status === 'PASSED' ? 'PASSED' : 'FAILED',
            ...(result.stateReason === undefined ? {} : { StateReason: result.stateReason }),
            ...(result.stateReasonCode === undefined ? {} : { StateReasonCode: result.stateReasonCode }),
          },
    Timeline: {
      Started: new Date(run.startedAt),
      ...(result === undefined ? {} : { Completed: new Date(run.startedAt + result.durationMs) }),
    },
    ArtifactS3Location: artifactLocation(canary, run.startedAt),
  };
}
