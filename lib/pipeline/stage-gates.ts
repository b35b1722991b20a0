import { join } from 'node:path';
import { ArnFormat, Stack, type Stage } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { GuardFunction } from '../deployment/guard-function';
import { RUNBOOKS_CONTEXT } from '../runbooks';
import { acknowledgeWildcards } from '../synthetics';
import { GateStep } from './gate-step';
import type { GuardedStageProps } from './guarded-stage-props';
import { guardsIn, type StageGuards } from './guards-in';
import { requestsOf } from './requests-of';
import { roleName, StageRole } from './stage-account';
import { placeOf, type StagePlace } from './stage-place';

interface Props extends GuardedStageProps {
  readonly stage: Stage;
  /** The stage of the pipeline that it is deployed in. */
  readonly stageName: string;
  readonly pipelineName: string;
  /** The name that the pipeline's own role has where a stage is in another account. */
  readonly pipelineRole: string;
  /** Whether CodePipeline rolls it back when a gate fails. */
  readonly rollback: boolean;
}

/** Why some of what gates ask has no narrower resource. */
const NO_RESOURCE =
  'Results of jobs, metrics and composite alarms have no permission by resource; the id of a stack is part of its ARN.';

/** The gates of one stage: its first action asks the alarms once more, and its last ones run the canaries and bake. */
export class StageGates extends Construct {
  /** What the stage's entry depends on, by name. */
  readonly alarms: readonly string[];
  /** Where the stage is, as far as that is known not to be where the pipeline is. */
  readonly place: StagePlace;
  /** What the gates become in the stage's account; undefined where that is the pipeline's. */
  readonly role: StageRole | undefined;
  readonly before: readonly GateStep[];
  readonly after: readonly GateStep[];
  private readonly pipelineArn: string;

  /** @throws where the stage's guards lie in several accounts or Regions, or it has nothing that a bake could watch. */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: Props,
  ) {
    super(scope, id);
    const guards = guardsIn(props.stage);
    this.place = placeOf(this, props.stage, guards);
    this.alarms = [...new Set([...guards.alarms, ...(props.alarms ?? [])])];
    this.pipelineArn = Stack.of(this).formatArn({ service: 'codepipeline', resource: props.pipelineName });
    const canaries = [...new Set([...guards.canaries, ...(props.canaries ?? [])])];
    this.role = this.roleInAccount(this.alarms.length + canaries.length > 0);
    this.before = this.alarms.length === 0 ? [] : [this.entry()];
    this.after = [...(canaries.length === 0 ? [] : [this.canaries(canaries)]), ...this.bake(guards)];
    // One after the other: who does not pass the canaries is not baked.
    for (const [index, step] of this.after.entries()) {
      const previous = this.after[index - 1];
      if (previous !== undefined) step.addStepDependency(previous);
    }
  }

  private roleInAccount(isAsked: boolean): StageRole | undefined {
    const { account, region } = this.place;
    const { pipelineName, stage, pipelineRole } = this.props;
    if (account === undefined || !isAsked) return undefined;
    const role = new StageRole(this, pipelineName, stage.stageName, account, region);
    // For the entry condition, which CodePipeline evaluates itself.
    role.trust(pipelineRole);
    return role;
  }

  private entry(): GateStep {
    const gate = this.gate('Entry', 'entry', 'no alarm may be red', { ALARMS: this.alarms.join(',') });
    gate.allow(['codepipeline:GetPipelineState'], [this.pipelineArn]);
    this.allow(gate, ['cloudwatch:DescribeAlarms'], ['*']);
    return new GateStep('Entry', gate);
  }

  private canaries(names: readonly string[]): GateStep {
    const gate = this.gate('Canaries', 'canaries', 'every canary must pass', { CANARIES: names.join(',') });
    this.allow(
      gate,
      ['synthetics:GetCanary', 'synthetics:GetCanaryRuns', 'synthetics:StartCanary'],
      names.map((resourceName) =>
        Stack.of(this).formatArn({
          service: 'synthetics',
          ...this.place,
          resource: 'canary',
          resourceName,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ),
    );
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
    this.allow(gate, ['cloudformation:DescribeStacks'], stacks);
    this.allow(gate, ['cloudwatch:DescribeAlarms', 'cloudwatch:GetMetricData'], ['*']);
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
        ...(this.place.region === undefined ? {} : { STAGE_REGION: this.place.region }),
        ...(this.role === undefined ? {} : { STAGE_ROLE: this.role.arnInPipeline }),
        ...environment,
      },
    });
    gate.allow(['codepipeline:GetPipelineExecution', 'codepipeline:ListPipelineExecutions'], [this.pipelineArn]);
    acknowledgeWildcards(gate.role ?? gate, ['*'], NO_RESOURCE);
    if (this.role !== undefined) this.becomes(this.role, gate, id);
    return gate;
  }

  /** Lets a gate assume the role; by name, since the account of the role cannot refer to a resource of this one. */
  private becomes(role: StageRole, gate: GuardFunction, id: string): void {
    const { pipelineName, stage } = this.props;
    const name = roleName(this, pipelineName, `${stage.stageName}-${id}`);
    const own = gate.role?.node.defaultChild;
    if (!(own instanceof CfnRole)) throw new Error(`${gate.node.path} has no role of its own.`);
    own.roleName = name;
    role.trust(name);
    gate.allow(['sts:AssumeRole'], [role.arnInPipeline]);
  }

  /** Allows a gate to ask something of the stage, where the stage is. */
  private allow(gate: GuardFunction, actions: string[], resources: string[]): void {
    if (resources.length === 0) return;
    if (this.role !== undefined) {
      this.role.allow(actions, resources, NO_RESOURCE);
      return;
    }
    gate.allow(actions, resources);
    acknowledgeWildcards(gate.role ?? gate, resources, NO_RESOURCE);
  }

  private stackArn(stackName: string): string {
    return Stack.of(this).formatArn({
      service: 'cloudformation',
      ...this.place,
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
