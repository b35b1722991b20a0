import {
  type CodePipelineClient,
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  ListPipelineExecutionsCommand,
  type PipelineExecution,
} from '@aws-sdk/client-codepipeline';
import { setting } from '../../deployment/hooks/settings';

/** How far back an execution is looked for that the stage could be rolled back to. */
const EXECUTIONS = 20;

/** Whether this execution is CodePipeline's way back to an earlier one. */
export async function isRollback(codepipeline: CodePipelineClient, executionId: string): Promise<boolean> {
  return (await executionOf(codepipeline, executionId)).executionType === 'ROLLBACK';
}

/** Whether somebody overrode the entry condition of the stage: a release that mends what is red must get in. */
export async function isEntryOverridden(codepipeline: CodePipelineClient): Promise<boolean> {
  const { stageStates = [] } = await codepipeline.send(new GetPipelineStateCommand({ name: setting('PIPELINE') }));
  const stage = stageStates.find(({ stageName }) => stageName === setting('STAGE'));
  return stage?.beforeEntryConditionState?.latestExecution?.status === 'Overridden';
}

/**
 * What happens to the stage now that it fails, in words. CodePipeline rolls back only to an execution that succeeded in the
 * stage and was started in the pipeline's present structure: the first one after the pipeline has changed itself has none.
 * Source: https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-rollback.html
 */
export async function wayBack(
  codepipeline: CodePipelineClient,
  executionId: string,
  rollback: boolean,
): Promise<string> {
  const stage = setting('STAGE');
  const pipeline = setting('PIPELINE');
  if (rollback) return `This was the rollback of ${stage} already: it has to be rolled back by hand`;
  if (process.env.ROLLBACK !== 'true') return `${stage} is not rolled back by itself`;
  try {
    const { pipelineVersion } = await executionOf(codepipeline, executionId);
    const { pipelineExecutionSummaries = [] } = await codepipeline.send(
      new ListPipelineExecutionsCommand({
        pipelineName: pipeline,
        filter: { succeededInStage: { stageName: stage } },
        maxResults: EXECUTIONS,
      }),
    );
    const succeeded = pipelineExecutionSummaries.filter(
      (one) => one.executionType !== 'ROLLBACK' && one.pipelineExecutionId !== executionId,
    );
    for (const { pipelineExecutionId = '' } of succeeded) {
      const one = await executionOf(codepipeline, pipelineExecutionId);
      if (one.pipelineVersion === pipelineVersion) return `CodePipeline rolls ${stage} back to ${pipelineExecutionId}`;
    }
    const [last] = succeeded;
    const sources = (last?.sourceRevisions ?? []).map(({ actionName, revisionId }) => `${actionName} ${revisionId}`);
    const known = sources.length === 0 ? '' : `; last good: ${sources.join(', ')}`;
    return (
      `NOT ROLLED BACK: no execution has succeeded in ${stage} since the pipeline itself changed (version ` +
      `${pipelineVersion}), so CodePipeline has nothing to roll it back to. Revert the change and release it${known}`
    );
  } catch (error) {
    return `Whether CodePipeline can roll ${stage} back is not known: ${String(error)}`;
  }
}

async function executionOf(codepipeline: CodePipelineClient, pipelineExecutionId: string): Promise<PipelineExecution> {
  const { pipelineExecution } = await codepipeline.send(
    new GetPipelineExecutionCommand({ pipelineName: setting('PIPELINE'), pipelineExecutionId }),
  );
  if (pipelineExecution === undefined) throw new Error(`CodePipeline has no execution ${pipelineExecutionId}`);
  return pipelineExecution;
}
