/** Which composite alarms depend on which alarms, by name. */
export class CompositeGraph {
  readonly #children = new Map<string, readonly string[]>();
  readonly #dependents = new Map<string, Set<string>>();
  #cyclic: ReadonlySet<string> | undefined;

  set(composite: string, children: readonly string[]): void {
    // One that is new, and that nothing mentions, closes no cycle.
    const isNew = !this.#children.has(composite) && this.dependentsOf(composite).length === 0;
    const cyclic = this.#cyclic;
    this.delete(composite);
    if (isNew) this.#cyclic = cyclic;
    this.#children.set(composite, children);
    for (const child of children) {
      const dependents = this.#dependents.get(child) ?? new Set();
      this.#dependents.set(child, dependents.add(composite));
    }
  }

  delete(composite: string): void {
    for (const child of this.#children.get(composite) ?? []) this.#dependents.get(child)?.delete(composite);
    this.#children.delete(composite);
    this.#cyclic = undefined;
  }

  /** The composites whose rules mention this alarm. */
  dependentsOf(alarm: string): readonly string[] {
    return [...(this.#dependents.get(alarm) ?? [])];
  }

  /** Whether a composite depends on itself, through others. CloudWatch then stops evaluating it. */
  isCyclic(composite: string): boolean {
    this.#cyclic ??= this.#findCyclic();
    return this.#cyclic.has(composite);
  }

  /**
   * The composites that may have to be evaluated after these alarms changed, each after all of those it depends on.
   * Composites on a cycle are left out, and nothing is reached through them.
   */
  affectedBy(changed: Iterable<string>): string[] {
    const order: string[] = [];
    const seen = new Set<string>();
    const visit = (alarm: string): void => {
      for (const dependent of this.dependentsOf(alarm)) {
        if (seen.has(dependent) || this.isCyclic(dependent)) continue;
        seen.add(dependent);
        visit(dependent);
        order.push(dependent);
      }
    };
    for (const alarm of changed) visit(alarm);
    return order.reverse();
  }

  /** Composites that are on a cycle: peel off those that nothing depends on, then those that depend on nothing. */
  #findCyclic(): ReadonlySet<string> {
    const left = new Set(this.#children.keys());
    const peel = (neighbours: (composite: string) => readonly string[]) => {
      const queue = [...left];
      for (let composite = queue.pop(); composite !== undefined; composite = queue.pop()) {
        if (!left.has(composite) || neighbours(composite).some((other) => left.has(other))) continue;
        left.delete(composite);
        queue.push(...this.dependentsOf(composite), ...(this.#children.get(composite) ?? []));
      }
    };
    peel((composite) => this.#children.get(composite) ?? []);
    peel((composite) => this.dependentsOf(composite));
    return left;
  }
}
