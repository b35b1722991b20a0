import type { Assembly, AssemblyStack } from '../../assembly';
import type { ResourceDefinition, Template } from '../../engine/cloudformation';
import { furtherRevision } from './further-revision';
import { furtherVersion } from './further-version';
import type { ReleaseTargets } from './targets';

export interface CandidateTemplates {
  /** The template that a stack of the candidate's assembly is updated to. */
  templateOf(stack: AssemblyStack): Template;
  /** Whether the candidate is the baseline's code, published once more. */
  readonly isFurtherVersion: boolean;
}

/** The candidate's templates: its own, or the baseline's with a further version where both are equal. */
export function candidateTemplates(baseline: Assembly, { aliases, others }: ReleaseTargets): CandidateTemplates {
  const before = new Map([...withNested(baseline.stacks)].map((stack) => [stack.name, textOf(stack)]));
  const isEqual = (stack: AssemblyStack) => before.get(stack.name) === textOf(stack);
  const isReleased = (stack: AssemblyStack) =>
    [...aliases, ...others].some(({ stack: { name } }) => name === stack.name);
  const isFurther = (stack: AssemblyStack): boolean =>
    isEqual(stack) && [...withNested([stack])].some((one) => isReleased(one));
  const templateOf = (stack: AssemblyStack): Template => {
    if (!isFurther(stack)) return stack.template;
    const own = aliases.filter(({ stack: { name } }) => name === stack.name);
    const services = others.filter(({ stack: { name } }) => name === stack.name).map(({ logicalId }) => logicalId);
    return withOtherChildren(furtherRevision(furtherVersion(stack.template, own), services), stack, isFurther);
  };
  return { templateOf, isFurtherVersion: [...aliases, ...others].some(({ stack }) => isEqual(stack)) };
}

/** A stack's template with those of its nested stacks: a change in a child is one of its parents', whose assets it is. */
function textOf({ template, nested }: AssemblyStack): string {
  return JSON.stringify([template, ...[...nested.values()].map(textOf)]);
}

function* withNested(stacks: Iterable<AssemblyStack>): Iterable<AssemblyStack> {
  for (const stack of stacks) {
    yield stack;
    yield* withNested(stack.nested.values());
  }
}

/** A nested stack is updated where its parent names another template of it. */
function withOtherChildren(
  template: Template,
  { nested }: AssemblyStack,
  isFurther: (stack: AssemblyStack) => boolean,
): Template {
  const resources = Object.entries(template.Resources).map(([logicalId, resource]): [string, ResourceDefinition] => {
    const child = nested.get(logicalId);
    if (child === undefined || !isFurther(child)) return [logicalId, resource];
    const TemplateURL = { 'Fn::Join': ['', [resource.Properties?.TemplateURL ?? '', '?further-version']] };
    return [logicalId, { ...resource, Properties: { ...resource.Properties, TemplateURL } }];
  });
  return { ...template, Resources: Object.fromEntries(resources) };
}
