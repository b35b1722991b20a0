import {
  CodePipelineClient,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
} from '@aws-sdk/client-codepipeline';
import * as z from 'zod/mini';
import { isRollback, wayBack } from './execution';

/** What CodePipeline sends to a function that an action invokes. The rest of it holds credentials and is not logged. */
const JobEvent = z.object({
  'CodePipeline.job': z.object({
    id: z.string(),
    data: z.object({
      actionConfiguration: z.object({ configuration: z.object({ UserParameters: z.string() }) }),
      continuationToken: z.optional(z.string()),
    }),
  }),
});

/** `executionId` comes from the pipeline's variable `codepipeline.PipelineExecutionId`. */
const UserParameters = z.object({ executionId: z.string() });

/** What one round leaves for the next. */
const Token = z.object({
  /** When the gate was first asked, in milliseconds. */
  since: z.number(),
  attempt: z.int(),
  rollback: z.boolean(),
  /** Rounds in a row that ended in an error. */
  errors: z.int(),
});
type Token = z.infer<typeof Token>;

export interface GateRound {
  readonly executionId: string;
  /** The gate's first round in this execution, in milliseconds. */
  readonly since: number;
  /** Whether CodePipeline is rolling the stage back: what is deployed is a version that had passed. */
  readonly isRollback: boolean;
}

/** What one round found: the end, or that there is more to wait for. */
export type GateVerdict = { readonly status: 'Passed' | 'Failed' | 'Waiting'; readonly reason: string };

/** Rounds in a row that may end in an error: a throttled call says nothing about the release. */
const ERRORS_THAT_CONVINCE = 5;

const codepipeline = new CodePipelineClient();

/**
 * A gate: the function of an invoke action. CodePipeline invokes it, and again for as long as it answers with a continuation
 * token: up to 24 hours, with an answer every 20 minutes at least. So a gate waits by returning, and never sleeps.
 * Source: https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html
 */
export function gate(name: string, round: (input: GateRound) => Promise<GateVerdict>) {
  return async (event: unknown): Promise<GateVerdict> => {
    const { id, data } = JobEvent.parse(event)['CodePipeline.job'];
    const { executionId } = UserParameters.parse(JSON.parse(data.actionConfiguration.configuration.UserParameters));
    const token = data.continuationToken === undefined ? undefined : Token.parse(JSON.parse(data.continuationToken));
    const since = token?.since ?? Date.now();
    const attempt = token?.attempt ?? 0;
    let rollback = token?.rollback ?? false;
    let errors = 0;
    let verdict: GateVerdict;
    try {
      if (attempt === 0 || (token?.errors ?? 0) > 0) rollback = await isRollback(codepipeline, executionId);
      verdict = await round({ executionId, since, isRollback: rollback });
    } catch (error) {
      errors = (token?.errors ?? 0) + 1;
      verdict =
        errors < ERRORS_THAT_CONVINCE
          ? { status: 'Waiting', reason: `not measured: ${String(error)}` }
          : { status: 'Failed', reason: `not measured in ${errors} rounds: ${String(error)}` };
    }
    if (verdict.status === 'Failed') {
      const reason = verdict.reason.replace(/\.$/, '');
      const back = await wayBack(codepipeline, executionId, rollback);
      verdict = { ...verdict, reason: `${reason}. ${back}. Runbook: ${process.env.RUNBOOK ?? 'none'}` };
    }
    console.log(JSON.stringify({ gate: name, executionId, attempt, ...verdict }));
    await answer(id, verdict, { since, attempt: attempt + 1, rollback, errors });
    return verdict;
  };
}

async function answer(jobId: string, { status, reason }: GateVerdict, next: Token): Promise<void> {
  if (status === 'Failed') {
    await codepipeline.send(
      new PutJobFailureResultCommand({ jobId, failureDetails: { type: 'JobFailed', message: reason.slice(0, 5000) } }),
    );
    return;
  }
  await codepipeline.send(
    new PutJobSuccessResultCommand({
      jobId,
      ...(status === 'Waiting' ? { continuationToken: JSON.stringify(next) } : {}),
      executionDetails: { summary: reason.slice(0, 2048) },
    }),
  );
}
