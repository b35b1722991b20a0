/** What a guard deploys to, as the pages tell it apart. */
export type RunbookTarget = 'functions' | 'service' | 'ecs-deployment-group' | 'servers';

/** What a heading or a list item of a page begins with where it is for some targets alone: `### Lambda`, `- **ECS, Servers**: …`. */
export const TARGET_LABELS: Readonly<Record<RunbookTarget, string>> = {
  functions: 'Lambda',
  service: 'ECS',
  'ecs-deployment-group': 'ECS by CodeDeploy',
  servers: 'Servers',
};

/** Placeholders of every guard. */
const GUARD = [
  /** What its alarms and canaries are named after; the standing alarm has this name. */
  'guard',
  'dashboard',
  'stack',
  /** All of its canaries that any signal reads, by name; an empty list where it has none. */
  'canary',
] as const;

/** Placeholders of a guard whose traffic CodeDeploy shifts. */
const CODEDEPLOY = ['application', 'group'] as const;

/** Placeholders of a guard whose hooks CodeDeploy calls: the log groups of both, and where their schedules lie. */
const HOOKS = ['before-log-group', 'after-log-group', 'schedule-group'] as const;

/** Placeholders of a guard behind a load balancer: ARNs, as `aws elbv2` takes them. */
const BALANCED = ['load-balancer', 'target-group'] as const;

/** Which `<placeholder>`s a guard fills, by what it deploys to. Whatever else a page leaves to its reader, it writes in CAPITALS. */
export const PLACEHOLDERS = {
  // function, alias, log-group and group: one for each function of the guard, in the same order.
  functions: [...GUARD, ...CODEDEPLOY, ...HOOKS, 'function', 'alias', 'log-group'],
  // log-group: where the containers log; an empty list where that is not CloudWatch.
  service: [...GUARD, ...BALANCED, 'cluster', 'service', 'hook-log-group', 'log-group'],
  'ecs-deployment-group': [...GUARD, ...CODEDEPLOY, ...HOOKS, ...BALANCED, 'cluster', 'service', 'log-group'],
  servers: [...GUARD, ...CODEDEPLOY, ...BALANCED],
} as const satisfies Readonly<Record<RunbookTarget, readonly string[]>>;

/** Of these a guard may have several, or none: a command that names one is written once for each. */
type Several = 'function' | 'alias' | 'log-group' | 'group' | 'canary' | 'target-group';

/** Every name that the pages of one target carry: as they are, or as tokens. */
export type RunbookNamesOf<T extends RunbookTarget> = { readonly target: T } & {
  readonly [Name in (typeof PLACEHOLDERS)[T][number]]: Name extends Several ? readonly string[] : string;
};

/** What stands for `<function>` and the like in the pages of a guard. A name that its target lacks does not compile. */
export type GuardRunbookNames = { [T in RunbookTarget]: RunbookNamesOf<T> }[RunbookTarget];

/** Names by their placeholders; with `target`, the sections for other targets are left out. */
export type RunbookNames = Readonly<Record<string, string | readonly string[]>>;

const ALL: ReadonlySet<string> = new Set(Object.values(PLACEHOLDERS).flat());

/** Whether some guard fills it, so that one which does not would show its reader a command that cannot be run. */
export function isPlaceholder(name: string): boolean {
  return ALL.has(name);
}

export function isRunbookTarget(value: unknown): value is RunbookTarget {
  return typeof value === 'string' && value in TARGET_LABELS;
}
