import type { VirtualClock } from '../clock';
import type { AliasRouting, CodeDeployAssumptions, CodeDeployTimings, DeploymentEvent } from './deployment';

/** What CodeDeploy reads and does. None of it may take virtual time. */
export interface CodeDeployPorts {
  readonly clock: VirtualClock;
  /** The state of an alarm, metric or composite; `undefined`: no such alarm. Throwing means DescribeAlarms failed. */
  alarmState(name: string): 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | undefined;
  /** Invokes a hook asynchronously: returns before the hook has run. Throwing fails the deployment with the error's message. */
  invokeHook(invocation: HookInvocation): void;
  /** Where the alias points now; `undefined`: no such alias. */
  aliasOf(functionName: string, alias: string): AliasRouting | undefined;
  setAlias(change: { functionName: string; alias: string } & AliasRouting): void;
  emit(event: DeploymentEvent): void;
  readonly timings?: Partial<CodeDeployTimings>;
  readonly assumptions?: Partial<CodeDeployAssumptions>;
  /** Deployment ids follow from it. @default 0 */
  readonly seed?: number;
}

/** The payload AWS sends is `DeploymentId` and `LifecycleEventHookExecutionId`; the rest says where it came from. */
export interface HookInvocation {
  readonly functionName: string;
  readonly deploymentId: string;
  readonly lifecycleEventHookExecutionId: string;
  readonly event: 'BeforeAllowTraffic' | 'AfterAllowTraffic';
  readonly application: string;
  readonly group: string;
}
