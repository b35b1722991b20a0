import { GlobalVariables, type IStage } from 'aws-cdk-lib/aws-codepipeline';
import { LambdaInvokeAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  type CodePipelineActionFactoryResult,
  type ICodePipelineActionFactory,
  type ProduceActionOptions,
  Step,
} from 'aws-cdk-lib/pipelines';

/**
 * A gate as an action of its stage: it fails, and the stage fails. An action and not a LambdaInvoke rule, since an invoke action
 * is documented to wait: by continuation tokens, for up to 24 hours; what CodePipeline does with a rule whose function asks
 * for more time is not.
 */
export class GateStep extends Step implements ICodePipelineActionFactory {
  constructor(
    id: string,
    private readonly gate: IFunction,
  ) {
    super(id);
  }

  produceAction(stage: IStage, { actionName, runOrder }: ProduceActionOptions): CodePipelineActionFactoryResult {
    stage.addAction(
      new LambdaInvokeAction({
        actionName,
        runOrder,
        lambda: this.gate,
        // Nothing else: what a gate demands is in its function, so that a change of it leaves the pipeline's structure as it is.
        userParameters: { executionId: GlobalVariables.executionId },
      }),
    );
    return { runOrdersConsumed: 1 };
  }
}
