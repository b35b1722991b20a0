import { VirtualClock } from '../../../lib/engine/clock';
import {
  parseTemplate,
  type ResourceHandler,
  type ResourceRequest,
  Stack,
  type StackEvent,
  type StackPorts,
  type StackResource,
  type StackResult,
} from '../../../lib/engine/cloudformation';
import {
  type AliasRouting,
  CodeDeploy,
  type DeploymentGroup,
  type HookInvocation,
  predefinedConfig,
} from '../../../lib/engine/codedeploy';

export const SECOND = 1_000;
export const start = Date.UTC(2026, 7, 13, 8, 0, 0);

/** An account with the few services that the tests' templates need. What exists is in plain maps. */
export class Account {
  readonly clock = new VirtualClock(start);
  readonly events: StackEvent[] = [];
  /** Physical ids in the order of creation and deletion: `+id`, `-id`, `~id` for an update. */
  readonly log: string[] = [];
  readonly aliases = new Map<string, AliasRouting>();
  readonly alarms = new Map<string, 'OK' | 'ALARM'>();
  readonly versions = new Map<string, number>();
  readonly exports = new Map<string, unknown>();
  readonly codeDeploy: CodeDeploy;
  onHook: (hook: HookInvocation) => void = () => {};
  /** Logical ids whose create or update fails, with the message. */
  readonly failing = new Map<string, string>();
  /** Those that fail when they are put back too. */
  readonly lost = new Set<string>();

  constructor() {
    this.codeDeploy = new CodeDeploy({
      clock: this.clock,
      alarmState: (name) => this.alarms.get(name),
      aliasOf: (functionName, alias) => this.aliases.get(`${functionName}:${alias}`),
      setAlias: ({ functionName, alias, version, additional }) => {
        this.aliases.set(`${functionName}:${alias}`, { version, ...(additional && { additional }) });
      },
      invokeHook: (hook) => this.onHook(hook),
      emit: () => {},
    });
  }

  stack(name = 'Orders', ports: Partial<StackPorts> = {}): Stack {
    return new Stack(name, {
      clock: this.clock,
      region: 'eu-west-1',
      account: '111122223333',
      handlerOf: (type) => this.handlerOf(type),
      emit: (event) => this.events.push(event),
      alarmState: (arn) => this.alarms.get(arn.split(':').at(-1) ?? ''),
      importOf: (exportName) => this.exports.get(exportName),
      ...ports,
    });
  }

  /** Runs an operation to its end. */
  async done(operation: Promise<StackResult>): Promise<StackResult> {
    let ended = false;
    const watched = operation.finally(() => {
      ended = true;
    });
    await this.clock.runUntil(() => ended);
    return await watched;
  }

  /** Seconds since the start of virtual time. */
  seconds(at = this.clock.now()): number {
    return (at - start) / SECOND;
  }

  statuses(logicalId: string): string[] {
    return this.events.filter((e) => e.logicalId === logicalId).map((e) => e.status);
  }

  handlerOf(type: string): ResourceHandler {
    const plain: ResourceHandler = {
      create: (request) => this.make(request, String(request.properties.Name ?? request.physicalName())),
      update: (request, previous) => {
        this.check(request);
        const name = request.properties.Name;
        if (name !== undefined && name !== previous.physicalId) return this.make(request, String(name));
        this.log.push(`~${previous.physicalId}`);
        return { physicalId: previous.physicalId, attributes: { Arn: `arn:${previous.physicalId}` } };
      },
      delete: ({ physicalId }) => void this.log.push(`-${physicalId}`),
    };
    if (type === 'AWS::Lambda::Version') return { ...plain, create: (request) => this.publish(request) };
    if (type === 'AWS::Lambda::Alias') return { ...plain, ...this.aliasHandler() };
    return plain;
  }

  private make(request: ResourceRequest, physicalId: string) {
    this.check(request);
    this.log.push(`+${physicalId}`);
    return { physicalId, attributes: { Arn: `arn:${physicalId}` } };
  }

  private check({ logicalId }: ResourceRequest): void {
    const message = this.failing.get(logicalId);
    if (message === undefined) return;
    if (!this.lost.has(logicalId)) this.failing.delete(logicalId);
    throw new Error(message);
  }

  private publish(request: ResourceRequest) {
    const name = String(request.properties.FunctionName);
    const version = String((this.versions.get(name) ?? 0) + 1);
    this.versions.set(name, Number(version));
    return { ...this.make(request, `${name}:${version}`), attributes: { Version: version } };
  }

  private aliasHandler(): Partial<ResourceHandler> & Pick<ResourceHandler, 'create' | 'update'> {
    const put = (request: ResourceRequest) => {
      this.check(request);
      const { FunctionName, Name, FunctionVersion } = request.properties;
      const physicalId = `${FunctionName}:${Name}`;
      this.aliases.set(physicalId, { version: String(FunctionVersion) });
      this.log.push(`=${physicalId}@${FunctionVersion}`);
      return { physicalId };
    };
    return {
      create: put,
      update: put,
      deploy: (request, previous) => this.shift(request, previous),
    };
  }

  private shift(request: ResourceRequest, previous: StackResource) {
    const update = request.updatePolicy?.CodeDeployLambdaAliasUpdate as Record<string, string>;
    const { FunctionName, Name, FunctionVersion } = request.properties as Record<string, string>;
    const after = update.AfterAllowTrafficHook;
    const group: DeploymentGroup = {
      application: String(update.ApplicationName),
      name: String(update.DeploymentGroupName),
      routing: predefinedConfig('CodeDeployDefault.LambdaCanary10Percent5Minutes') ?? { type: 'AllAtOnce' },
      alarms: ['errors'],
      alarmsEnabled: true,
      ignorePollAlarmFailure: false,
      autoRollback: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'],
    };
    const id = this.codeDeploy.createDeployment(group, {
      functionName: String(FunctionName),
      alias: String(Name),
      currentVersion: String(previous.properties.FunctionVersion),
      targetVersion: String(FunctionVersion),
      ...(after !== undefined && { afterHook: after }),
    });
    return {
      id,
      onEnd: (listener: (end: { failed?: string; rollbackId?: string }) => void) =>
        this.codeDeploy.onEnd(id, ({ error, rollbackInfo }) =>
          listener({
            ...(error && { failed: error.message }),
            ...(rollbackInfo?.rollbackDeploymentId && { rollbackId: rollbackInfo.rollbackDeploymentId }),
          }),
        ),
      stop: () => void this.codeDeploy.stopDeployment(id, true),
    };
  }
}

/** A function with a version and a live alias under CodeDeploy. `code` decides the version's logical id, as CDK's hash does. */
export function lambdaTemplate(code: string, more: Record<string, unknown> = {}, versionPolicy?: string) {
  return parseTemplate({
    Resources: {
      Function: { Type: 'AWS::Lambda::Function', Properties: { Name: 'orders', Code: code } },
      [`Version${code}`]: {
        Type: 'AWS::Lambda::Version',
        Properties: { FunctionName: { Ref: 'Function' } },
        ...(versionPolicy && { DeletionPolicy: versionPolicy, UpdateReplacePolicy: versionPolicy }),
      },
      Group: { Type: 'AWS::CodeDeploy::DeploymentGroup', Properties: { Name: 'live-group' } },
      Live: {
        Type: 'AWS::Lambda::Alias',
        Properties: {
          FunctionName: { Ref: 'Function' },
          FunctionVersion: { 'Fn::GetAtt': [`Version${code}`, 'Version'] },
          Name: 'live',
        },
        UpdatePolicy: {
          CodeDeployLambdaAliasUpdate: {
            ApplicationName: 'orders-app',
            DeploymentGroupName: { Ref: 'Group' },
            AfterAllowTrafficHook: 'smoke',
          },
        },
      },
      ...more,
    },
  });
}
