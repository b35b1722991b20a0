import type { StackResult } from '../../engine/cloudformation';
import type { Promotion } from '../report/promotion';
import { type AlarmAtStop, alarmsAtStop } from '../report/tripped';
import type { PipelineStage } from '../services/codepipeline/definition';
import type { Execution, Pipeline } from '../services/codepipeline/pipelines';
import type { StagePorts } from '../services/codepipeline/stage-ports';
import { CONTINUES_AFTER, type StageEnding, StageRun } from '../services/codepipeline/stage-run';
import type { World } from '../world/world';

/** Updates one stack to its baseline or to the candidate; undefined where there is nothing to update. */
export type Deploy = (stackName: string, to: 'baseline' | 'candidate') => Promise<StackResult | undefined>;

/** How a stage took the candidate. */
export interface StageResult {
  /** How the candidate's update of the stacks ended; undefined where it did not come to it. */
  readonly stack: StackResult | undefined;
  readonly promotion: Promotion;
  /** The alarms that a gate failed for, as they stood then. */
  readonly trigger: readonly AlarmAtStop[];
}

/**
 * Takes the candidate through a stage of the pipeline, and back where the stage fails and CodePipeline has an execution to
 * go back to.
 */
export async function promote(
  world: World,
  stageName: string,
  drive: (done: () => boolean) => Promise<void>,
  deploy: Deploy,
): Promise<StageResult> {
  const { clock, timeline, notes, observation, compute, scenario } = world;
  const { pipelines, jobs } = world.delivery;
  const [pipeline, stage] = found(pipelines.all(), stageName);
  noteAssumptions(world, stage);
  const baseline = pipelines.start(pipeline, 'STANDARD');
  baseline.succeededIn.push(stageName);
  baseline.status = 'Succeeded';
  if (scenario.pipeline?.changed === true) pipeline.version += 1;

  const take = async (execution: Execution, to: 'baseline' | 'candidate') => {
    const ports: StagePorts = {
      clock,
      timeline,
      notes,
      beginJob: (request, ended) => jobs.begin(request, ended),
      waitUnused: async (length, wait) => {
        world.delivery.isUnused = true;
        await wait(Math.max(0, length - scenario.warmUp));
        world.delivery.isUnused = false;
        await wait(Math.min(length, scenario.warmUp));
      },
      alarmState: (name) => observation.alarms.state(name),
      deploy: (stackName) => deploy(stackName, to),
      cannotRun: (functionName) => compute.functions.get(functionName)?.latest.cannotRun,
    };
    const run = new StageRun(stage, execution, ports);
    const first = await ended(run.run(), drive);
    const ending = isRetried(stage, execution, first) ? await ended(run.retry(retryMode(stage)), drive) : first;
    execution.status = ending.status === 'succeeded' ? 'Succeeded' : 'Failed';
    if (ending.status === 'succeeded') execution.succeededIn.push(stageName);
    return { ending, stack: run.stack };
  };

  const { ending, stack } = await take(pipelines.start(pipeline, 'STANDARD'), 'candidate');
  const trigger = ending.status === 'gate-failed' ? alarmsIn(world, ending.reason) : [];
  const result = (rollback: Promotion['rollback']): StageResult => ({
    stack,
    promotion: { stage: stageName, ...told(ending), rollback },
    trigger,
  });
  // A stage that was not entered has not failed: what it had stays.
  if (ending.status === 'succeeded' || ending.status === 'not-entered') return result('none');
  const follows = ending.status === 'gate-failed' ? ending.result : undefined;
  if ((follows ?? stage.OnFailure?.Result) !== 'ROLLBACK') return result('none');
  if (baseline.version !== pipeline.version) return result('impossible');
  compute.release.goesBack();
  const back = await take(pipelines.start(pipeline, 'ROLLBACK'), 'baseline');
  return result(back.ending.status === 'succeeded' ? 'done' : 'failed');
}

/** Lets virtual time pass until what was begun has ended. */
async function ended<T>(begun: Promise<T>, drive: (done: () => boolean) => Promise<void>): Promise<T> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  begun.then(over, over);
  await drive(() => isOver);
  return begun;
}

/**
 * Whether CodePipeline tries a failed stage again by itself: once, and not a rollback.
 * Source: https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_RetryStageMetadata.html
 */
function isRetried({ OnFailure }: PipelineStage, { type }: Execution, { status }: StageEnding): boolean {
  const hasFailed = status === 'deployment-failed' || status === 'gate-failed';
  return hasFailed && type === 'STANDARD' && OnFailure?.Result === 'RETRY';
}

const retryMode = ({ OnFailure }: PipelineStage) => OnFailure?.RetryConfiguration?.RetryMode ?? 'FAILED_ACTIONS';

function found(pipelines: Iterable<Pipeline>, stageName: string): readonly [Pipeline, PipelineStage] {
  for (const pipeline of pipelines) {
    const stage = pipeline.stages.find(({ Name }) => Name === stageName);
    if (stage !== undefined) return [pipeline, stage];
  }
  throw new Error(`No pipeline of the rehearsal has the stage ${stageName}.`);
}

function told(ending: StageEnding): Pick<Promotion, 'status' | 'gate' | 'reason'> {
  switch (ending.status) {
    case 'succeeded':
      return { status: 'promoted', reason: ending.gates.join('; ') || 'the stage has no gate' };
    case 'not-entered':
      return { status: 'not-entered', gate: 'entry condition', reason: ending.reason };
    case 'deployment-failed':
      return { status: 'deployment-failed', reason: `${ending.action}: ${ending.stack.reason ?? ending.stack.status}` };
    case 'gate-failed':
      return { status: 'stopped', gate: ending.action, reason: ending.reason };
  }
}

/** The alarms that a gate's reason names, and what is red below them. */
function alarmsIn({ cloudwatch, clock }: World, reason: string): readonly AlarmAtStop[] {
  const red = cloudwatch.describeAlarms().filter(({ name, state }) => state === 'ALARM' && reason.includes(name));
  return alarmsAtStop(cloudwatch, red.map(({ name }) => `<${name}>`).join(' '), clock.now());
}

function noteAssumptions({ notes }: World, { Name, Actions, OnFailure }: PipelineStage): void {
  notes.assume({
    name: 'continuation',
    value: `${CONTINUES_AFTER / 1_000} s`,
    why: 'How long CodePipeline waits before it invokes a function again that asked for more time is not documented.',
  });
  notes.assume({
    name: 'CloudWatchAlarm rule',
    value: 'an alarm in its AlarmStates keeps a release out after WaitTime; a composite alarm too',
    why: "AWS' pages contradict each other on when the result of a condition follows, and none speaks of composite alarms.",
  });
  if (Actions.some(({ RunOrder }, index) => Actions.findIndex((one) => one.RunOrder === RunOrder) < index)) {
    notes.assume({
      name: 'actions side by side',
      value: 'where one fails, those beside it go on to their end before the stage fails',
      why: 'When CodePipeline begins a rollback while other actions of the stage are in progress is not documented.',
    });
  }
  if ((OnFailure?.Conditions ?? []).length > 0) {
    notes.find(`The conditions of OnFailure of ${Name} are taken to be met; a rehearsal does not play them.`);
  }
  notes.assume({
    name: 'stage that is not entered',
    value: 'is not rolled back',
    why: 'Whether OnFailure follows a refused entry is not documented; what it would deploy is what the stage has.',
  });
  notes.assume({
    name: 'stage rollback',
    value: 'does not ask the entry condition',
    why: 'Whether CodePipeline asks conditions when it rolls a stage back is not documented.',
  });
}
