import { DeploymentRules } from './decide';
import type { CodeDeployTimings, DeploymentEventOf, DeploymentOf } from './deployment';
import type { DecisionContext, DeploymentDecision, DeploymentInput, Lifecycle } from './lifecycle';
import { aliasMismatch, type DeploymentError, sameVersion } from './messages';

export type LambdaLifecycleEvent = 'BeforeAllowTraffic' | 'AllowTraffic' | 'AfterAllowTraffic';

/** The AppSpec of a Lambda deployment. Hooks are function names. */
export interface LambdaRevision {
  readonly functionName: string;
  readonly alias: string;
  readonly currentVersion: string;
  readonly targetVersion: string;
  readonly beforeHook?: string;
  readonly afterHook?: string;
}

/** Where an alias points: one version, or two by weight (0 to 1) while traffic moves. */
export interface AliasRouting {
  readonly version: string;
  readonly additional?: { readonly version: string; readonly weight: number };
}

/** A deployment of an alias. `weight` is the candidate's share of the alias. */
export type Deployment = DeploymentOf<LambdaLifecycleEvent, LambdaRevision>;
export type DeploymentEvent = DeploymentEventOf<LambdaLifecycleEvent>;

const lifecycle: Lifecycle<LambdaLifecycleEvent, LambdaRevision> = {
  events: ['BeforeAllowTraffic', 'AllowTraffic', 'AfterAllowTraffic'],
  trafficEvent: 'AllowTraffic',
  hookOf: (event, { beforeHook, afterHook }) =>
    event === 'BeforeAllowTraffic' ? beforeHook : event === 'AfterAllowTraffic' ? afterHook : undefined,
  durationOf: (_event, _revision, { lifecycleEvent }: CodeDeployTimings) => lifecycleEvent,
  failureOf: () => undefined,
  performs: () => false,
  readyWait: () => undefined,
  terminationWait: () => 0,
  canRollBack: () => true,
  rollbackDuration: ({ rollback }) => rollback,
  describeShift: (weight, { targetVersion }) =>
    `${Math.round(weight * 1e4) / 100} % of traffic to version ${targetVersion}`,
};

/** The CodeDeploy Lambda deployment as a state machine. */
export const lambdaRules = new DeploymentRules(lifecycle);

/** `(state, input) → { next, effects, reason }` of a Lambda deployment. */
export function decideLambda(
  state: Deployment,
  input: DeploymentInput<LambdaLifecycleEvent>,
  context: DecisionContext,
): DeploymentDecision<LambdaLifecycleEvent, LambdaRevision> {
  return lambdaRules.decide(state, input, context);
}

/** What is wrong with a revision for an alias that stands so; a split alias is one that no deployment may start from. */
export function aliasRefusal(revision: LambdaRevision, alias: AliasRouting | undefined): DeploymentError | undefined {
  const { currentVersion, targetVersion } = revision;
  if (currentVersion === targetVersion) return sameVersion;
  return alias?.version === currentVersion && alias.additional === undefined ? undefined : aliasMismatch;
}

/** Where the alias points at a weight of the candidate. Its FunctionVersion stays the old one until the end. */
export function aliasAt(weight: number, { currentVersion, targetVersion }: LambdaRevision): AliasRouting {
  return weight === 1
    ? { version: targetVersion }
    : { version: currentVersion, additional: { version: targetVersion, weight } };
}
