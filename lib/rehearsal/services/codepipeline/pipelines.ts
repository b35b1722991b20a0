import { AwsError, type AwsServices } from '../../../endpoint';
import type { ResourceHandler } from '../../../engine/cloudformation';
import { stableUuid } from '../../world/account';
import { resourceType } from '../resource-type';
import { type PipelineStage, pipelineProperties } from './definition';
import type { Jobs } from './jobs';

/** One passage of a release through the pipeline. */
export interface Execution {
  readonly id: string;
  readonly type: 'STANDARD' | 'ROLLBACK';
  /** Of the pipeline's structure when it was started. */
  readonly version: number;
  status: 'InProgress' | 'Succeeded' | 'Failed';
  readonly succeededIn: string[];
}

/** A pipeline of the account. */
export interface Pipeline {
  readonly name: string;
  stages: readonly PipelineStage[];
  /** Counts changes of its structure. */
  version: number;
  /** Oldest first. */
  readonly executions: Execution[];
}

/** The pipelines of the account: their structure and their executions. */
export class Pipelines {
  readonly #pipelines = new Map<string, Pipeline>();

  constructor(private readonly jobs: Jobs) {}

  all(): Iterable<Pipeline> {
    return this.#pipelines.values();
  }

  start(pipeline: Pipeline, type: Execution['type']): Execution {
    const id = stableUuid(pipeline.name, 'execution', pipeline.executions.length);
    const execution: Execution = { id, type, version: pipeline.version, status: 'InProgress', succeededIn: [] };
    pipeline.executions.push(execution);
    return execution;
  }

  resources(): Readonly<Record<string, ResourceHandler>> {
    return {
      'AWS::CodePipeline::Pipeline': resourceType(pipelineProperties, {
        replacedBy: ['Name'],
        put: (properties, request, physicalId) => {
          const name = physicalId ?? properties.Name ?? request.physicalName(100);
          const known = this.#pipelines.get(name);
          const pipeline = known ?? { name, stages: [], version: 0, executions: [] };
          pipeline.stages = properties.Stages;
          pipeline.version += 1;
          this.#pipelines.set(name, pipeline);
          return { physicalId: name, attributes: { Version: String(pipeline.version) } };
        },
        remove: ({ physicalId }) => this.#pipelines.delete(physicalId),
      }),
    };
  }

  /** What gates ask of CodePipeline. */
  get operations(): NonNullable<AwsServices['codepipeline']> {
    return {
      ...this.jobs.operations,
      GetPipelineExecution: ({ pipelineName, pipelineExecutionId }) => {
        const execution = this.#found(pipelineName).executions.find(({ id }) => id === pipelineExecutionId);
        if (execution === undefined) {
          throw new AwsError('PipelineExecutionNotFoundException', `There is no execution ${pipelineExecutionId}.`);
        }
        return {
          pipelineExecution: {
            pipelineName: pipelineName ?? '',
            pipelineExecutionId: execution.id,
            pipelineVersion: execution.version,
            executionType: execution.type,
            status: execution.status,
          },
        };
      },
      ListPipelineExecutions: ({ pipelineName, filter }) => {
        const stage = filter?.succeededInStage?.stageName;
        return {
          pipelineExecutionSummaries: this.#found(pipelineName)
            .executions.filter(({ succeededIn }) => stage === undefined || succeededIn.includes(stage))
            .map(({ id, type, status }) => ({ pipelineExecutionId: id, executionType: type, status }))
            .reverse(),
        };
      },
      GetPipelineState: ({ name }) => {
        const { stages, version } = this.#found(name);
        return {
          pipelineName: name ?? '',
          pipelineVersion: version,
          stageStates: stages.map(({ Name }) => ({ stageName: Name })),
        };
      },
    };
  }

  #found(name: string | undefined): Pipeline {
    const pipeline = this.#pipelines.get(name ?? '');
    if (pipeline === undefined) throw new AwsError('PipelineNotFoundException', `There is no pipeline ${name}.`);
    return pipeline;
  }
}
