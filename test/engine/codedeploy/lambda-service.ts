import { VirtualClock } from '../../../lib/engine/clock';
import {
  type AliasRouting,
  CodeDeploy,
  type CodeDeployPorts,
  type DeploymentEvent,
  type DeploymentGroup,
  type HookInvocation,
  type LambdaRevision,
  predefinedConfig,
} from '../../../lib/engine/codedeploy';

export const SECOND = 1_000;
export const MINUTE = 60_000;
export const start = Date.UTC(2026, 7, 22, 12, 0, 0);

/** A Lambda service under CodeDeploy: aliases, alarms and hooks are plain maps that a test changes. */
export class LambdaService {
  readonly clock = new VirtualClock(start);
  readonly aliases = new Map<string, AliasRouting>([['orders:live', { version: '1' }]]);
  readonly alarms = new Map<string, 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'>();
  readonly events: DeploymentEvent[] = [];
  readonly invoked: (HookInvocation & { at: number })[] = [];
  /** What hooks do when they are invoked. */
  onHook: (hook: HookInvocation) => void = () => {};
  readonly codeDeploy: CodeDeploy;

  constructor(ports: Partial<CodeDeployPorts> = {}) {
    this.codeDeploy = new CodeDeploy({
      clock: this.clock,
      alarmState: (name) => this.alarms.get(name),
      aliasOf: (functionName, alias) => this.aliases.get(`${functionName}:${alias}`),
      setAlias: ({ functionName, alias, version, additional }) => {
        this.aliases.set(`${functionName}:${alias}`, { version, ...(additional && { additional }) });
      },
      invokeHook: (hook) => {
        this.invoked.push({ ...hook, at: this.clock.now() });
        this.onHook(hook);
      },
      emit: (event) => this.events.push(event),
      ...ports,
    });
  }

  get live(): AliasRouting | undefined {
    return this.aliases.get('orders:live');
  }

  /** Seconds since the start of virtual time. */
  seconds(): number {
    return (this.clock.now() - start) / SECOND;
  }

  /** The hook reports after a time. */
  reportAfter(hook: HookInvocation, delay: number, status: string): void {
    this.clock.after(delay, () => {
      this.codeDeploy.putLifecycleEventHookExecutionStatus({ ...hook, status });
    });
  }

  async runFor(milliseconds: number): Promise<void> {
    await this.clock.runUntil(() => false, this.clock.now() + milliseconds);
  }

  /** Runs until no deployment is in progress. */
  async runToEnd(): Promise<void> {
    const running = () => this.codeDeploy.listDeployments().some((d) => d.completeTime === undefined);
    await this.clock.runUntil(() => !running(), this.clock.now() + 50 * 60 * MINUTE);
  }
}

export function group(changes: Partial<DeploymentGroup> = {}): DeploymentGroup {
  return {
    application: 'Orders',
    name: 'OrdersLive',
    routing: predefinedConfig('CodeDeployDefault.LambdaCanary10Percent5Minutes') ?? { type: 'AllAtOnce' },
    alarms: ['errors'],
    alarmsEnabled: true,
    ignorePollAlarmFailure: false,
    autoRollback: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
    ...changes,
  };
}

export function revision(changes: Partial<LambdaRevision> = {}): LambdaRevision {
  return { functionName: 'orders', alias: 'live', currentVersion: '1', targetVersion: '2', ...changes };
}
