import type { VirtualClock } from '../../../engine/clock';
import type { EcsDeployments, EcsLifecycleHookInvocation, HookAnswer, LifecycleStage } from '../../../engine/ecs';
import { hasEnded } from '../../../engine/ecs';
import { functionArn, type Permissions } from '../../permissions';
import type { Timeline } from '../../report/timeline';
import type { Condition } from '../../scenario';
import type { Account } from '../../world/account';
import type { Notes } from '../../world/notes';
import type { StandingWork } from '../../world/standing-work';
import { parseReference } from '../lambda/functions';
import type { Invoked, Invoker } from '../lambda/invoker';

export interface LifecycleHooksPorts {
  readonly clock: VirtualClock;
  readonly work: StandingWork;
  readonly timeline: Timeline;
  readonly invoker: Invoker;
  readonly permissions: Permissions;
  readonly account: Account;
  ecs(): EcsDeployments;
  /** What the scenario makes of the hooks. */
  readonly notes: Notes;
  readonly conditions: readonly Extract<Condition, { hook: string }>[];
  /** Why a function cannot run here; undefined where it can. */
  cannotRun(functionName: string): string | undefined;
}

/** A deployment that waits at a PAUSE hook. */
export interface PausedDeployment {
  readonly deploymentId: string;
  readonly hookId: string;
  readonly stage: LifecycleStage;
}

/** How long a hook takes that does not run. */
const hookTime = 2_000;

/** How long a person takes to continue a paused deployment, where the scenario says nothing else. */
const personTakes = 60_000;

const afterTraffic = 'POST_PRODUCTION_TRAFFIC_SHIFT';

/**
 * The lifecycle hooks of ECS' deployments. They are invoked synchronously and run for real; what they return is their answer,
 * at the virtual instant of their end. One that answers IN_PROGRESS is invoked again.
 */
export class LifecycleHooks {
  readonly #reasons: string[] = [];
  readonly #silent = new Set<string>();

  constructor(private readonly ports: LifecycleHooksPorts) {}

  /** What hooks said for themselves when they refused, newest last. */
  get reasons(): readonly string[] {
    return this.#reasons;
  }

  invoke(hook: EcsLifecycleHookInvocation): void {
    const { clock, work, timeline, invoker } = this.ports;
    const { functionName } = parseReference(hook.functionArn);
    const stage = hook.payload.lifecycleStage;
    timeline.record({ at: clock.now(), actor: 'hook', event: stage, status: 'Invoked', detail: functionName });
    const condition = this.#conditionIn(stage);
    const cannotRun = this.ports.cannotRun(functionName);
    if (condition?.does === 'never') {
      this.#silent.add(hook.deploymentId);
      this.#replaced(stage, 'the scenario has the hook never answer');
      return;
    }
    if (condition !== undefined) {
      this.#replaced(stage, 'the scenario has the hook fail');
      this.#reasons.push('the scenario has it fail');
      this.#answer(hook, { hookStatus: 'FAILED' }, clock.now() + hookTime);
      return;
    }
    if (cannotRun !== undefined) {
      this.#replaced(stage, `it cannot run here, since ${cannotRun}; taken to succeed`);
      this.#answer(hook, { hookStatus: 'SUCCEEDED' }, clock.now() + hookTime);
      return;
    }
    const refusal = this.#refusal(hook);
    if (refusal !== undefined) {
      this.#reasons.push(refusal);
      this.#answer(hook, { error: refusal }, clock.now() + hookTime);
      return;
    }
    const at = work.now();
    const running = invoker.invoke({
      reference: hook.functionArn,
      payload: hook.payload,
      caller: { kind: 'service' },
      at,
    });
    if (running === undefined) {
      this.#answer(hook, { error: `there is no function ${functionName}` }, clock.now() + hookTime);
      return;
    }
    work.hold(
      running.then((invoked) => {
        clock.at(at + invoked.durationMs, () => this.#returned(hook, invoked));
      }),
    );
  }

  /** ECS invokes a hook by the role that the hook names. */
  #refusal({ functionArn: reference, roleArn }: EcsLifecycleHookInvocation): string | undefined {
    if (roleArn === undefined) return undefined;
    const { functionName, qualifier } = parseReference(reference);
    return this.ports.permissions.refusal({
      who: 'ECS',
      asker: { roleArn, session: 'ecs-service' },
      action: 'lambda:InvokeFunction',
      resource: functionArn(this.ports.account, functionName, qualifier),
    });
  }

  /** A PAUSE hook waits for ContinueServiceDeployment: a person says CONTINUE, or what the scenario has the hook do. */
  paused({ deploymentId, hookId, stage }: PausedDeployment): void {
    const { clock, timeline, notes } = this.ports;
    const does = this.#conditionIn(stage)?.does;
    if (does === 'never') {
      this.#silent.add(deploymentId);
      this.#replaced(stage, 'the scenario has nobody continue the paused deployment');
      return;
    }
    const action = does === 'fail' ? 'ROLLBACK' : 'CONTINUE';
    notes.assume({
      name: `pause at ${stage}`,
      value: `${action} after ${personTakes / 1_000} s`,
      why: 'A person answers it; a condition of the scenario (`hook: before`, `does: fail` or `never`) says otherwise.',
    });
    timeline.record({ at: clock.now(), actor: 'hook', event: stage, status: 'Paused', detail: 'waits for a person' });
    clock.after(personTakes, () => {
      timeline.record({ at: clock.now(), actor: 'hook', event: stage, status: action, detail: 'a person answered' });
      if (action === 'ROLLBACK') this.#reasons.push('a person answered with ROLLBACK');
      this.ports.ecs().continue(deploymentId, hookId, action);
    });
  }

  /** Whether ECS waits for a hook that will not answer: then nothing but its deadline is to come. */
  isSilent(): boolean {
    return [...this.#silent].some((id) => !hasEnded(this.ports.ecs().get(id).status));
  }

  #conditionIn(stage: LifecycleStage): Extract<Condition, { hook: string }> | undefined {
    return this.ports.conditions.find(({ hook: when }) => (when === 'after') === (stage === afterTraffic));
  }

  #returned(hook: EcsLifecycleHookInvocation, { error, payload, logs }: Invoked): void {
    const { clock, timeline } = this.ports;
    const answer = error === undefined ? answerIn(payload) : { error: `${error.type}: ${error.message}` };
    const status = 'error' in answer ? 'Threw' : answer.hookStatus;
    const said = 'error' in answer ? answer.error : (reasonIn(logs) ?? '');
    if ('error' in answer || answer.hookStatus === 'FAILED') this.#reasons.push(said);
    timeline.record({
      at: clock.now(),
      actor: 'hook',
      event: hook.payload.lifecycleStage,
      status,
      ...(said === '' ? {} : { detail: said }),
    });
    this.ports.ecs().answerHook(hook, answer);
  }

  #answer(hook: EcsLifecycleHookInvocation, answer: HookAnswer | { readonly error: string }, at: number): void {
    this.ports.clock.at(at, () => this.ports.ecs().answerHook(hook, answer));
  }

  #replaced(event: string, detail: string): void {
    const { clock, timeline } = this.ports;
    timeline.record({ at: clock.now(), actor: 'scenario', event, status: 'Replaced', detail });
  }
}

const answers: readonly string[] = ['SUCCEEDED', 'FAILED', 'IN_PROGRESS'];

function answerIn(payload: unknown): HookAnswer | { readonly error: string } {
  const found = typeof payload === 'object' && payload !== null ? { hookStatus: undefined, ...payload } : undefined;
  const { hookStatus, callBackDelay } = { callBackDelay: undefined as unknown, ...found };
  if (!isHookStatus(hookStatus)) return { error: `it returned ${JSON.stringify(payload)} instead of a hookStatus` };
  return { hookStatus, ...(typeof callBackDelay === 'number' ? { callBackDelay } : {}) };
}

function isHookStatus(value: unknown): value is HookAnswer['hookStatus'] {
  return typeof value === 'string' && answers.includes(value);
}

/** The last line of a hook's log that says a reason. */
function reasonIn(logs: readonly string[]): string | undefined {
  for (const line of [...logs].reverse()) {
    const reason = /"reason":"((?:[^"\\]|\\.)*)"/.exec(line)?.[1];
    if (reason !== undefined) return JSON.parse(`"${reason}"`) as string;
  }
  return undefined;
}
