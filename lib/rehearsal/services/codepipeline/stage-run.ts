import type { Millis } from '../../../engine/clock';
import type { StackResult } from '../../../engine/cloudformation';
import { Process } from '../../../engine/cloudformation/process';
import { kindOf, type PipelineAction, type PipelineStage } from './definition';
import type { JobResult } from './jobs';
import type { Execution } from './pipelines';
import { entryRefused, successRefused } from './stage-conditions';
import type { StagePorts } from './stage-ports';

/** How long CodePipeline waits until it invokes a function again that asked for more time. */
export const CONTINUES_AFTER: Millis = 30_000;

/** How a stage ended for one execution. */
export type StageEnding =
  | { readonly status: 'succeeded'; readonly gates: readonly string[] }
  | { readonly status: 'not-entered'; readonly reason: string }
  | { readonly status: 'deployment-failed'; readonly action: string; readonly stack: StackResult }
  /** `result`: what a condition has CodePipeline do, where it is not what the stage does when it fails. */
  | { readonly status: 'gate-failed'; readonly action: string; readonly reason: string; readonly result?: string };

type Failure = Extract<StageEnding, { readonly status: 'deployment-failed' | 'gate-failed' }>;

/**
 * Takes one execution through one stage, as CodePipeline does: entry condition, then the actions in their order, then the
 * condition on success. Actions of one order begin together; where one fails, those beside it go on to their end, and what
 * comes after is not begun. Whether conditions are asked when CodePipeline rolls back is not documented; a way back that
 * they block would be none, so here they are not.
 */
export class StageRun {
  /** How the stage's last stack update ended, or the one that failed. */
  stack: StackResult | undefined;
  readonly #gates = new Map<string, string>();
  readonly #passed = new Set<string>();

  constructor(
    private readonly stage: PipelineStage,
    private readonly execution: Execution,
    private readonly ports: StagePorts,
  ) {}

  /** Begins it, in virtual time. */
  run(): Promise<StageEnding> {
    return Process.start(this.ports.clock, async (process) => {
      const refused = this.#isRollback ? undefined : await entryRefused(this.stage, this.ports, process);
      if (refused !== undefined) {
        this.#tell(this.#name, 'NotEntered', refused);
        return { status: 'not-entered', reason: refused };
      }
      this.#tell(this.#name, 'InProgress', this.#isRollback ? 'rollback' : undefined);
      return this.#actions(process);
    });
  }

  /** Begins it once more after it has failed: the actions that failed and those after them, or all. */
  retry(mode: 'FAILED_ACTIONS' | 'ALL_ACTIONS'): Promise<StageEnding> {
    return Process.start(this.ports.clock, async (process) => {
      this.#tell(this.#name, 'InProgress', `automatic retry, ${mode}`);
      this.stack = undefined;
      if (mode === 'ALL_ACTIONS') this.#passed.clear();
      return this.#actions(process);
    });
  }

  get #name(): string {
    return `stage ${this.stage.Name}`;
  }

  get #isRollback(): boolean {
    return this.execution.type === 'ROLLBACK';
  }

  async #actions(process: Process): Promise<StageEnding> {
    const orders = [...new Set(this.stage.Actions.map(({ RunOrder }) => RunOrder))].sort((a, b) => a - b);
    for (const order of orders) {
      const due = this.stage.Actions.filter(({ Name, RunOrder }) => RunOrder === order && !this.#passed.has(Name));
      const [failed] = await this.#sideBySide(due, process);
      if (failed !== undefined) return failed;
    }
    const failed = this.#isRollback ? undefined : await successRefused(this.stage, this.ports, process);
    if (failed !== undefined) {
      this.#tell('success condition', 'Failed', failed.reason);
      return { status: 'gate-failed', action: 'success condition', ...failed };
    }
    this.#tell(this.#name, 'Succeeded');
    const gates = this.stage.Actions.flatMap(({ Name }) => {
      const said = this.#gates.get(Name);
      return said === undefined ? [] : [`${Name}: ${said}`];
    });
    return { status: 'succeeded', gates };
  }

  /** @returns what failed, in the order in which it did */
  async #sideBySide(actions: readonly PipelineAction[], process: Process): Promise<readonly Failure[]> {
    const failures: Failure[] = [];
    let left = actions.length;
    if (left === 0) return failures;
    let resume = () => {};
    const all = actions.map((action) =>
      Process.start(this.ports.clock, async (own) => {
        try {
          const failed = await this.#play(action, own);
          if (failed === undefined) this.#passed.add(action.Name);
          else failures.push(failed);
        } finally {
          left -= 1;
          if (left === 0) resume();
        }
      }),
    );
    const ended = Promise.all(all);
    // Where one cannot go on at all it is told below, when the others have ended.
    ended.catch(() => {});
    await process.until((goOn) => {
      resume = goOn;
    });
    await ended;
    return failures;
  }

  /** @returns how the stage ends where the action fails */
  async #play(action: PipelineAction, process: Process): Promise<Failure | undefined> {
    switch (kindOf(action)) {
      case 'prepare':
        return undefined;
      case 'deploy':
        return this.#deploy(action, process);
      case 'invoke': {
        const result = await this.#invoke(action, process);
        if (result.status === 'failed') return { status: 'gate-failed', action: action.Name, reason: result.message };
        this.#gates.set(action.Name, result.summary);
        return undefined;
      }
      default: {
        const { Category, Provider } = action.ActionTypeId;
        this.ports.notes.find(
          `The action ${action.Name} (${Category}, ${Provider}) is taken as passed; a rehearsal does not play it.`,
        );
        return undefined;
      }
    }
  }

  async #deploy({ Name, Configuration }: PipelineAction, process: Process): Promise<Failure | undefined> {
    const deploying = this.ports.deploy(String(Configuration.StackName));
    await process.until((goOn) => {
      const end = () => goOn();
      deploying.then(end, end);
    });
    const stack = await deploying;
    if (stack === undefined) return undefined;
    // Of several that were deployed side by side the one that failed first is told.
    if (this.stack === undefined || isComplete(this.stack)) this.stack = stack;
    if (isComplete(stack)) return undefined;
    this.#tell(Name, 'Failed', stack.reason ?? stack.status);
    return { status: 'deployment-failed', action: Name, stack };
  }

  /** Invokes a function, again and again while it asks for more time. */
  async #invoke(action: PipelineAction, process: Process): Promise<JobResult> {
    const { FunctionName, UserParameters = '' } = action.Configuration;
    const functionName = String(FunctionName);
    const cannotRun = this.ports.cannotRun(functionName);
    if (cannotRun !== undefined) {
      this.ports.notes.find(`The gate ${action.Name} cannot run here, since ${cannotRun}; it is taken as passed.`);
      return { status: 'succeeded', summary: 'not run' };
    }
    this.#tell(action.Name, 'InProgress');
    const userParameters = String(UserParameters).replaceAll('#{codepipeline.PipelineExecutionId}', this.execution.id);
    let token: string | undefined;
    for (;;) {
      const continuation = token === undefined ? {} : { continuationToken: token };
      const result = await process.until<JobResult>((ended) =>
        this.ports.beginJob({ functionName, userParameters, ...continuation }, ended),
      );
      if (result.status === 'failed') {
        this.#tell(action.Name, 'Failed', result.message);
        return result;
      }
      if (result.continuationToken === undefined) {
        this.#tell(action.Name, 'Succeeded', result.summary);
        return result;
      }
      token = result.continuationToken;
      await process.wait(CONTINUES_AFTER);
    }
  }

  #tell(event: string, status: string, detail?: string): void {
    const at = this.ports.clock.now();
    const more = detail === undefined ? {} : { detail };
    this.ports.timeline.record({ at, actor: 'codepipeline', event, status, ...more });
  }
}

const isComplete = ({ status }: StackResult) => /^(CREATE|UPDATE)_COMPLETE$/.test(status);
