import type { Instant, Millis, VirtualClock } from '../../../engine/clock';
import { CodeDeployError, type EcsHookEvent } from '../../../engine/codedeploy';
import type { Timeline } from '../../report/timeline';
import type { Condition } from '../../scenario';
import type { AsyncInvocations } from '../lambda/async-invocations';
import { parseReference } from '../lambda/functions';
import type { Invoked } from '../lambda/invoker';

/** An invocation of a hook, of an alias' deployment or of a service's. */
export interface HookInvocation {
  readonly functionName: string;
  readonly deploymentId: string;
  readonly lifecycleEventHookExecutionId: string;
  readonly event: EcsHookEvent;
}

/** The engine, or engines, whose deployments have hooks. */
export interface HookedDeployments {
  putLifecycleEventHookExecutionStatus(call: {
    deploymentId: string;
    lifecycleEventHookExecutionId: string;
    status: string;
  }): string;
  getDeployment(id: string): {
    readonly status: string;
    readonly events: readonly { readonly name: string; readonly status: string }[];
  };
}

export interface HooksPorts {
  readonly clock: VirtualClock;
  readonly timeline: Timeline;
  readonly async: AsyncInvocations;
  codedeploy(): HookedDeployments;
  /** What the scenario makes of the hooks. */
  readonly conditions: readonly Extract<Condition, { hook: string }>[];
  /** Whether a schedule will invoke the function again. */
  isScheduled(functionName: string): boolean;
  /** Why a function cannot run here; undefined where it can. */
  cannotRun(functionName: string): string | undefined;
}

interface Execution {
  readonly hook: HookInvocation;
  readonly functionName: string;
  /** It has called back, or CodeDeploy no longer waits for it. */
  ended: boolean;
  /** Invocations that have not ended. */
  running: number;
}

/**
 * The hooks of deployments. They are invoked asynchronously and run for real; their callbacks take effect at the virtual
 * instant of the call. A hook that will not call back any more lets its deadline pass at once: see `isSilent`.
 */
export class Hooks {
  readonly #executions = new Map<string, Execution>();
  readonly #reasons: string[] = [];

  constructor(private readonly ports: HooksPorts) {}

  /** What hooks said for themselves when they failed, newest last. */
  get reasons(): readonly string[] {
    return this.#reasons;
  }

  invoke(hook: HookInvocation): void {
    const { clock, timeline } = this.ports;
    const { functionName } = parseReference(hook.functionName);
    const execution: Execution = { hook, functionName, ended: false, running: 1 };
    this.#executions.set(hook.lifecycleEventHookExecutionId, execution);
    timeline.record({ at: clock.now(), actor: 'hook', event: hook.event, status: 'Invoked', detail: functionName });
    const when = hook.event === 'AfterAllowTraffic' ? 'after' : 'before';
    const condition = this.ports.conditions.find((one) => one.hook === when);
    if (condition !== undefined) {
      this.#replaced(execution, condition.does);
      return;
    }
    const cannotRun = this.ports.cannotRun(functionName);
    if (cannotRun !== undefined) {
      this.#callBackFor(execution, 'Succeeded', `it cannot run here, since ${cannotRun}; taken to succeed`);
      return;
    }
    this.ports.async.invoke({
      reference: hook.functionName,
      payload: {
        DeploymentId: hook.deploymentId,
        LifecycleEventHookExecutionId: hook.lifecycleEventHookExecutionId,
      },
      onAttempt: (invoked) => this.invoked(functionName, invoked),
      onEnd: () => {
        execution.running -= 1;
      },
    });
  }

  /**
   * The hook's callback. Where it is accepted it takes effect at `at`, in a clock task.
   * @throws CodeDeployError as CodeDeploy answers
   */
  callBack(call: { deploymentId: string; lifecycleEventHookExecutionId: string; status: string }, at: Instant): void {
    const codedeploy = this.ports.codedeploy();
    const execution = this.#executions.get(call.lifecycleEventHookExecutionId);
    const isKnown = execution !== undefined && !execution.ended && ['Succeeded', 'Failed'].includes(call.status);
    if (!isKnown) {
      // CodeDeploy has the right words for what is wrong with it.
      codedeploy.putLifecycleEventHookExecutionStatus(call);
      return;
    }
    execution.ended = true;
    const { hook } = execution;
    this.ports.clock.at(at, () => {
      this.ports.timeline.record({ at, actor: 'hook', event: hook.event, status: call.status, detail: 'called back' });
      try {
        codedeploy.putLifecycleEventHookExecutionStatus(call);
      } catch (error) {
        // The deployment ended while the hook worked, an alarm having stopped it.
        if (!(error instanceof CodeDeployError)) throw error;
      }
    });
  }

  /** An invocation of a hook's function has ended, whoever began it. */
  invoked(functionName: string, { error, payload, logs }: Invoked): void {
    const [execution] = [...this.#executions.values()].filter((one) => one.functionName === functionName).slice(-1);
    if (execution === undefined) return;
    const { timeline, clock } = this.ports;
    const said = error === undefined ? reasonIn(payload) : `${error.type}: ${error.message}`;
    if (said !== undefined) this.#reasons.push(said);
    timeline.record({
      at: clock.now(),
      actor: 'hook',
      event: execution.hook.event,
      status: error === undefined ? 'Returned' : 'Threw',
      ...(said === undefined
        ? logs.length === 0
          ? {}
          : { detail: logs.at(-1)?.slice(0, 300) ?? '' }
        : { detail: said }),
    });
  }

  /**
   * Whether CodeDeploy waits for a hook that has returned without calling back, is not retried and has no schedule: then
   * nothing but its deadline is to come.
   */
  isSilent(): boolean {
    return [...this.#executions.values()].some(
      (execution) =>
        !execution.ended &&
        execution.running === 0 &&
        !this.ports.isScheduled(execution.functionName) &&
        this.#isAwaited(execution),
    );
  }

  #isAwaited({ hook }: Execution): boolean {
    const { events, status } = this.ports.codedeploy().getDeployment(hook.deploymentId);
    return (
      status === 'InProgress' && events.some((event) => event.name === hook.event && event.status === 'InProgress')
    );
  }

  /** The scenario has the hook fail, or never call back, instead of running it. */
  #replaced(execution: Execution, does: 'fail' | 'never'): void {
    const { clock, timeline } = this.ports;
    const { hook } = execution;
    execution.running = 0;
    if (does === 'never') {
      timeline.record({
        at: clock.now(),
        actor: 'scenario',
        event: hook.event,
        status: 'Returned',
        detail: 'the scenario has the hook never call back',
      });
      return;
    }
    this.#reasons.push('the scenario has it fail');
    this.#callBackFor(execution, 'Failed', 'the scenario has the hook fail');
  }

  #callBackFor(execution: Execution, status: 'Succeeded' | 'Failed', detail: string): void {
    const { clock, timeline } = this.ports;
    const { deploymentId, lifecycleEventHookExecutionId, event } = execution.hook;
    execution.running = 0;
    timeline.record({ at: clock.now(), actor: 'scenario', event, status: 'Replaced', detail });
    this.callBack({ deploymentId, lifecycleEventHookExecutionId, status }, clock.now() + hookTime);
  }
}

/** How long a hook takes that does not run. */
const hookTime: Millis = 2_000;

/** A hook may return why it decided so. */
function reasonIn(payload: unknown): string | undefined {
  if (typeof payload !== 'object' || payload === null || !('reason' in payload)) return undefined;
  return typeof payload.reason === 'string' ? payload.reason : undefined;
}
