import { basename } from 'node:path';
import { type Assembly, type AssemblyStack, nestedStackOf } from '../../assembly';
import { InputError } from '../../diagnostic';
import {
  CircularDependencyError,
  Stack,
  StackError,
  type StackResource,
  type StackResult,
  type Template,
  TemplateError,
} from '../../engine/cloudformation';
import type { World } from '../world/world';
import { assumedImport, noteDynamicReferences, noteTransforms } from './outside-values';
import { refuseUnknownParameters, stackParameters } from './stack-parameters';

/** The stacks of a rehearsal: created from the baseline, updated to the candidate. */
export class Stacks {
  readonly #stacks = new Map<string, Stack>();
  /** Nested templates are looked for in the assembly that is being deployed. */
  #current: readonly AssemblyStack[] = [];
  #templateOf: (stack: AssemblyStack) => Template = (stack) => stack.template;

  constructor(private readonly world: World) {}

  /**
   * Creates or updates every stack of an assembly, one after the other, in the order of their dependencies. Stops where one
   * is rolled back.
   * @param templateOf the template to take for a stack @default its own
   * @throws Refusal where CloudFormation refuses a template
   */
  async deploy(
    assembly: Assembly,
    drive: (done: () => boolean) => Promise<void>,
    templateOf: (stack: AssemblyStack) => Template = (stack) => stack.template,
  ): Promise<StackResult | undefined> {
    // Others may be deployed beside these.
    const others = this.#current.filter((stack) => !assembly.stacks.some(({ name }) => name === stack.name));
    this.#current = [...assembly.stacks, ...others];
    this.#templateOf = templateOf;
    const { scenario, notes } = this.world;
    refuseUnknownParameters(assembly.stacks, scenario);
    let last: StackResult | undefined;
    for (const described of assembly.stacks) {
      const stack = this.#stackOf(described.name);
      noteDynamicReferences(described, notes);
      noteTransforms(described, notes);
      const started = begin(stack, described, templateOf(described), stackParameters(described, scenario, notes));
      if (started === undefined) continue;
      let ended = false;
      const operation = started.finally(() => {
        ended = true;
      });
      // A failure is told where the operation is awaited; until then nobody must miss it.
      operation.catch(() => {});
      await drive(() => ended);
      last = await operation;
      if (last.status !== 'CREATE_COMPLETE' && last.status !== 'UPDATE_COMPLETE') return last;
    }
    return last;
  }

  /** Every resource of every stack, or of one, nested ones included. */
  *resources(name?: string): Iterable<StackResource> {
    const named = name === undefined ? undefined : this.#stacks.get(name);
    for (const stack of named === undefined ? this.#stacks.values() : [named]) yield* resourcesIn(stack);
  }

  /** What a stack says of itself; undefined where there is none. */
  outputsOf(name: string): Readonly<Record<string, unknown>> | undefined {
    return this.#stacks.get(name)?.outputs;
  }

  /** The ARN of a stack; undefined where there is none. */
  idOf(name: string): string | undefined {
    return this.#stacks.get(name)?.identity.id;
  }

  #stackOf(name: string): Stack {
    const known = this.#stacks.get(name);
    if (known !== undefined) return known;
    const { world } = this;
    const stack = new Stack(name, {
      clock: world.clock,
      region: world.account.region,
      account: world.account.id,
      handlerOf: (type) => world.handlerOf(type),
      emit: (event) => {
        const { at, logicalId, status, reason } = event;
        const isStack = event.type === 'AWS::CloudFormation::Stack';
        const detail = reason === undefined ? {} : { detail: reason };
        // What follows from its end, such as the next action of a pipeline, follows before time passes.
        if (isStack && /_(COMPLETE|FAILED)$/.test(status)) world.clock.at(at, () => new Promise(setImmediate));
        world.timeline.record({
          at,
          actor: 'cloudformation',
          event: isStack ? `stack ${logicalId}` : logicalId,
          status,
          ...detail,
        });
      },
      importOf: (exported) =>
        [...this.#stacks.values()].map((other) => other.exports[exported]).find((value) => value !== undefined) ??
        assumedImport(exported, this.#current, world.notes),
      nestedTemplate: (request) => {
        const nested = this.#current
          .map((described) => nestedStackOf(described, request))
          .find((found) => found !== undefined);
        return nested === undefined ? undefined : this.#templateOf(nested);
      },
      alarmState: (alarmArn) => world.observation.alarms.state(alarmArn.split(':alarm:')[1] ?? alarmArn),
    });
    this.#stacks.set(name, stack);
    return stack;
  }
}

/** CloudFormation takes the template for no stack. */
export class Refusal extends Error {}

function begin(
  stack: Stack,
  described: AssemblyStack,
  template: Template,
  parameters: Readonly<Record<string, string>>,
): Promise<StackResult> | undefined {
  try {
    return stack.template === undefined ? stack.create(template, parameters) : stack.update(template, parameters);
  } catch (error) {
    if (error instanceof StackError && error.message === 'No updates are to be performed.') return undefined;
    if (error instanceof CircularDependencyError)
      throw new Refusal(`${error.message}: ${circle(error)}`, { cause: error });
    if (error instanceof TemplateError) throw new Refusal(error.message + placeOf(error, described), { cause: error });
    if (error instanceof StackError) throw new Refusal(error.message, { cause: error });
    throw error;
  }
}

/** ` (Outputs.Url.Value, shop.yaml:12:5)`: where in which file a template is refused. */
function placeOf({ path }: TemplateError, { templateFile, positionOf }: AssemblyStack): string {
  const { line, column } = positionOf(path) ?? {};
  const place = [basename(templateFile), line, column].filter((part) => part !== undefined).join(':');
  return ` (${[...(path.length === 0 ? [] : [path.join('.')]), place].join(', ')})`;
}

/** `Live waits for Deployment (UpdatePolicy), which waits for Errors (Properties.AlarmConfiguration) …`. */
function circle({ cycle, edges }: CircularDependencyError): string {
  const [first = '', ...others] = cycle;
  const steps = [...others, first].map((next, index) => {
    const place = edges[index]?.path.slice(2).join('.') ?? '';
    return `waits for ${next}${place === '' ? '' : ` (${place})`}`;
  });
  return `${first} ${steps.join(', which ')}`;
}

function* resourcesIn(stack: Stack): Iterable<StackResource> {
  for (const resource of stack.resources()) {
    yield resource;
    const nested = stack.nested(resource.logicalId);
    if (nested !== undefined) yield* resourcesIn(nested);
  }
}

/** The baseline has to stand before anything can be rehearsed. */
export function baselineFailed(
  { failed, reason, status }: StackResult,
  reasons: readonly string[],
  stacks: readonly AssemblyStack[],
): InputError {
  const [logicalId = ''] = failed;
  const stack = stacks.find(({ template }) => template.Resources[logicalId] !== undefined);
  const said = reasons.join('; ') || reason || status;
  return new InputError({
    id: 'rehearsal/baseline-failed',
    severity: 'error',
    message: `The baseline cannot be created: ${said.replace(/\.$/, '')}.`,
    file: (stack ?? stacks[0])?.templateFile ?? '',
    ...stack?.positionOf(['Resources', logicalId]),
    ...(stack === undefined ? {} : { path: `Resources.${logicalId}` }),
    fix: 'Mend the resource that is named here; AWS would refuse it too.',
  });
}
