import type { Duration, Stage } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Bake } from './bake';
import type { DeploymentWindow } from './deployment-window';

/** What is deployed, and what it demands of a release before the next wave gets it. */
export interface GuardedStageProps {
  readonly stage: Stage;
  /**
   * Alarms, by name, that count for the stage besides the standing alarms of the guards in it: red, they keep a release out, and
   * fail its bake. By name, since a pipeline cannot refer to what it deploys.
   * @default - the guards' standing alarms alone
   */
  readonly alarms?: readonly string[];
  /** Canaries, by name, that must pass besides the live canaries of the guards. @default - the guards' live canaries alone */
  readonly canaries?: readonly string[];
  /** How long nothing may go wrong after the deployment. @default - no bake: canaries alone decide */
  readonly bake?: Bake;
  /**
   * What counts as a request in the bake: metrics whose sums are added up, such as a load balancer's `RequestCount`, with names that
   * are known at synth. @default - the invocations of the guards' live aliases, and the requests to their target groups
   */
  readonly requests?: readonly IMetric[];
}

/** Stages that are deployed side by side: a stage of CodePipeline. The next wave begins when all of them have passed. */
export interface GuardedWaveProps {
  /** @default - the name of its stage; where there are several it has to be given */
  readonly name?: string;
  readonly stages: readonly GuardedStageProps[];
  /** When it may be entered. @default - at any time */
  readonly window?: DeploymentWindow;
  /** How long a release waits before a red alarm, in whole minutes, until it is kept out. @default Duration.minutes(30) */
  readonly waitForQuiet?: Duration;
  /** Whether CodePipeline rolls all of it back when anything in it fails. @default true */
  readonly rollback?: boolean;
}

/** @throws where several stages have no name together */
export function waveName({ name, stages }: GuardedWaveProps): string {
  const [first, second] = stages;
  if (first === undefined) throw new Error(`The wave ${name ?? ''} has no stage.`);
  if (name === undefined && second !== undefined) {
    const names = stages.map(({ stage }) => stage.stageName).join(', ');
    throw new Error(`The wave of ${names} has no name; give it one, such as Production.`);
  }
  return name ?? first.stage.stageName;
}
