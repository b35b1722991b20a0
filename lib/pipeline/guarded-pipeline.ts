import { Duration, RemovalPolicy, Stack, Token, Validations } from 'aws-cdk-lib';
import { BuildSpec, ComputeType, LinuxBuildImage } from 'aws-cdk-lib/aws-codebuild';
import { PipelineType } from 'aws-cdk-lib/aws-codepipeline';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { CodePipeline, ShellStep } from 'aws-cdk-lib/pipelines';
import { Construct } from 'constructs';
import { acknowledgeRoles } from './acknowledge-roles';
import { type GuardedWaveProps, waveName } from './guarded-stage-props';
import { narrowActions } from './narrow-actions';
import type { PipelineSource } from './pipeline-source';
import { writeStageConditions } from './stage-conditions';
import { StageGates } from './stage-gates';

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

  /** @throws where CodePipeline does not take what is given, or a stage is where its gates cannot reach. */
  constructor(scope: Construct, id: string, props: GuardedPipelineProps) {
    super(scope, id);
    this.pipelineName = nameOf(this, props.pipelineName);
    this.pipeline = new CodePipeline(this, 'Pipeline', {
      pipelineName: this.pipelineName,
      pipelineType: PipelineType.V2,
      synth: new ShellStep('Synth', {
        input: props.source.bind(this),
        commands: [...(props.commands ?? ['npm ci', 'npm test', 'npx cdk synth'])],
      }),
      artifactBucket: artifacts(this),
      // One project for all assets: with one for each, a new asset would change the structure, and leave no way back.
      publishAssetsInParallel: false,
      usePipelineRoleForActions: true,
      ...(props.cliVersion === undefined ? {} : { cliVersion: props.cliVersion }),
      codeBuildDefaults: {
        buildEnvironment: { buildImage: LinuxBuildImage.AMAZON_LINUX_2023_5, computeType: ComputeType.MEDIUM },
        logging: { cloudWatch: { logGroup: logs(this) } },
        partialBuildSpec: BuildSpec.fromObject({ phases: { install: { 'runtime-versions': { nodejs: 22 } } } }),
      },
    });
    narrowActions(this);
    acknowledgeRoles(this.pipeline);
    const waves = props.waves.map((wave) => ({ wave, gates: this.addWave(wave) }));
    this.pipeline.buildPipeline();
    for (const { wave, gates } of waves) this.writeConditions(wave, gates);
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
        rollback: wave.rollback ?? true,
      });
      added.addStage(stage, { pre: [...gates.before], post: [...gates.after] });
      return gates;
    });
  }

  private writeConditions(wave: GuardedWaveProps, gates: readonly StageGates[]): void {
    writeStageConditions(this.pipeline.pipeline, {
      stageName: waveName(wave),
      alarms: gates.flatMap(({ alarms, region }) =>
        alarms.map((name) => ({ name, ...(region === undefined ? {} : { region }) })),
      ),
      waitMinutes: waitOf(wave),
      ...(wave.window === undefined ? {} : { window: wave.window }),
      rollback: wave.rollback ?? true,
    });
  }
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

/** What stages hand on. A rollback takes the artifacts of the release that it goes back to: they stay as long as one may. */
function artifacts(scope: Construct): Bucket {
  const bucket = new Bucket(scope, 'Artifacts', {
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    lifecycleRules: [{ expiration: Duration.days(90), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    removalPolicy: RemovalPolicy.DESTROY,
    autoDeleteObjects: true,
  });
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason: 'The pipeline alone reads and writes it, and CodePipeline keeps the history of both.',
  });
  return bucket;
}
