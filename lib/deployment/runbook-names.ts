import type { RunbookNames } from '../runbooks';
import type { GuardHooks } from './guard-hooks';
import type { GuardedFunction } from './guarded-function';

export interface RunbookNamesProps {
  readonly guardName: string;
  readonly stackName: string;
  /** The first function of the guard: the commands of a page name one. */
  readonly fn: GuardedFunction;
  readonly applicationName: string;
  readonly deploymentGroupName?: string;
  readonly hooks: GuardHooks;
  readonly canaryName?: string;
}

/** The names that the commands of the runbooks carry; a guard without canaries leaves their placeholder. */
export function runbookNames(props: RunbookNamesProps): RunbookNames {
  const { fn, hooks, canaryName, deploymentGroupName } = props;
  return {
    guard: props.guardName,
    dashboard: props.guardName,
    stack: props.stackName,
    function: fn.metrics.functionName,
    alias: fn.metrics.aliasName,
    'log-group': fn.logGroupName,
    application: props.applicationName,
    ...(deploymentGroupName === undefined ? {} : { group: deploymentGroupName }),
    'before-log-group': hooks.before.logs.logGroupName,
    'after-log-group': hooks.after.logs.logGroupName,
    'schedule-group': hooks.waits.group.scheduleGroupName,
    ...(canaryName === undefined ? {} : { canary: canaryName }),
  };
}
