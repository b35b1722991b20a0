import type { VirtualClock } from '../clock';
import type { DependencyGraph } from './graph';
import { runInOrder } from './in-order';
import type { NestedStacks } from './nested';
import type { Process } from './process';
import type { Resolver } from './resolver';
import type { ResourceHandler, StackIdentity, StackResource } from './resource-handler';
import { ResourceStep } from './resource-step';
import type { Template } from './template';
import type { StackTimings } from './timings';

/** What an operation on a stack works with. */
export interface OperationContext {
  readonly clock: VirtualClock;
  readonly timings: StackTimings;
  readonly stack: StackIdentity;
  readonly kind: 'CREATE' | 'UPDATE';
  readonly template: Template;
  readonly graph: DependencyGraph;
  /** The resources as the operation found them. */
  readonly before: ReadonlyMap<string, StackResource>;
  readonly nested: NestedStacks;
  /** A resolver over the template in which Ref and Fn::GetAtt read `current`. */
  resolver(current: ReadonlyMap<string, StackResource>): Resolver;
  handlerOf(type: string): ResourceHandler;
  emit(resource: { logicalId: string; type: string; physicalId?: string }, status: string, reason?: string): void;
  physicalName(logicalId: string, maximumLength?: number): string;
}

/** What an operation did to one resource, so that it can be undone or cleaned up. */
export type Change =
  | { readonly kind: 'created' }
  | { readonly kind: 'updated'; readonly previous: StackResource; readonly deploymentFailed?: true }
  | { readonly kind: 'replaced'; readonly previous: StackResource };

/**
 * One create or update of a stack, in the phases of CloudFormation: apply every resource in the order of its
 * dependencies; then either commit (delete what was removed or replaced) or roll back (restore what was updated, then
 * delete what was added).
 */
export class Operation {
  readonly current: Map<string, StackResource>;
  readonly changes = new Map<string, Change>();
  readonly failed: string[] = [];
  #cancelled = false;
  readonly #cancelListeners = new Set<() => void>();

  constructor(readonly context: OperationContext) {
    this.current = new Map(context.before);
  }

  get cancelled(): boolean {
    return this.#cancelled;
  }

  /** Stops starting resources, and stops the deployments that run. */
  cancel(): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    for (const listener of [...this.#cancelListeners]) listener();
  }

  /** Returns what takes the listener away. */
  onCancel(listener: () => void): () => void {
    this.#cancelListeners.add(listener);
    return () => this.#cancelListeners.delete(listener);
  }

  /** Creates and updates resources. Returns whether all succeeded. */
  async apply(process: Process): Promise<boolean> {
    const { clock, graph } = this.context;
    return await runInOrder(
      clock,
      process,
      graph.resources,
      (id) => graph.dependenciesOf(id),
      async (own, id) => {
        const good = await new ResourceStep(this, own, id).apply();
        if (!good) {
          this.failed.push(id);
          this.cancel();
        }
        return good;
      },
      () => this.#cancelled,
    );
  }

  /** Deletes what the template no longer has and what was replaced, in the reverse order of dependencies. */
  async commit(process: Process): Promise<void> {
    const removed = [...this.context.before.values()].filter(
      (r) => !this.context.graph.resources.includes(r.logicalId),
    );
    const replaced = [...this.changes.values()].flatMap((c) => (c.kind === 'replaced' ? [c.previous] : []));
    for (const { logicalId } of removed) this.current.delete(logicalId);
    await this.context.nested.commitAll(process);
    await this.#delete(process, [...removed, ...replaced], (r) =>
      replaced.includes(r) ? policyOf(r, 'UpdateReplacePolicy') : policyOf(r, 'DeletionPolicy'),
    );
  }

  /** Puts back what was updated. The new resources are still there. Returns the logical ids that could not be put back. */
  async restore(process: Process): Promise<readonly string[]> {
    const { clock, before } = this.context;
    const undone = [...this.changes].filter(([, change]) => change.kind !== 'created').map(([id]) => id);
    const lost: string[] = [];
    await runInOrder(
      clock,
      process,
      undone,
      (id) => before.get(id)?.dependencies ?? [],
      async (own, id) => {
        if (!(await new ResourceStep(this, own, id).restore())) lost.push(id);
        return true;
      },
    );
    return lost;
  }

  /** Deletes what the operation added, after `restore`. */
  async discard(process: Process): Promise<void> {
    const added = [...this.changes].flatMap(([id, change]) => {
      const resource = this.current.get(id);
      return change.kind === 'updated' || resource === undefined ? [] : [resource];
    });
    for (const { logicalId } of added) this.current.delete(logicalId);
    await this.#delete(process, added, (r) => {
      const policy = policyOf(r, 'DeletionPolicy');
      return policy === 'RetainExceptOnCreate' ? 'Delete' : policy;
    });
    for (const [id, change] of this.changes) if (change.kind === 'replaced') this.current.set(id, change.previous);
  }

  async #delete(
    process: Process,
    resources: readonly StackResource[],
    policy: (resource: StackResource) => string,
  ): Promise<void> {
    const byId = new Map(resources.map((r) => [r.logicalId, r]));
    const dependents = (id: string) => resources.filter((r) => r.dependencies.includes(id)).map((r) => r.logicalId);
    await runInOrder(this.context.clock, process, [...byId.keys()], dependents, async (own, id) => {
      const resource = byId.get(id);
      if (resource !== undefined) await new ResourceStep(this, own, id).delete(resource, policy(resource));
      return true;
    });
  }
}

function policyOf({ definition }: StackResource, attribute: 'DeletionPolicy' | 'UpdateReplacePolicy'): string {
  const policy = definition[attribute];
  return typeof policy === 'string' ? policy : 'Delete';
}
