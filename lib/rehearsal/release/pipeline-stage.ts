import { dirname } from 'node:path';
import type { Assembly, AssemblyStack } from '../../assembly';
import { InputError } from '../../diagnostic';
import type { Scenario } from '../scenario';
import { guardedAliases } from './guarded-alias';

/** The stage of a pipeline that a scenario rehearses. */
export interface StageOfPipeline {
  /** The stack that has the pipeline. */
  readonly stack: AssemblyStack;
  readonly name: string;
}

/** What of an assembly is rehearsed, and by which stage of a pipeline it is deployed. */
export interface RehearsedPart {
  readonly assembly: Assembly;
  readonly stage?: StageOfPipeline;
}

/**
 * The part of an assembly that a scenario is about: the stacks of the stage that it names, with the pipeline before them; or,
 * without one, what stands beside pipelines and their stages, where a guard is among it.
 * @throws InputError where there is no such stage
 */
export function rehearsedPart(assembly: Assembly, scenario: Scenario): RehearsedPart {
  if (scenario.pipeline !== undefined) return stageIn(assembly, scenario.pipeline.stage, scenario.file);
  const beside = assembly.stacks.filter(
    (stack) => dirname(stack.templateFile) === assembly.directory && stageNames(stack).length === 0,
  );
  const hasGuard = guardedAliases(beside).length > 0;
  return { assembly: hasGuard ? { ...assembly, stacks: beside } : assembly };
}

function stageIn(assembly: Assembly, name: string, file: string | undefined): RehearsedPart {
  const place = { severity: 'error' as const, path: 'pipeline', ...(file === undefined ? {} : { file }) };
  const pipelines = assembly.stacks.filter((stack) => stageNames(stack).length > 0);
  if (pipelines.length === 0) {
    throw new InputError({
      id: 'rehearsal/no-pipeline',
      ...place,
      message: `The scenario rehearses the stage "${name}" of a pipeline, and the assembly has no AWS::CodePipeline::Pipeline.`,
      fix: 'Synthesize the app that has the pipeline, or leave `pipeline` out of the scenario.',
    });
  }
  const stack = pipelines.find((one) => stageNames(one).includes(name));
  if (stack === undefined) {
    throw new InputError({
      id: 'rehearsal/unknown-stage',
      ...place,
      message: `The pipeline has no stage "${name}" that deploys a stack.`,
      fix: `Name one of: ${pipelines.flatMap(stageNames).join(', ')}.`,
    });
  }
  const deployed = new Set(stagesOf(stack).find((stage) => stage.name === name)?.stacks);
  const stacks = assembly.stacks.filter((one) => deployed.has(one.name));
  const missing = [...deployed].filter((one) => !stacks.some((known) => known.name === one));
  if (missing.length > 0) {
    throw new InputError({
      id: 'rehearsal/stage-without-stack',
      ...place,
      message: `The stage "${name}" deploys ${missing.join(', ')}, and the assembly has no such stack.`,
      fix: 'Name the whole cloud assembly with --assembly: a pipeline deploys the stacks of the assemblies nested in it.',
    });
  }
  return { assembly: { ...assembly, stacks: [stack, ...stacks] }, stage: { stack, name } };
}

const stageNames = (stack: AssemblyStack) => stagesOf(stack).map(({ name }) => name);

/** The stages of a stack's pipelines that deploy stacks, as the template writes them. */
function stagesOf(stack: AssemblyStack): readonly { readonly name: string; readonly stacks: readonly string[] }[] {
  return Object.values(stack.template.Resources)
    .filter(({ Type }) => Type === 'AWS::CodePipeline::Pipeline')
    .flatMap(({ Properties }) => list(Properties?.Stages))
    .flatMap((stage) => {
      const stacks = list(stage.Actions).flatMap(({ Configuration }) =>
        isRecord(Configuration) && typeof Configuration.StackName === 'string' ? [Configuration.StackName] : [],
      );
      return typeof stage.Name === 'string' && stacks.length > 0 ? [{ name: stage.Name, stacks }] : [];
    });
}

const list = (value: unknown) => (Array.isArray(value) ? value.filter(isRecord) : []);

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
