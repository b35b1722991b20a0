import { join } from 'node:path';
import { ArnFormat, Stack, type Stage, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { GuardFunction } from '../deployment/guard-function';
import { RUNBOOKS_CONTEXT } from '../runbooks';
import { acknowledgeWildcards } from '../synthetics';
import { GateStep } from './gate-step';
import type { GuardedStageProps } from './guarded-stage-props';
import { guardsIn, type StageGuards } from './guards-in';
import { requestsOf } from './requests-of';

interface Props extends GuardedStageProps {
  readonly stage: Stage;
  /** The stage of the pipeline that it is deployed in. */
  readonly stageName: string;
  readonly pipelineName: string;
  /** Whether CodePipeline rolls it back when a gate fails. */
  readonly rollback: boolean;
}

/** The gates of one stage: its first action asks the alarms once more, and its last ones run the canaries and bake. */
export class StageGates extends Construct {
  /** What the stage's entry depends on, by name. */
  readonly alarms: readonly string[];
  /** Where the stage is, when that is known not to be where the pipeline is. */
  readonly region: string | undefined;
  readonly before: readonly GateStep[];
  readonly after: readonly GateStep[];
  private readonly pipelineArn: string;

  /** @throws where the stage lies in another account, or has nothing that a bake could watch. */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: Props,
  ) {
    super(scope, id);
    const guards = guardsIn(props.stage);
    this.region = regionOf(this, props.stage, guards);
    this.alarms = [...new Set([...guards.alarms, ...(props.alarms ?? [])])];
    this.pipelineArn = Stack.of(this).formatArn({ service: 'codepipeline', resource: props.pipelineName });
    const canaries = [...new Set([...guards.canaries, ...(props.canaries ?? [])])];
    this.before = this.alarms.length === 0 ? [] : [this.entry()];
    this.after = [...(canaries.length === 0 ? [] : [this.canaries(canaries)]), ...this.bake(guards)];
    // One after the other: who does not pass the canaries is not baked.
    for (const [index, step] of this.after.entries()) {
      const previous = this.after[index - 1];
      if (previous !== undefined) step.addStepDependency(previous);
    }
  }

  private entry(): GateStep {
    const gate = this.gate('Entry', 'entry', 'no alarm may be red', { ALARMS: this.alarms.join(',') });
    gate.allow(['codepipeline:GetPipelineState'], [this.pipelineArn]);
    this.allowReading(gate, ['cloudwatch:DescribeAlarms']);
    return new GateStep('Entry', gate);
  }

  private canaries(names: readonly string[]): GateStep {
    const gate = this.gate('Canaries', 'canaries', 'every canary must pass', { CANARIES: names.join(',') });
    gate.allow(
      ['synthetics:GetCanary', 'synthetics:GetCanaryRuns', 'synthetics:StartCanary'],
      names.map((resourceName) =>
        Stack.of(this).formatArn({
          service: 'synthetics',
          ...(this.region === undefined ? {} : { region: this.region }),
          resource: 'canary',
          resourceName,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ),
    );
    this.allowReading(gate, []);
    return new GateStep('Canaries', gate);
  }

  private bake(guards: StageGuards): GateStep[] {
    const { bake, stage } = this.props;
    if (bake === undefined) return [];
    const requests = requestsOf(stage.stageName, guards, this.props.requests);
    if (this.alarms.length === 0) {
      throw new Error(
        `${stage.stageName} bakes, and has no alarm to watch: give its stacks a guard, or the stage \`alarms\`.`,
      );
    }
    if (bake.minRequests > 0 && requests.length === 0) {
      throw new Error(
        `${stage.stageName} demands ${bake.minRequests} requests, and none are counted: give it \`requests\`.`,
      );
    }
    const gate = this.gate('Bake', 'bake', `${bake}`, {
      ALARMS: this.alarms.join(','),
      BAKE_MINUTES: String(bake.minutes),
      MIN_REQUESTS: String(bake.minRequests),
      PATIENCE_MINUTES: String(bake.patienceMinutes),
      REQUESTS: JSON.stringify(requests),
    });
    const stacks = guards.requests.map(({ stack }) => this.stackArn(stack));
    gate.allow(['cloudformation:DescribeStacks'], stacks);
    this.allowReading(gate, ['cloudwatch:DescribeAlarms', 'cloudwatch:GetMetricData'], stacks);
    return [new GateStep('Bake', gate)];
  }

  private gate(id: string, handler: string, demands: string, environment: Record<string, string>): GuardFunction {
    const { pipelineName, stage, stageName, rollback } = this.props;
    const gate = new GuardFunction(this, id, {
      directory: join(__dirname, 'gates'),
      handler,
      description: `${stage.stageName}, ${handler} gate of ${pipelineName}: ${demands}`,
      environment: {
        PIPELINE: pipelineName,
        STAGE: stageName,
        ROLLBACK: String(rollback),
        RUNBOOK: runbookOf(this),
        ...(this.region === undefined ? {} : { STAGE_REGION: this.region }),
        ...environment,
      },
    });
    gate.allow(['codepipeline:GetPipelineExecution', 'codepipeline:ListPipelineExecutions'], [this.pipelineArn]);
    return gate;
  }

  private allowReading(gate: GuardFunction, actions: string[], resources: readonly string[] = []): void {
    if (actions.length > 0) gate.allow(actions, ['*']);
    acknowledgeWildcards(
      gate.role ?? gate,
      ['*', ...resources],
      'Results of jobs, metrics and composite alarms have no permission by resource; the id of a stack is part of its ARN.',
    );
  }

  private stackArn(stackName: string): string {
    return Stack.of(this).formatArn({
      service: 'cloudformation',
      ...(this.region === undefined ? {} : { region: this.region }),
      resource: 'stack',
      resourceName: `${stackName}/*`,
    });
  }
}

/** Where to read what to do when a gate fails. */
function runbookOf(scope: Construct): string {
  const published: unknown = scope.node.tryGetContext(RUNBOOKS_CONTEXT);
  return `${typeof published === 'string' ? published.replace(/\/$/, '') : 'runbooks'}/pipeline-stopped.md`;
}

/** @throws where the guards are in several regions, or in another account than the pipeline. */
function regionOf(scope: Construct, stage: Stage, { stacks }: StageGuards): string | undefined {
  const own = Stack.of(scope);
  const known = (value: string) => !Token.isUnresolved(value);
  for (const { account } of stacks) {
    if (known(account) && known(own.account) && account !== own.account) {
      throw new Error(
        `${stage.stageName} is in the account ${account}, and the pipeline in ${own.account}: its gates read alarms and start ` +
          'canaries in their own account. Give the account a pipeline of its own; or deploy the stage without guards in its ' +
          'stacks, and put gates that assume a role of that account behind it (docs/pipeline.md).',
      );
    }
  }
  const regions = [...new Set(stacks.map(({ region }) => region))];
  if (regions.length > 1) {
    throw new Error(
      `${stage.stageName} has guards in ${regions.join(' and ')}; make it a stage for each region, in one wave.`,
    );
  }
  const [region] = regions;
  return region === undefined || !known(region) || region === own.region ? undefined : region;
}
