import type { Millis } from '../../../engine/clock';
import type { StackResult } from '../../../engine/cloudformation';
import { kindOf, type PipelineAction, type PipelineStage } from './definition';
import type { JobResult } from './jobs';
import type { Execution } from './pipelines';
import { entryRefused, successRefused, wait } from './stage-conditions';
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

/**
 * Takes one execution through one stage, as CodePipeline does: entry condition, then the actions in their order, then the
 * condition on success. Whether conditions are asked when CodePipeline rolls back is not documented; a way back that they
 * block would be none, so here they are not.
 */
export class StageRun {
  /** How the stage's last stack update ended. */
  stack: StackResult | undefined;

  constructor(
    private readonly stage: PipelineStage,
    private readonly execution: Execution,
    private readonly ports: StagePorts,
  ) {}

  async run(): Promise<StageEnding> {
    const name = `stage ${this.stage.Name}`;
    const isRollback = this.execution.type === 'ROLLBACK';
    const refused = isRollback ? undefined : await entryRefused(this.stage, this.ports);
    if (refused !== undefined) {
      this.#tell(name, 'NotEntered', refused);
      return { status: 'not-entered', reason: refused };
    }
    this.#tell(name, 'InProgress', isRollback ? 'rollback' : undefined);
    const gates: string[] = [];
    for (const action of [...this.stage.Actions].sort((a, b) => a.RunOrder - b.RunOrder)) {
      const failed = await this.#play(action, gates);
      if (failed !== undefined) return failed;
    }
    const failed = isRollback ? undefined : await successRefused(this.stage, this.ports);
    if (failed !== undefined) {
      this.#tell('success condition', 'Failed', failed.reason);
      return { status: 'gate-failed', action: 'success condition', ...failed };
    }
    this.#tell(name, 'Succeeded');
    return { status: 'succeeded', gates };
  }

  /** @returns how the stage ends where the action fails; what gates say that pass goes into `gates` */
  async #play(action: PipelineAction, gates: string[]): Promise<StageEnding | undefined> {
    switch (kindOf(action)) {
      case 'prepare':
        return undefined;
      case 'deploy':
        this.stack = (await this.ports.deploy(String(action.Configuration.StackName))) ?? this.stack;
        if (this.stack === undefined || /^(CREATE|UPDATE)_COMPLETE$/.test(this.stack.status)) return undefined;
        this.#tell(action.Name, 'Failed', this.stack.reason ?? this.stack.status);
        return { status: 'deployment-failed', action: action.Name, stack: this.stack };
      case 'invoke': {
        const result = await this.#invoke(action);
        if (result.status === 'failed') return { status: 'gate-failed', action: action.Name, reason: result.message };
        gates.push(`${action.Name}: ${result.summary}`);
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

  /** Invokes a function, again and again while it asks for more time. */
  async #invoke(action: PipelineAction): Promise<JobResult> {
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
      const ended = this.ports.beginJob({
        functionName,
        userParameters,
        ...(token === undefined ? {} : { continuationToken: token }),
      });
      await this.ports.drive(() => ended() !== undefined);
      const result: JobResult = ended() ?? { status: 'failed', message: 'no result' };
      if (result.status === 'failed') {
        this.#tell(action.Name, 'Failed', result.message);
        return result;
      }
      if (result.continuationToken === undefined) {
        this.#tell(action.Name, 'Succeeded', result.summary);
        return result;
      }
      token = result.continuationToken;
      await wait(CONTINUES_AFTER, this.ports);
    }
  }

  #tell(event: string, status: string, detail?: string): void {
    const at = this.ports.clock.now();
    const more = detail === undefined ? {} : { detail };
    this.ports.timeline.record({ at, actor: 'codepipeline', event, status, ...more });
  }
}
