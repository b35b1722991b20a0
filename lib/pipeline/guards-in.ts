import { Stack, type Stage, Token } from 'aws-cdk-lib';
import { CfnCompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';
import { StandingAlarm } from '../alarms/standing-alarm';
import { GuardedDeployment, LiveCanaries } from '../deployment';
import { Guard } from '../deployment/guard';
import { logicalIdPrefix } from '../deployment/guard-name';

/** The guards of a stage, by what the pipeline may say of them: names that are known at synth. */
export interface StageGuards {
  /** Their standing alarms. */
  readonly alarms: readonly string[];
  /** Their live canaries. */
  readonly canaries: readonly string[];
  /** Where the functions or the target groups that serve are named: outputs of their stacks. */
  readonly requests: readonly { readonly stack: string; readonly output: string }[];
  /** The stacks that have them. */
  readonly stacks: readonly Stack[];
}

/** What a pipeline knows of a stage: everything by name, since a pipeline's stack cannot refer to what it deploys. */
export function guardsIn(stage: Stage): StageGuards {
  const all = stage.node.findAll();
  const standing = all.filter((one) => one instanceof StandingAlarm);
  return {
    alarms: standing.map(nameOf),
    canaries: all
      .filter((one) => one instanceof LiveCanaries)
      .flatMap((live) => live.canaries.map((one) => one.canaryName)),
    requests: all
      .filter((one) => one instanceof Guard)
      .map((guard) => ({
        stack: Stack.of(guard).stackName,
        output: `${logicalIdPrefix(guard)}${guard instanceof GuardedDeployment ? 'LiveAliases' : 'TargetGroups'}`,
      })),
    stacks: [...new Set(standing.map((one) => Stack.of(one)))],
  };
}

function nameOf(alarm: IConstruct): string {
  const resource = alarm.node.defaultChild;
  const name = resource instanceof CfnCompositeAlarm ? resource.alarmName : undefined;
  if (name === undefined || Token.isUnresolved(name)) throw new Error(`${alarm.node.path} has no name at synth.`);
  return name;
}
