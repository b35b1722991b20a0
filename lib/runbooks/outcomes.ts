import type { RunbookTarget } from './runbook-names';

/** A rollback differs so much between what a guard deploys to that each has its own page. */
const ROLLED_BACK: Readonly<Record<RunbookTarget, string>> = {
  functions: 'rolled-back',
  service: 'ecs-rolled-back',
  'ecs-deployment-group': 'ecs-codedeploy-rolled-back',
  servers: 'servers-rolled-back',
};

/** These have a section for each target. */
const OTHERS = ['hook-failed', 'alarm-red-before-start', 'deployment-stuck', 'rollback-failed', 'fix-forward'] as const;

export interface OutcomeOptions {
  /** Whether the guard has canaries, pinned ones or others: without any, none can be broken. @default true */
  readonly canaries?: boolean;
}

/**
 * The pages for what can happen to a release besides an alarm of a signal. The first is the one for a rollback: what the composite
 * alarm and the rollback report link to.
 */
export function outcomeRunbooks(
  target: RunbookTarget,
  { canaries = true }: OutcomeOptions = {},
): readonly [string, ...string[]] {
  // Nothing calls a hook in an update of servers: their AppSpec has scripts.
  const others = OTHERS.filter((page) => page !== 'hook-failed' || target !== 'servers');
  return [ROLLED_BACK[target], ...others, ...(canaries ? ['canary-broken'] : [])];
}
