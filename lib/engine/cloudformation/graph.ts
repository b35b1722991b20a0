import { type ConditionOf, mentionsIn } from './references';
import { type ResourceDefinition, type Template, TemplateError } from './template';

/** Why one resource waits for another: where the reference stands, and its kind. */
export interface Dependency {
  readonly from: string;
  readonly to: string;
  readonly kind: 'Ref' | 'Fn::GetAtt' | 'Fn::Sub' | 'DependsOn';
  readonly attribute?: string;
  /** Such as `['Resources', 'Alias', 'UpdatePolicy', 'CodeDeployLambdaAliasUpdate', 'DeploymentGroupName', 'Ref']`. */
  readonly path: readonly string[];
}

export interface DependencyGraph {
  /** Logical ids in the template's order; resources whose condition is false are left out. */
  readonly resources: readonly string[];
  readonly dependencies: readonly Dependency[];
  /** The logical ids a resource waits for. */
  dependenciesOf(logicalId: string): ReadonlySet<string>;
}

/** Refused as CloudFormation refuses it, with the way round that it does not tell. */
export class CircularDependencyError extends TemplateError {
  constructor(
    /** The shortest way round, in order: each waits for the next, the last for the first. */
    readonly cycle: readonly string[],
    /** One reason for each step of the cycle. */
    readonly edges: readonly Dependency[],
    /** Everything that waits for itself through this cycle and others joined to it. */
    readonly members: readonly string[],
  ) {
    super(
      `Circular dependency between resources: [${members.join(', ')}]`,
      edges[0]?.path ?? [],
      'Break one step of the circle: name the resource by a literal name instead of referring to it.',
    );
    this.name = 'CircularDependencyError';
  }
}

/** Attributes of a resource in which an intrinsic makes the resource wait. */
const attributes = ['Properties', 'UpdatePolicy', 'CreationPolicy', 'Metadata'] as const;

/**
 * Which resource waits for which: Ref, Fn::GetAtt and Fn::Sub in its properties, policies and metadata, and DependsOn.
 * Without `condition` every branch of every Fn::If counts.
 * @throws TemplateError where a reference leads nowhere, in CloudFormation's words.
 */
export function dependencyGraph(template: Template, condition?: ConditionOf): DependencyGraph {
  const included = Object.entries(template.Resources).filter(
    ([, { Condition }]) => Condition === undefined || condition?.(Condition) !== false,
  );
  const resources = included.map(([logicalId]) => logicalId);
  const present = new Set(resources);
  const dependencies = included.flatMap(([logicalId, definition]) => [
    ...explicit(logicalId, definition, template, present),
    ...implicit(logicalId, definition, template, present, condition),
  ]);
  const byResource = new Map(resources.map((id) => [id, new Set<string>()]));
  for (const { from, to } of dependencies) byResource.get(from)?.add(to);
  return { resources, dependencies, dependenciesOf: (id) => byResource.get(id) ?? new Set() };
}

function explicit(
  from: string,
  { DependsOn }: ResourceDefinition,
  template: Template,
  present: ReadonlySet<string>,
): Dependency[] {
  const names = DependsOn === undefined ? [] : [DependsOn].flat();
  return names.flatMap((to, index) => {
    const path = ['Resources', from, 'DependsOn', ...(Array.isArray(DependsOn) ? [String(index)] : [])];
    if (!(to in template.Resources)) throw unresolved(to, path);
    // CloudFormation ignores DependsOn on a resource that its condition leaves out.
    return present.has(to) ? [{ from, to, kind: 'DependsOn' as const, path }] : [];
  });
}

function implicit(
  from: string,
  definition: ResourceDefinition,
  template: Template,
  present: ReadonlySet<string>,
  condition: ConditionOf | undefined,
): Dependency[] {
  return attributes.flatMap((attribute) =>
    mentionsIn(definition[attribute], ['Resources', from, attribute], condition).flatMap((mention) => {
      const { name: to, kind, path } = mention;
      if (mention.attribute === undefined && template.Parameters !== undefined && to in template.Parameters) return [];
      if (!present.has(to)) {
        throw kind === 'Fn::GetAtt' ? undefinedInGetAtt(to, path) : unresolved(to, path);
      }
      return [{ from, to, kind, path, ...(mention.attribute !== undefined && { attribute: mention.attribute }) }];
    }),
  );
}

export function unresolved(name: string, path: readonly string[], block = 'Resources'): TemplateError {
  return new TemplateError(
    `Template format error: Unresolved resource dependencies [${name}] in the ${block} block of the template`,
    path,
    `Name a parameter or a resource of this template instead of ${name}, or add it; a resource whose condition is false counts as missing.`,
  );
}

export function undefinedInGetAtt(name: string, path: readonly string[]): TemplateError {
  return new TemplateError(
    `Template error: instance of Fn::GetAtt references undefined resource ${name}`,
    path,
    `Name a resource of this template instead of ${name}, or add it; a resource whose condition is false counts as missing.`,
  );
}

/**
 * An order in which every resource comes after all that it waits for; the template's order where nothing decides.
 * @throws CircularDependencyError
 */
export function orderOf(graph: DependencyGraph): readonly string[] {
  const waiting = new Map(graph.resources.map((id) => [id, new Set(graph.dependenciesOf(id))]));
  const order: string[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting].filter(([, needs]) => needs.size === 0).map(([id]) => id);
    if (ready.length === 0) throw circular(graph, new Set(waiting.keys()));
    for (const id of ready) waiting.delete(id);
    for (const needs of waiting.values()) for (const id of ready) needs.delete(id);
    order.push(...ready);
  }
  return order;
}

/** @throws CircularDependencyError, TemplateError */
export function deploymentOrder(template: Template, condition?: ConditionOf): readonly string[] {
  return orderOf(dependencyGraph(template, condition));
}

function circular(graph: DependencyGraph, candidates: ReadonlySet<string>): CircularDependencyError {
  const cycle = [...candidates]
    .map((id) => shortestCycle(graph, id, candidates))
    .filter((found) => found !== undefined)
    .reduce((best, found) => (found.length < best.length ? found : best));
  const [first] = cycle;
  const joined = first === undefined ? new Set<string>() : reachable(graph, first, candidates);
  const members = graph.resources.filter(
    (id) => joined.has(id) && first !== undefined && reachable(graph, id, candidates).has(first),
  );
  const edges = cycle.flatMap((from, index) => {
    const to = cycle[(index + 1) % cycle.length];
    return graph.dependencies.filter((d) => d.from === from && d.to === to).slice(0, 1);
  });
  return new CircularDependencyError(cycle, edges, members);
}

function shortestCycle(
  graph: DependencyGraph,
  start: string,
  candidates: ReadonlySet<string>,
): readonly string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const id of queue) {
    for (const next of graph.dependenciesOf(id)) {
      if (next === start) return wayBack(cameFrom, start, id);
      if (!candidates.has(next) || cameFrom.has(next)) continue;
      cameFrom.set(next, id);
      queue.push(next);
    }
  }
  return undefined;
}

function wayBack(cameFrom: ReadonlyMap<string, string>, start: string, end: string): readonly string[] {
  const way: string[] = [];
  for (let id: string | undefined = end; id !== undefined && id !== start; id = cameFrom.get(id)) way.unshift(id);
  return [start, ...way];
}

function reachable(graph: DependencyGraph, start: string, candidates: ReadonlySet<string>): ReadonlySet<string> {
  const seen = new Set<string>();
  const queue = [start];
  for (const id of queue) {
    for (const next of graph.dependenciesOf(id)) {
      if (!candidates.has(next) || seen.has(next)) continue;
      seen.add(next);
      queue.push(next);
    }
  }
  return seen;
}
