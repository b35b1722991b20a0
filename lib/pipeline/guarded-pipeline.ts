import { Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { BuildSpec, ComputeType, LinuxBuildImage } from 'aws-cdk-lib/aws-codebuild';
import { CfnPipeline, PipelineType } from 'aws-cdk-lib/aws-codepipeline';
import { CfnRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CodePipeline, ShellStep } from 'aws-cdk-lib/pipelines';
import { Construct } from 'constructs';
import { acknowledgeRoles } from './acknowledge-roles';
import { artifactStores } from './artifacts';
import { type GuardedWaveProps, waveName } from './guarded-stage-props';
import { narrowActions } from './narrow-actions';
import type { PipelineSource } from './pipeline-source';
import { roleName } from './stage-account';
import { writeStageConditions } from './stage-conditions';
import { StageGates } from './stage-gates';
import { elsewhere } from './stage-place';

export interface GuardedPipelineProps {
  readonly source: PipelineSource;
  /**
   * How the app is built: the last command synthesizes it into `cdk.out`, with the context that this app was given, since what is
   * synthesized there replaces the pipeline.
   * @default - `npm ci`, `npm test`, `npx cdk synth`
   */
  readonly commands?: readonly string[];
  /** What is deployed, in this order; each after the one before has passed. */
  readonly waves: readonly GuardedWaveProps[];
  /** Its functions and alarms say it, so it is known at synth. @default - the stack's name */
  readonly pipelineName?: string;
  /** The version of the CDK's command line that the pipeline updates itself with. @default - the latest */
  readonly cliVersion?: string;
}

/**
 * A pipeline that promotes a release from wave to wave: CDK Pipelines, of CodePipeline's type V2. A wave is entered in its
 * window and while no alarm of it is red; then its stacks are deployed, its canaries must pass, and its alarms stay quiet
 * for a bake with enough requests. What fails rolls the wave back to the release that it had before.
 *
 * A rollback deploys the older release again, guard and traffic shift included. CodePipeline has one to go back to only when an
 * execution has succeeded in the wave since the pipeline's own structure last changed: the first after such a change is not
 * rolled back, which the failing gate says.
 */
export class GuardedPipeline extends Construct {
  readonly pipelineName: string;
  readonly pipeline: CodePipeline;
  /** The name of the pipeline's own role where it has one that other accounts must know. */
  private readonly roleName: string;

  /** @throws where CodePipeline does not take what is given, or the guards of a stage lie in several places. */
  constructor(scope: Construct, id: string, props: GuardedPipelineProps) {
    super(scope, id);
    this.pipelineName = nameOf(this, props.pipelineName);
    this.roleName = roleName(this, this.pipelineName, 'pipeline');
    const stages = props.waves.flatMap((wave) => wave.stages.map(({ stage }) => stage));
    const others = (what: 'account' | 'region') => [
      ...new Set(stages.flatMap((stage) => elsewhere(this, stage, what))),
    ];
    const accounts = others('account');
    const crossesAccounts = accounts.length > 0;
    this.pipeline = new CodePipeline(this, 'Pipeline', {
      pipelineName: this.pipelineName,
      pipelineType: PipelineType.V2,
      synth: new ShellStep('Synth', {
        input: props.source.bind(this),
        commands: [...(props.commands ?? ['npm ci', 'npm test', 'npx cdk synth'])],
      }),
      ...artifactStores(this, others('region'), crossesAccounts),
      // One project for all assets: with one for each, a new asset would change the structure, and leave no way back.
      publishAssetsInParallel: false,
      usePipelineRoleForActions: true,
      ...(props.cliVersion === undefined ? {} : { cliVersion: props.cliVersion }),
      codeBuildDefaults: {
        buildEnvironment: { buildImage: LinuxBuildImage.AMAZON_LINUX_2023_5, computeType: ComputeType.MEDIUM },
        logging: { cloudWatch: { logGroup: logs(this) } },
        partialBuildSpec: BuildSpec.fromObject({ phases: { install: { 'runtime-versions': { nodejs: 22 } } } }),
      },
      ...(crossesAccounts ? { selfMutationCodeBuildDefaults: { rolePolicy: [bootstrapRolesOf(accounts)] } } : {}),
    });
    narrowActions(this);
    acknowledgeRoles(this.pipeline);
    const waves = props.waves.map((wave) => ({ wave, gates: this.addWave(wave) }));
    this.pipeline.buildPipeline();
    for (const { wave, gates } of waves) this.writeConditions(wave, gates);
    if (crossesAccounts) this.acceptJoinedArns();
    this.assume(waves.flatMap(({ gates }) => gates.flatMap(({ role }) => role?.arnInPipeline ?? [])));
    this.pipeline.pipeline.addToRolePolicy(
      // Composite alarms can only be read with permission on all.
      new PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] }),
    );
  }

  private addWave(wave: GuardedWaveProps): readonly StageGates[] {
    const stageName = waveName(wave);
    const added = this.pipeline.addWave(stageName);
    return wave.stages.map((props) => {
      const { stage } = props;
      const gates = new StageGates(this, `${stage.stageName}Gates`, {
        ...props,
        stageName,
        pipelineName: this.pipelineName,
        pipelineRole: this.roleName,
        rollback: wave.rollback ?? true,
      });
      added.addStage(stage, { pre: [...gates.before], post: [...gates.after] });
      return gates;
    });
  }

  private writeConditions(wave: GuardedWaveProps, gates: readonly StageGates[]): void {
    writeStageConditions(this.pipeline.pipeline, {
      stageName: waveName(wave),
      alarms: gates.flatMap(({ alarms, place: { region }, role }) =>
        alarms.map((name) => ({
          name,
          ...(region === undefined ? {} : { region }),
          ...(role === undefined ? {} : { roleArn: role.arnInPipeline }),
        })),
      ),
      waitMinutes: waitOf(wave),
      ...(wave.window === undefined ? {} : { window: wave.window }),
      rollback: wave.rollback ?? true,
    });
  }

  /** cfn-lint takes the ARNs that CDK joins for the actions in other accounts for errors in their configuration. */
  private acceptJoinedArns(): void {
    const resource = this.pipeline.pipeline.node.defaultChild;
    if (resource instanceof CfnPipeline) resource.addMetadata('cfn-lint', { config: { ignore_checks: ['E3703'] } });
  }

  /** Lets CodePipeline ask the alarms of other accounts: its role there trusts the pipeline's by name. */
  private assume(roles: readonly string[]): void {
    if (roles.length === 0) return;
    const { role } = this.pipeline.pipeline;
    const resource = role.node.defaultChild;
    if (!(resource instanceof CfnRole)) throw new Error(`${role.node.path} is no role of the pipeline's own.`);
    resource.roleName = this.roleName;
    this.pipeline.pipeline.addToRolePolicy(new PolicyStatement({ actions: ['sts:AssumeRole'], resources: [...roles] }));
  }
}

/** Lets the pipeline's update of itself deploy what it has in other accounts; CDK Pipelines allow it in its own alone. */
function bootstrapRolesOf(accounts: readonly string[]): PolicyStatement {
  return new PolicyStatement({
    actions: ['sts:AssumeRole'],
    resources: accounts.map((account) => `arn:*:iam::${account}:role/*`),
    conditions: {
      'ForAnyValue:StringEquals': { 'iam:ResourceTag/aws-cdk:bootstrap-role': ['file-publishing', 'deploy'] },
    },
  });
}

function nameOf(scope: Construct, given: string | undefined): string {
  const name = given ?? Stack.of(scope).stackName;
  if (Token.isUnresolved(name) || !/^[A-Za-z0-9.@_-]{1,100}$/.test(name)) {
    throw new Error(`pipelineName is '${name}'; it takes 1 to 100 letters, digits and . @ - _, known at synth.`);
  }
  return name;
}

function waitOf({ waitForQuiet = Duration.minutes(30) }: GuardedWaveProps): number {
  const minutes = waitForQuiet.toMinutes({ integral: false });
  if (!Number.isInteger(minutes) || minutes < 1) {
    throw new Error(
      `waitForQuiet is ${waitForQuiet.toSeconds()} seconds; CodePipeline waits whole minutes, 1 or more.`,
    );
  }
  return minutes;
}

function logs(scope: Construct): LogGroup {
  return new LogGroup(scope, 'BuildLogs', {
    retention: RetentionDays.THREE_MONTHS,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}
