import { asText } from './functions';
import { asObject } from './intrinsic';
import type { NestedStacks } from './nested';
import type { Operation } from './operation';
import type { Process } from './process';
import type { Created, ResourceRequest, StackResource } from './resource-handler';
import type { Stack } from './stack';
import type { Template } from './template';

/** The nested stacks of one stack, with the operations on them that wait for their clean-up. */
export class ChildStacks implements NestedStacks {
  readonly #stacks = new Map<string, Stack>();
  readonly #open = new Map<string, Operation>();

  constructor(
    private readonly make: (name: string) => Stack,
    private readonly templateOf: ((request: ResourceRequest) => Template | undefined) | undefined,
  ) {}

  of(logicalId: string): Stack | undefined {
    return this.#stacks.get(logicalId);
  }

  async apply(process: Process, request: ResourceRequest, previous: StackResource | undefined): Promise<Created> {
    const { logicalId } = request;
    const template = this.templateOf?.(request);
    if (template === undefined) throw new Error(`The template of the nested stack ${logicalId} could not be found.`);
    const stack = this.#stacks.get(logicalId) ?? this.make(request.physicalName(128));
    this.#stacks.set(logicalId, stack);
    const parameters = parametersOf(request);
    const operation = stack.begin(previous === undefined ? 'CREATE' : 'UPDATE', template, parameters);
    const failure = await stack.applyIn(process, operation, template, parameters);
    if (failure !== undefined) {
      await stack.rollBackIn(process, operation, failure);
      throw new Error(
        `Embedded stack ${stack.identity.id} was not successfully ${previous ? 'updated' : 'created'}: ${failure}`,
      );
    }
    if (previous === undefined) await stack.commitIn(process, operation);
    else this.#open.set(logicalId, operation);
    const outputs = Object.entries(stack.outputs).map(([name, value]) => [`Outputs.${name}`, value] as const);
    return { physicalId: stack.identity.id, attributes: Object.fromEntries(outputs) };
  }

  async commitAll(process: Process): Promise<void> {
    for (const [logicalId, operation] of this.#open) await this.#stacks.get(logicalId)?.commitIn(process, operation);
    this.#open.clear();
  }

  async rollBack(process: Process, { logicalId }: StackResource): Promise<void> {
    const operation = this.#open.get(logicalId);
    this.#open.delete(logicalId);
    if (operation === undefined) return;
    await this.#stacks.get(logicalId)?.rollBackIn(process, operation, 'The stack that it belongs to is rolled back.');
  }

  async delete(process: Process, { logicalId }: StackResource): Promise<void> {
    await this.#stacks.get(logicalId)?.deleteIn(process);
    this.#stacks.delete(logicalId);
  }
}

function parametersOf(request: ResourceRequest): Readonly<Record<string, string>> {
  const given = Object.entries(asObject(request.properties.Parameters) ?? {});
  return Object.fromEntries(
    given.map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : (asText(value) ?? '')]),
  );
}
