import { dirname, join } from 'node:path';
import type { Assembly, AssemblyStack } from '../../assembly';
import { InputError } from '../../diagnostic';
import type { Scenario } from '../scenario';
import type { Notes } from '../world/notes';
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
  const deployed = stagesOf(stack).find((stage) => stage.name === name)?.stacks ?? [];
  const found = deployed.map((one) => ({ ...one, stack: deployedStack(assembly, one) }));
  const missing = found.filter((one) => one.stack === undefined).map((one) => one.name);
  if (missing.length > 0) {
    throw new InputError({
      id: 'rehearsal/stage-without-stack',
      ...place,
      message: `The stage "${name}" deploys ${missing.join(', ')}, and the assembly has no such stack.`,
      fix: 'Name the whole cloud assembly with --assembly: a pipeline deploys the stacks of the assemblies nested in it.',
    });
  }
  const stacks = [...new Set(found.flatMap((one) => one.stack ?? []))];
  const twice = stacks.find((one, index) => stacks.findIndex((other) => other.name === one.name) < index);
  if (twice !== undefined) {
    throw new InputError({
      id: 'rehearsal/stacks-of-one-name',
      ...place,
      message: `The stage "${name}" deploys two stacks of the name ${twice.name}, and a rehearsal plays all in one account.`,
      fix: 'Give the stacks names that differ, such as by their Region; or rehearse a stage that deploys one of them.',
    });
  }
  return {
    assembly: { ...assembly, stacks: [...rolesOf(assembly, stack, stacks), stack, ...stacks] },
    stage: { stack, name },
  };
}

/** The stack that an action deploys: by the template that it names, since stacks of several accounts may share a name. */
function deployedStack({ directory, stacks }: Assembly, { name, template }: DeployedStack): AssemblyStack | undefined {
  const named = stacks.filter((one) => one.name === name);
  const file = template === undefined ? undefined : join(directory, template);
  return named.find(({ templateFile }) => templateFile === file) ?? (named.length === 1 ? named[0] : undefined);
}

/** The stacks in the deployed ones' accounts that hold roles which the pipeline's stack names. */
function rolesOf(
  { stacks }: Assembly,
  pipeline: AssemblyStack,
  deployed: readonly AssemblyStack[],
): readonly AssemblyStack[] {
  const text = JSON.stringify(pipeline.template);
  return stacks.filter(
    (stack) =>
      stack !== pipeline &&
      deployed.some(({ account }) => account === stack.account) &&
      Object.values(stack.template.Resources).some(
        ({ Type, Properties }) =>
          Type === 'AWS::IAM::Role' &&
          typeof Properties?.RoleName === 'string' &&
          text.includes(`:role/${Properties.RoleName}"`),
      ),
  );
}

/** Says what a rehearsal does not tell apart where a pipeline and its stage lie in several places. */
export function notePlaces({ stacks }: Assembly, notes: Notes): void {
  for (const [name, what] of [
    ['accounts', 'account'],
    ['Regions', 'region'],
  ] as const) {
    const all = [...new Set(stacks.flatMap((stack) => stack[what] ?? []))];
    if (all.length < 2) continue;
    notes.assume({
      name,
      value: `${all.join(', ')} are played as one`,
      why:
        'Alarms, metrics and stacks of all of them lie beside each other here. Roles of other accounts are assumed as in AWS, where ' +
        'they are there and trust somebody who is; what they allow counts, whatever account it names.',
    });
  }
}

const stageNames = (stack: AssemblyStack) => stagesOf(stack).map(({ name }) => name);

interface DeployedStack {
  readonly name: string;
  /** Its template's file, below the assembly's directory. */
  readonly template?: string;
}

/** The stages of a stack's pipelines that deploy stacks, as the template writes them. */
function stagesOf(
  stack: AssemblyStack,
): readonly { readonly name: string; readonly stacks: readonly DeployedStack[] }[] {
  return Object.values(stack.template.Resources)
    .filter(({ Type }) => Type === 'AWS::CodePipeline::Pipeline')
    .flatMap(({ Properties }) => list(Properties?.Stages))
    .flatMap((stage) => {
      const stacks = list(stage.Actions).flatMap(({ Configuration }) => deployedBy(Configuration));
      return typeof stage.Name === 'string' && stacks.length > 0 ? [{ name: stage.Name, stacks }] : [];
    });
}

/** The action that prepares a change set names the template, as `artifact::path`; the one that executes it does not. */
function deployedBy(configuration: unknown): readonly DeployedStack[] {
  if (!isRecord(configuration) || typeof configuration.StackName !== 'string') return [];
  const { StackName: name, TemplatePath: path, ActionMode: mode } = configuration;
  if (mode === 'CHANGE_SET_EXECUTE') return [];
  return [{ name, ...(typeof path === 'string' ? { template: path.slice(path.indexOf('::') + 2) } : {}) }];
}

const list = (value: unknown) => (Array.isArray(value) ? value.filter(isRecord) : []);

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
