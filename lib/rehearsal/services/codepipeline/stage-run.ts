import type { Instant, Millis, VirtualClock } from '../../../engine/clock';
import type { StackResult } from '../../../engine/cloudformation';
import type { AlarmState } from '../../../engine/cloudwatch';
import type { Timeline } from '../../report/timeline';
import type { Notes } from '../../world/notes';
import { kindOf, type PipelineAction, type PipelineRule, type PipelineStage } from './definition';
import { nextOpening } from './deployment-window';
import type { JobRequest, JobResult } from './jobs';
import type { Execution } from './pipelines';

/** How long CodePipeline waits until it invokes a function again that asked for more time. */
export const CONTINUES_AFTER: Millis = 30_000;

/** What a stage needs of the rehearsal. */
export interface StagePorts {
  readonly clock: VirtualClock;
  readonly timeline: Timeline;
  readonly notes: Notes;
  /** Lets virtual time pass until it holds. */
  drive(done: () => boolean): Promise<void>;
  beginJob(request: JobRequest): () => JobResult | undefined;
  alarmState(name: string): AlarmState | undefined;
  /** Updates one stack to what this execution brings; undefined where there is nothing to update. */
  deploy(stackName: string): Promise<StackResult | undefined>;
  /** Why a function cannot run here; undefined where it can. */
  cannotRun(functionName: string): string | undefined;
}

/** How a stage ended for one execution. */
export type StageEnding =
  | { readonly status: 'succeeded'; readonly gates: readonly string[] }
  | { readonly status: 'not-entered'; readonly reason: string }
  | { readonly status: 'deployment-failed'; readonly action: string; readonly stack: StackResult }
  | { readonly status: 'gate-failed'; readonly action: string; readonly reason: string };

/** Takes one execution through one stage, as CodePipeline does: entry condition, then the actions in their order. */
export class StageRun {
  /** How the stage's last stack update ended. */
  stack: StackResult | undefined;

  constructor(
    private readonly stage: PipelineStage,
    private readonly execution: Execution,
    private readonly ports: StagePorts,
  ) {}

  async run(): Promise<StageEnding> {
    // Whether conditions are asked when CodePipeline rolls back is not documented; a way back that they block would be none.
    const blocked = this.execution.type === 'ROLLBACK' ? undefined : await this.#blocked();
    if (blocked !== undefined) {
      this.#tell(`stage ${this.stage.Name}`, 'NotEntered', blocked);
      return { status: 'not-entered', reason: blocked };
    }
    this.#tell(`stage ${this.stage.Name}`, 'InProgress', this.execution.type === 'ROLLBACK' ? 'rollback' : undefined);
    const passed: string[] = [];
    for (const action of [...this.stage.Actions].sort((a, b) => a.RunOrder - b.RunOrder)) {
      const kind = kindOf(action);
      if (kind === 'deploy') {
        this.stack = (await this.ports.deploy(String(action.Configuration.StackName))) ?? this.stack;
        if (this.stack !== undefined && !/^(CREATE|UPDATE)_COMPLETE$/.test(this.stack.status)) {
          this.#tell(action.Name, 'Failed', this.stack.reason ?? this.stack.status);
          return { status: 'deployment-failed', action: action.Name, stack: this.stack };
        }
      } else if (kind === 'invoke') {
        const result = await this.#invoke(action);
        if (result.status === 'failed') return { status: 'gate-failed', action: action.Name, reason: result.message };
        passed.push(`${action.Name}: ${result.summary}`);
      } else if (kind !== 'prepare') {
        const { Category, Provider } = action.ActionTypeId;
        this.ports.notes.find(
          `The action ${action.Name} (${Category}, ${Provider}) is taken as passed; a rehearsal does not play it.`,
        );
      }
    }
    this.#tell(`stage ${this.stage.Name}`, 'Succeeded');
    return { status: 'succeeded', gates: passed };
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
      await this.#wait(CONTINUES_AFTER);
    }
  }

  /** Why the stage is not entered; undefined where it is. */
  async #blocked(): Promise<string | undefined> {
    for (const rule of (this.stage.BeforeEntry?.Conditions ?? []).flatMap(({ Rules }) => Rules)) {
      const provider = rule.RuleTypeId.Provider;
      if (provider === 'CloudWatchAlarm') {
        const reason = await this.#red(rule);
        if (reason !== undefined) return reason;
      } else if (provider === 'DeploymentWindow') this.#window(rule);
      else this.ports.notes.find(`The rule ${rule.Name} (${provider}) is taken to hold; a rehearsal does not play it.`);
    }
    return undefined;
  }

  /** Waits for an alarm to leave the states that keep a release out. */
  async #red({ Configuration }: PipelineRule): Promise<string | undefined> {
    const { AlarmName = '', AlarmStates = 'ALARM', WaitTime = '0' } = Configuration;
    const states = AlarmStates.split(',').map((state) => state.trim());
    const isRed = () => states.includes(this.ports.alarmState(AlarmName) ?? 'OK');
    const end = this.ports.clock.now() + Number(WaitTime) * 60_000;
    while (isRed() && this.ports.clock.now() < end) await this.#wait(60_000);
    if (!isRed()) return undefined;
    return `${AlarmName} is in ${this.ports.alarmState(AlarmName)}, after ${WaitTime} minutes of waiting`;
  }

  #window({ Configuration: { Cron = '', TimeZone } }: PipelineRule): void {
    const now = this.ports.clock.now();
    const opening = nextOpening(Cron, TimeZone, now);
    if (opening === now) return;
    const when = opening === undefined ? 'at no time that is known here' : `at ${new Date(opening).toISOString()}`;
    this.ports.notes.find(
      `The window of ${this.stage.Name} (${Cron}, ${TimeZone ?? 'UTC'}) is not open: a release waits, and enters ${when}. ` +
        'The wait is not played.',
    );
  }

  async #wait(length: Millis): Promise<void> {
    let isOver = false;
    this.ports.clock.after(length, () => {
      isOver = true;
    });
    await this.ports.drive(() => isOver);
  }

  #tell(event: string, status: string, detail?: string): void {
    const at: Instant = this.ports.clock.now();
    this.ports.timeline.record({
      at,
      actor: 'codepipeline',
      event,
      status,
      ...(detail === undefined ? {} : { detail }),
    });
  }
}
