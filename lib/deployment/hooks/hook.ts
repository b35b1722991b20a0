import {
  CodeDeployClient,
  GetDeploymentCommand,
  LifecycleEventAlreadyCompletedException,
  PutLifecycleEventHookExecutionStatusCommand,
} from '@aws-sdk/client-codedeploy';
import * as z from 'zod/mini';
import { invokeAgain } from './invoke-again';

/** What CodeDeploy sends, and what a hook that waits sends itself. */
const HookEvent = z.object({
  DeploymentId: z.string(),
  LifecycleEventHookExecutionId: z.string(),
  /** When the hook was first invoked for this deployment, in milliseconds: from here on runs count. */
  since: z.optional(z.number()),
  attempt: z.optional(z.int()),
});

export interface HookRound {
  readonly deploymentId: string;
  /** The hook's first invocation for this deployment, in milliseconds. */
  readonly since: number;
  /** 0 for the first. */
  readonly attempt: number;
}

/** What one round of a hook found: the end, or that there is more to wait for. */
export type HookVerdict = { readonly status: 'Succeeded' | 'Failed' | 'Waiting'; readonly reason: string };

const codedeploy = new CodeDeployClient();

/**
 * A lifecycle hook. CodeDeploy invokes it asynchronously, perhaps twice, and waits up to an hour for a callback: so a round
 * can be repeated without harm, what throws counts as failed, and a hook that waits returns and is invoked again by
 * EventBridge Scheduler. It starts as failed and has to earn its success.
 */
export function hook(name: string, round: (input: HookRound) => Promise<HookVerdict>) {
  return async (event: unknown, context: { readonly invokedFunctionArn: string }): Promise<HookVerdict> => {
    const input = HookEvent.parse(event);
    const { DeploymentId: deploymentId, since = Date.now(), attempt = 0 } = input;
    let verdict: HookVerdict = { status: 'Failed', reason: 'the hook did not get as far as a verdict' };
    try {
      // What is invoked again may find that the deployment was stopped meanwhile, and must start nothing for it.
      if (attempt > 0 && (await isOver(deploymentId))) {
        console.log(JSON.stringify({ hook: name, deploymentId, attempt, status: 'Ended' }));
        return { status: 'Failed', reason: 'the deployment is over' };
      }
      verdict = await round({ deploymentId, since, attempt });
      if (verdict.status === 'Waiting') {
        await invokeAgain({
          name: `${deploymentId}-${name}-${attempt + 1}`,
          functionArn: context.invokedFunctionArn,
          payload: { ...input, since, attempt: attempt + 1 },
          seconds: 60,
        });
      }
    } catch (error) {
      verdict = { status: 'Failed', reason: `the hook itself failed: ${String(error)}` };
    }
    // The execution's id is what somebody answers with by hand, should this hook never do so.
    const execution = input.LifecycleEventHookExecutionId;
    console.log(JSON.stringify({ hook: name, deploymentId, attempt, ...verdict, execution }));
    if (verdict.status !== 'Waiting') await callBack(input, verdict.status);
    return verdict;
  };
}

const ENDS: readonly string[] = ['Succeeded', 'Failed', 'Stopped'];

async function isOver(deploymentId: string): Promise<boolean> {
  const { deploymentInfo } = await codedeploy.send(new GetDeploymentCommand({ deploymentId }));
  return ENDS.includes(deploymentInfo?.status ?? '');
}

async function callBack(input: z.infer<typeof HookEvent>, status: 'Succeeded' | 'Failed'): Promise<void> {
  try {
    await codedeploy.send(
      new PutLifecycleEventHookExecutionStatusCommand({
        deploymentId: input.DeploymentId,
        lifecycleEventHookExecutionId: input.LifecycleEventHookExecutionId,
        status,
      }),
    );
  } catch (error) {
    // A repeated invocation, or a deployment that ended meanwhile: what it was told first holds.
    if (!(error instanceof LifecycleEventAlreadyCompletedException)) throw error;
  }
}
