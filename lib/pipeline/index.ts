export { Bake, type BakeProps } from './bake';
export { DeploymentWindow } from './deployment-window';
export { GuardedPipeline, type GuardedPipelineProps } from './guarded-pipeline';
export type { GuardedStageProps, GuardedWaveProps } from './guarded-stage-props';
export { PipelineSource } from './pipeline-source';
