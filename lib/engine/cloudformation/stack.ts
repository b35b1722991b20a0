import { ChildStacks } from './child-stacks';
import { equal } from './equal';
import { dependencyGraph, orderOf } from './graph';
import { physicalName, token } from './names';
import { Operation, type OperationContext } from './operation';
import { checkOutputs, outputsOf } from './outputs';
import { parameterValues } from './parameters';
import { Process } from './process';
import { Resolver } from './resolver';
import type { StackIdentity, StackResource } from './resource-handler';
import { checkConfiguration, type RollbackConfiguration, watchTriggers } from './rollback-triggers';
import { StackError, type StackOptions, type StackPorts, type StackResult, type StackStatus } from './stack-ports';
import { type Template, TemplateError } from './template';
import { defaultStackTimings, type StackTimings } from './timings';

/** What a stack stands for after its last successful operation. */
interface Deployed {
  readonly template: Template | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly exports: Readonly<Record<string, string>>;
}

const nothing: Deployed = { template: undefined, parameters: {}, outputs: {}, exports: {} };

/**
 * One CloudFormation stack on the virtual clock. `create`, `update` and `delete` check the template at once and throw
 * what CloudFormation refuses (TemplateError, CircularDependencyError, StackError); then they return a promise, and all
 * work happens in clock tasks. Drive it so:
 *
 * ```ts
 * const result = stack.update(template);
 * let ended = false;
 * result.finally(() => { ended = true; });
 * await clock.runUntil(() => ended);
 * ```
 */
export class Stack {
  readonly identity: StackIdentity;
  readonly #timings: StackTimings;
  readonly #children: ChildStacks;
  #resources: ReadonlyMap<string, StackResource> = new Map();
  #deployed: Deployed = nothing;
  readonly #before = new WeakMap<Operation, Deployed>();
  #serial = 0;
  /** After a rollback that failed. */
  #stuck = false;

  constructor(
    readonly name: string,
    private readonly ports: StackPorts,
  ) {
    const { region, account } = ports;
    this.identity = {
      name,
      id: `arn:aws:cloudformation:${region}:${account}:stack/${name}/${token(name)}`,
      region,
      account,
    };
    this.#timings = { ...defaultStackTimings, ...ports.timings };
    this.#children = new ChildStacks((childName) => new Stack(childName, ports), ports.nestedTemplate?.bind(ports));
  }

  /** Output values by name. */
  get outputs(): Readonly<Record<string, unknown>> {
    return this.#deployed.outputs;
  }

  /** Exported values by export name. */
  get exports(): Readonly<Record<string, string>> {
    return this.#deployed.exports;
  }

  get template(): Template | undefined {
    return this.#deployed.template;
  }

  resource(logicalId: string): StackResource | undefined {
    return this.#resources.get(logicalId);
  }

  resources(): Iterable<StackResource> {
    return this.#resources.values();
  }

  /** The nested stack of a resource of type AWS::CloudFormation::Stack. */
  nested(logicalId: string): Stack | undefined {
    return this.#children.of(logicalId);
  }

  /** An alias that is created starts no deployment. Fails to ROLLBACK_COMPLETE. */
  create(
    template: Template,
    parameters: Readonly<Record<string, string>> = {},
    options: StackOptions = {},
  ): Promise<StackResult> {
    if (this.#deployed.template !== undefined) throw new StackError(`Stack [${this.name}] already exists`);
    return this.#run('CREATE', template, parameters, options);
  }

  /** Fails to UPDATE_ROLLBACK_COMPLETE, with everything as it was. @throws StackError where nothing is to be updated. */
  update(
    template: Template,
    parameters: Readonly<Record<string, string>> = {},
    options: StackOptions = {},
  ): Promise<StackResult> {
    if (this.#deployed.template === undefined) throw new StackError(`Stack [${this.name}] does not exist`);
    if (this.#stuck) {
      throw new StackError(`Stack:${this.identity.id} is in UPDATE_ROLLBACK_FAILED state and can not be updated.`);
    }
    if (equal(template, this.#deployed.template) && equal(parameters, this.#deployed.parameters)) {
      throw new StackError('No updates are to be performed.');
    }
    return this.#run('UPDATE', template, parameters, options);
  }

  /** Deletes every resource that its DeletionPolicy does not keep. */
  delete(): Promise<StackResult> {
    return Process.start(this.ports.clock, async (process) => {
      await this.deleteIn(process);
      return this.#result('DELETE_COMPLETE', []);
    });
  }

  #run(
    kind: 'CREATE' | 'UPDATE',
    template: Template,
    parameters: Readonly<Record<string, string>>,
    { rollbackConfiguration }: StackOptions,
  ): Promise<StackResult> {
    checkConfiguration(rollbackConfiguration);
    const operation = this.begin(kind, template, parameters);
    return Process.start(this.ports.clock, async (process) => {
      const failure = await this.applyIn(process, operation, template, parameters, rollbackConfiguration);
      if (failure !== undefined) {
        const status = await this.rollBackIn(process, operation, failure);
        return this.#result(status, operation.failed, failure);
      }
      await this.commitIn(process, operation);
      return this.#result(kind === 'CREATE' ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE', []);
    });
  }

  /** Checks the template and makes the operation. @throws TemplateError, CircularDependencyError */
  begin(kind: 'CREATE' | 'UPDATE', template: Template, parameters: Readonly<Record<string, string>>): Operation {
    const { values } = parameterValues(template, parameters, this.ports.ssmParameter?.bind(this.ports));
    const resolver = (current: ReadonlyMap<string, StackResource>) => this.#resolver(template, values, current);
    const first = resolver(new Map());
    const condition = (name: string) => first.condition(name);
    const graph = dependencyGraph(template, condition);
    orderOf(graph);
    checkOutputs(template, new Set(graph.resources), condition);
    const context: OperationContext = {
      clock: this.ports.clock,
      timings: this.#timings,
      stack: this.identity,
      kind,
      template,
      graph,
      before: this.#resources,
      nested: this.#children,
      resolver,
      handlerOf: (type) => this.ports.handlerOf(type),
      emit: (resource, status, reason) => this.#emit(resource, status, reason),
      physicalName: (logicalId, maximumLength = 64) =>
        physicalName(this.name, logicalId, this.#serial++, maximumLength),
    };
    const operation = new Operation(context);
    this.#before.set(operation, this.#deployed);
    return operation;
  }

  /** Applies every resource, then watches the rollback triggers. Returns why it failed, if it did. */
  async applyIn(
    process: Process,
    operation: Operation,
    template: Template,
    parameters: Readonly<Record<string, string>>,
    rollbackConfiguration?: RollbackConfiguration,
  ): Promise<string | undefined> {
    const { kind } = operation.context;
    this.#emitOwn(`${kind}_IN_PROGRESS`, 'User Initiated');
    const triggers = watchTriggers(operation, rollbackConfiguration, this.ports.alarmState?.bind(this.ports));
    await process.wait(this.#timings.operationStart);
    const applied = await operation.apply(process);
    if (applied) await triggers.monitor(process);
    triggers.stop();
    if (triggers.reason() !== undefined) return triggers.reason();
    if (!applied) return failureReason(kind, operation.failed);
    try {
      this.#deployed = { template, parameters, ...outputsOf(template, operation.context.resolver(operation.current)) };
    } catch (error) {
      if (error instanceof TemplateError) return error.message;
      throw error;
    }
    this.#resources = operation.current;
    return undefined;
  }

  /** Ends an operation that went well. */
  async commitIn(process: Process, operation: Operation): Promise<void> {
    if (operation.context.kind === 'CREATE') {
      this.#emitOwn('CREATE_COMPLETE');
      return;
    }
    this.#emitOwn('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    await process.wait(this.#timings.cleanUp);
    await operation.commit(process);
    this.#emitOwn('UPDATE_COMPLETE');
  }

  /** Undoes an operation. What could not be put back leaves the stack in UPDATE_ROLLBACK_FAILED, without clean-up. */
  async rollBackIn(process: Process, operation: Operation, reason: string): Promise<StackStatus> {
    const { clock, kind } = operation.context;
    const prefix = kind === 'CREATE' ? '' : 'UPDATE_';
    this.#emitOwn(`${prefix}ROLLBACK_IN_PROGRESS`, reason);
    const end = clock.now() + this.#timings.rollback;
    const lost = await operation.restore(process);
    if (lost.length > 0) {
      this.#stuck = true;
      this.#resources = operation.current;
      this.#emitOwn('UPDATE_ROLLBACK_FAILED', failureReason(kind, lost));
      return 'UPDATE_ROLLBACK_FAILED';
    }
    if (kind === 'UPDATE') this.#emitOwn('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
    await operation.discard(process);
    this.#resources = operation.current;
    this.#deployed = this.#before.get(operation) ?? nothing;
    await process.wait(Math.max(0, end - clock.now()));
    const status = kind === 'CREATE' ? 'ROLLBACK_COMPLETE' : 'UPDATE_ROLLBACK_COMPLETE';
    this.#emitOwn(status);
    return status;
  }

  async deleteIn(process: Process): Promise<void> {
    const empty: Template = { Resources: {} };
    const operation = this.begin('UPDATE', empty, {});
    this.#emitOwn('DELETE_IN_PROGRESS', 'User Initiated');
    await operation.commit(process);
    this.#resources = new Map();
    this.#deployed = nothing;
    this.#emitOwn('DELETE_COMPLETE');
  }

  #resolver(
    template: Template,
    parameters: Readonly<Record<string, unknown>>,
    current: ReadonlyMap<string, StackResource>,
  ): Resolver {
    return new Resolver({
      template,
      parameters,
      region: this.identity.region,
      account: this.identity.account,
      stackName: this.name,
      stackId: this.identity.id,
      refOf: (logicalId) => current.get(logicalId)?.physicalId,
      attributeOf: (logicalId, attribute) => {
        const resource = current.get(logicalId);
        if (resource === undefined) return undefined;
        return resource.attributes[attribute] ?? this.ports.handlerOf(resource.type).attribute?.(resource, attribute);
      },
      importOf: (name) => this.ports.importOf?.(name),
    });
  }

  #result(status: StackStatus, failed: readonly string[], reason?: string): StackResult {
    return { status, at: this.ports.clock.now(), failed, ...(reason !== undefined && { reason }) };
  }

  #emitOwn(status: string, reason?: string): void {
    const { name, id } = this.identity;
    this.#emit({ logicalId: name, type: 'AWS::CloudFormation::Stack', physicalId: id }, status, reason);
  }

  #emit(resource: { logicalId: string; type: string; physicalId?: string }, status: string, reason?: string): void {
    const { logicalId, type, physicalId } = resource;
    this.ports.emit({
      at: this.ports.clock.now(),
      stack: this.name,
      logicalId,
      type,
      status,
      ...(reason !== undefined && { reason }),
      ...(physicalId !== undefined && { physicalId }),
    });
  }
}

function failureReason(kind: 'CREATE' | 'UPDATE', failed: readonly string[]): string {
  const names = failed.join(', ');
  return kind === 'CREATE'
    ? `The following resource(s) failed to create: [${names}]. Rollback requested by user.`
    : `The following resource(s) failed to update: [${names}]. `;
}
