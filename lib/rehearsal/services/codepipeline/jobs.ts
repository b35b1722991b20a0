import { AwsError, type AwsServices } from '../../../endpoint';
import type { Millis, VirtualClock } from '../../../engine/clock';
import { type Account, stableUuid } from '../../world/account';
import type { StandingWork } from '../../world/standing-work';
import type { AsyncInvocations } from '../lambda/async-invocations';

/** CodePipeline gives up a job that nobody answers. */
const ANSWER_WITHIN: Millis = 20 * 60_000;

/** How a job of an invoke action ended, as its function told it. */
export type JobResult =
  | { readonly status: 'succeeded'; readonly summary: string; readonly continuationToken?: string }
  | { readonly status: 'failed'; readonly message: string };

interface Job {
  hasEnded: boolean;
  /** Takes effect once. */
  end(result: JobResult): void;
}

export interface JobsPorts {
  readonly clock: VirtualClock;
  readonly work: StandingWork;
  readonly account: Account;
  readonly async: AsyncInvocations;
}

export interface JobRequest {
  readonly functionName: string;
  readonly userParameters: string;
  /** What the job before it left, where the action goes on. */
  readonly continuationToken?: string;
}

/**
 * The jobs of invoke actions: each invokes its function for real, and ends when the function has told CodePipeline how.
 * Source: https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Lambda.html
 */
export class Jobs {
  readonly #jobs = new Map<string, Job>();

  constructor(private readonly ports: JobsPorts) {}

  /**
   * Begins a job.
   * @param ended called once, in a clock task
   * @throws where there is no such function
   */
  begin({ functionName, userParameters, continuationToken }: JobRequest, ended: (result: JobResult) => void): void {
    const { account, async, clock } = this.ports;
    const id = stableUuid('job', this.#jobs.size);
    const giveUp = clock.after(ANSWER_WITHIN, () =>
      job.end({
        status: 'failed',
        message: 'The AWS Lambda function did not return a result within 20 minutes.',
      }),
    );
    const job: Job = {
      hasEnded: false,
      end: (result) => {
        if (job.hasEnded) return;
        job.hasEnded = true;
        giveUp();
        ended(result);
      },
    };
    this.#jobs.set(id, job);
    async.invoke({
      reference: functionName,
      payload: {
        'CodePipeline.job': {
          id,
          accountId: account.id,
          data: {
            actionConfiguration: { configuration: { FunctionName: functionName, UserParameters: userParameters } },
            inputArtifacts: [],
            outputArtifacts: [],
            artifactCredentials: { accessKeyId: 'rehearsal', secretAccessKey: 'rehearsal', sessionToken: 'rehearsal' },
            ...(continuationToken === undefined ? {} : { continuationToken }),
          },
        },
      },
    });
  }

  get operations(): Pick<NonNullable<AwsServices['codepipeline']>, 'PutJobSuccessResult' | 'PutJobFailureResult'> {
    return {
      PutJobSuccessResult: ({ jobId, continuationToken, executionDetails }) => {
        this.#end(jobId, {
          status: 'succeeded',
          summary: executionDetails?.summary ?? '',
          ...(continuationToken === undefined ? {} : { continuationToken }),
        });
        return {};
      },
      PutJobFailureResult: ({ jobId, failureDetails }) => {
        this.#end(jobId, { status: 'failed', message: failureDetails?.message ?? '' });
        return {};
      },
    };
  }

  /** It takes effect at the virtual instant of the call. */
  #end(jobId: string | undefined, result: JobResult): void {
    const job = this.#jobs.get(jobId ?? '');
    if (job === undefined) throw new AwsError('JobNotFoundException', `There is no job ${jobId}.`);
    if (job.hasEnded) throw new AwsError('InvalidJobStateException', `The job ${jobId} has ended.`);
    const { clock, work } = this.ports;
    clock.at(work.now(), () => job.end(result));
  }
}
