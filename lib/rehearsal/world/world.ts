import { rmSync } from 'node:fs';
import type { AssemblyStack } from '../../assembly';
import { AwsEndpoint, type AwsServices } from '../../endpoint';
import type { ResourceHandler } from '../../engine/cloudformation';
import type { CodeDeploy, CodeDeployPorts } from '../../engine/codedeploy';
import { guardedServices } from '../permissions';
import { type AlarmAtStop, alarmsAtStop } from '../report/tripped';
import type { Scenario } from '../scenario';
import type { OutputsOf } from '../services/cloudformation/operations';
import { stackEvents } from '../services/cloudformation/stack-events';
import { trailOperations } from '../services/cloudtrail/trail';
import { AlarmNames } from '../services/cloudwatch/alarm-names';
import { cloudwatchOperations } from '../services/cloudwatch/operations';
import { aliasDeployment, openCodeDeploy } from '../services/codedeploy/deployments';
import { type HookedDeployments, Hooks } from '../services/codedeploy/hooks';
import { codedeployOperations } from '../services/codedeploy/operations';
import { DeploymentGroups } from '../services/codedeploy/resources';
import { ServiceRoles } from '../services/codedeploy/service-roles';
import { messagingOperations } from '../services/events/operations';
import { inertResource } from '../services/inert';
import { lambdaOperations } from '../services/lambda/operations';
import { opsItemOperations } from '../services/opsitems/ops-items';
import { artifactOperations } from '../services/s3/run-artifacts';
import { syntheticsOperations } from '../services/synthetics/operations';
import type { Account } from './account';
import { type Compute, openCompute } from './compute';
import { type Delivery, openDelivery } from './delivery';
import { type Foundation, layFoundation } from './foundation';
import { type Messaging, openMessaging } from './messaging';
import { type Observation, openObservation } from './observation';
import { openServing, type Serving } from './serving';

/** The account that a rehearsal plays in: every service, on one virtual clock. */
export interface World extends Foundation {
  readonly compute: Compute;
  readonly messaging: Messaging;
  readonly observation: Observation;
  readonly serving: Serving;
  readonly delivery: Delivery;
  readonly codedeploy: CodeDeploy;
  readonly groups: DeploymentGroups;
  readonly serviceRoles: ServiceRoles;
  readonly hooks: Hooks;
  readonly alarmNames: AlarmNames;
  /** The alarms that stopped deployments, by deployment, as they stood then. */
  readonly alarmsAtStop: ReadonlyMap<string, readonly AlarmAtStop[]>;
  readonly endpoint: AwsEndpoint;
  handlerOf(type: string): ResourceHandler;
  /** Whether only an instant is awaited, such as the deadline of a hook that will not call back: then nothing else happens. */
  isPaused(): boolean;
  /** Ends every process and removes every file. */
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly scenario: Scenario;
  readonly account: Account;
  readonly directory: string;
  readonly signal: AbortSignal;
  /** The assembly whose code is looked for: the baseline's, then the candidate's. */
  stacks(): readonly AssemblyStack[];
  passing(from: number, to: number): Promise<void>;
  /** What the stacks of the rehearsal say of themselves. */
  readonly outputsOf: OutputsOf;
  /** The ARN of a stack of the rehearsal, by its name. */
  stackIdOf(name: string): string | undefined;
}

export async function openWorld(options: WorldOptions): Promise<World> {
  const { scenario, account, directory, signal } = options;
  const removeFiles = () => rmSync(directory, { recursive: true, force: true });
  process.on('exit', removeFiles);
  const foundation = layFoundation(scenario, account, directory, signal, options.passing);
  const { clock, work, timeline, cloudwatch } = foundation;
  const services: { -readonly [Name in keyof AwsServices]: AwsServices[Name] } = {};
  const endpoint = await AwsEndpoint.start(services);
  const compute = await openCompute(foundation, endpoint.url, options.stacks).catch(async (error) => {
    await endpoint.close();
    throw error;
  });
  const messaging = openMessaging(foundation, compute);
  const groups = new DeploymentGroups(account.region);
  const alarmNames = new AlarmNames((stackName, logicalId) =>
    options
      .stacks()
      .find((stack) => stack.name === stackName)
      ?.constructPathOf(logicalId),
  );
  const hooks: Hooks = new Hooks({
    clock,
    timeline,
    async: compute.async,
    codedeploy: () => hooked,
    conditions: scenario.conditions.filter((condition) => 'hook' in condition),
    isScheduled: (functionName) => messaging.schedules.isPending(functionName),
    cannotRun: (functionName) => {
      const known = compute.functions.get(functionName);
      if (known !== undefined) return known.latest.cannotRun;
      const why = 'no function of the assembly has this name';
      foundation.notes.standIn(`hook ${functionName}`, 'it succeeds', `It cannot run here, since ${why}.`);
      return why;
    },
  });
  const serviceRoles = new ServiceRoles({ account, groups, permissions: foundation.permissions });
  const invokedByRole: CodeDeployPorts['invokeHook'] = (hook) => {
    serviceRoles.invokeHook(hook);
    hooks.invoke(hook);
  };
  const readByRole: CodeDeployPorts['alarmState'] = (name, group) => {
    serviceRoles.readAlarm(name, group);
    return observation.alarms.state(name);
  };
  const atStop = new Map<string, readonly AlarmAtStop[]>();
  const serving = openServing(foundation, compute, messaging, {
    groups,
    stacks: options.stacks,
    invokeHook: invokedByRole,
    alarmState: readByRole,
    ecsAlarmState: (name) => observation.alarms.state(name),
    stoppedByAlarms: (id, alarms) => {
      const message = alarms.map((alarm) => `<${alarm}>`).join(' ');
      atStop.set(id, alarmsAtStop(cloudwatch, message, clock.now()));
    },
  });
  const isPaused = () => hooks.isSilent() || serving.isPaused() || delivery.isUnused;
  const observation: Observation = openObservation(
    foundation,
    compute,
    messaging,
    alarmNames,
    endpoint.url,
    isPaused,
    () => codedeploy,
    serving.canaryRun,
  );
  const codedeploy: CodeDeploy = openCodeDeploy({
    clock,
    account,
    timeline,
    functions: compute.functions,
    groups,
    events: messaging.events,
    pollInterval: scenario.assumptions.pollInterval,
    seed: scenario.seed,
    alarmState: readByRole,
    invokeHook: invokedByRole,
    aliasForbidden: (group, revision) => serviceRoles.aliasRefusal(group, revision),
    stoppedByAlarms: (id, message) => atStop.set(id, alarmsAtStop(cloudwatch, message, clock.now())),
    shifted: () => compute.release.shifted(clock.now()),
  });

  const ofDeployment = (id: string) =>
    serving.blueGreen.listDeployments().some((deployment) => deployment.id === id) ? serving.blueGreen : codedeploy;
  const hooked: HookedDeployments = {
    putLifecycleEventHookExecutionStatus: (call) =>
      ofDeployment(call.deploymentId).putLifecycleEventHookExecutionStatus(call),
    getDeployment: (id) => ofDeployment(id).getDeployment(id),
  };
  const groupOf = (id: string): string | undefined => {
    const deployments = [...codedeploy.listDeployments(), ...serving.codedeploy()];
    const group = deployments.find((deployment) => deployment.id === id)?.group;
    return group && `${group.application}/${group.name}`;
  };
  const delivery: Delivery = openDelivery(foundation, compute, options.outputsOf);
  const now = () => work.now();
  const put = foundation.metrics.put.bind(foundation.metrics);
  const operations = {
    cloudwatch: cloudwatchOperations({ cloudwatch, alarms: observation.alarms, now, put }),
    codedeploy: codedeployOperations({ codedeploy, others: serving.codedeploy, hooks, account, clock, work }),
    synthetics: syntheticsOperations(observation.canaries, account),
    lambda: lambdaOperations({ functions: compute.functions, invoker: compute.invoker, async: compute.async, now }),
    scheduler: messaging.schedules.operations,
    ...messagingOperations(messaging),
    ...delivery.operations,
    ...serving.operations,
    cloudformation: { ...delivery.operations.cloudformation, DescribeStackEvents: stackEvents(timeline, account) },
    logs: compute.logs.operations,
    s3: artifactOperations(observation.canaries),
    ssm: opsItemOperations(timeline, now),
    cloudtrail: trailOperations({ account, timeline, notes: foundation.notes, now }),
  } satisfies AwsServices;
  Object.assign(
    services,
    guardedServices(operations, foundation.permissions, { account, groupOf, stackIdOf: options.stackIdOf }),
  );

  const handlers: Readonly<Record<string, ResourceHandler>> = {
    ...compute.resources(aliasDeployment(() => codedeploy, groups, compute.functions)),
    ...groups.resources(serving.servers.deploy),
    ...messaging.resources,
    ...observation.resources,
    ...serving.resources,
    ...delivery.resources,
  };
  return {
    ...foundation,
    compute,
    messaging,
    observation,
    serving,
    delivery,
    codedeploy,
    groups,
    serviceRoles,
    hooks,
    alarmNames,
    alarmsAtStop: atStop,
    endpoint,
    handlerOf: (type) => handlers[type] ?? inertResource(type, account, foundation.notes),
    isPaused,
    close: async () => {
      observation.alarms.stop();
      observation.canaries.stopAll();
      await Promise.allSettled([
        compute.pool.close(),
        compute.network.close(),
        observation.realRuns.close(),
        endpoint.close(),
      ]);
      removeFiles();
      process.off('exit', removeFiles);
    },
  };
}
