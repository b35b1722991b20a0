import { z } from 'zod';
import type { Millis, VirtualClock } from '../../../engine/clock';
import type { ResourceHandler } from '../../../engine/cloudformation';
import { CodeDeploy, type CodeDeployPorts, type DeploymentEvent } from '../../../engine/codedeploy';
import type { Timeline } from '../../report/timeline';
import type { Account } from '../../world/account';
import type { EventBus } from '../events/event-bus';
import type { LambdaFunctions } from '../lambda/functions';
import { parseReference } from '../lambda/functions';
import { announce } from './announce';
import type { DeploymentGroups } from './resources';

export interface DeploymentsPorts {
  readonly clock: VirtualClock;
  readonly account: Account;
  readonly timeline: Timeline;
  readonly functions: LambdaFunctions;
  readonly groups: DeploymentGroups;
  readonly events: EventBus;
  readonly pollInterval: Millis;
  readonly seed: number;
  readonly alarmState: CodeDeployPorts['alarmState'];
  readonly invokeHook: CodeDeployPorts['invokeHook'];
  readonly aliasForbidden: CodeDeployPorts['aliasForbidden'];
  /** A deployment was stopped by alarms, just now. */
  stoppedByAlarms(deploymentId: string, message: string): void;
  /** Traffic begins to reach a target version, or returns to one. */
  shifted(functionName: string): void;
}

/** CodeDeploy over the account's aliases and alarms: what happens is told on the timeline and on the event bus. */
export function openCodeDeploy(ports: DeploymentsPorts): CodeDeploy {
  const { clock, functions } = ports;
  return new CodeDeploy({
    clock,
    timings: { pollInterval: ports.pollInterval },
    seed: ports.seed,
    alarmState: ports.alarmState,
    invokeHook: ports.invokeHook,
    aliasForbidden: ports.aliasForbidden,
    aliasOf: (functionName, alias) => functions.alias(functionName, alias),
    setAlias({ functionName, alias, version, additional }) {
      functions.setAlias(functionName, { name: alias, version, ...(additional === undefined ? {} : { additional }) });
      ports.shifted(functionName);
    },
    emit(event) {
      const { deploymentId, error } = event;
      if (event.event === 'deployment' && error?.code === 'ALARM_ACTIVE')
        ports.stoppedByAlarms(deploymentId, error.message);
      tell(event, ports.timeline);
      announce(event, ports.account, ports.events);
    },
  });
}

type ToldEvent = Omit<DeploymentEvent, 'event'> & { readonly event: string };

/** Tells a deployment's event on the timeline, whatever it deploys to. */
export function tell(event: ToldEvent, timeline: Timeline): void {
  const isRollback = event.rollbackOf !== undefined;
  const name = event.event === 'deployment' ? (isRollback ? 'rollback deployment' : 'deployment') : event.event;
  // The three lifecycle events of a rollback tell nothing: it has neither hooks nor steps.
  if (isRollback && event.event !== 'deployment') return;
  const detail = event.error === undefined ? event.detail : `${event.error.code}: ${event.error.message}`;
  timeline.record({
    at: event.at,
    actor: 'codedeploy',
    event: name,
    status: event.status,
    detail: [event.deploymentId, detail].filter((part) => part !== undefined).join(' '),
    ...(event.weight === undefined ? {} : { weight: event.weight }),
  });
}

const updatePolicy = z.looseObject({
  CodeDeployLambdaAliasUpdate: z.looseObject({
    ApplicationName: z.string(),
    DeploymentGroupName: z.string(),
    BeforeAllowTrafficHook: z.string().optional(),
    AfterAllowTrafficHook: z.string().optional(),
  }),
});

/** What CloudFormation does with an alias that has an update policy: it hands the update to CodeDeploy and waits. */
export function aliasDeployment(
  codedeploy: () => CodeDeploy,
  groups: DeploymentGroups,
  functions: LambdaFunctions,
): NonNullable<ResourceHandler['deploy']> {
  return (request) => {
    const { CodeDeployLambdaAliasUpdate: policy } = updatePolicy.parse(request.updatePolicy);
    const { functionName } = parseReference(String(request.properties.FunctionName));
    const alias = String(request.properties.Name);
    const current = functions.alias(functionName, alias);
    if (current === undefined) throw new Error(`Cannot find alias arn: ${functionName}:${alias}`);
    const engine = codedeploy();
    const id = engine.createDeployment(groups.get(policy.ApplicationName, policy.DeploymentGroupName), {
      functionName,
      alias,
      currentVersion: current.version,
      targetVersion: String(request.properties.FunctionVersion),
      ...(policy.BeforeAllowTrafficHook === undefined ? {} : { beforeHook: policy.BeforeAllowTrafficHook }),
      ...(policy.AfterAllowTrafficHook === undefined ? {} : { afterHook: policy.AfterAllowTrafficHook }),
    });
    return {
      id,
      onEnd: (listener) =>
        engine.onEnd(id, ({ status, error, rollbackInfo }) => {
          const rollbackId = rollbackInfo?.rollbackDeploymentId;
          listener({
            ...(status === 'Succeeded' ? {} : { failed: error?.message ?? `The deployment ended as ${status}.` }),
            ...(rollbackId === undefined ? {} : { rollbackId }),
          });
        }),
      stop: () => void engine.stopDeployment(id, true),
    };
  };
}
