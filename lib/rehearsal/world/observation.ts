import { join } from 'node:path';
import type { Instant } from '../../engine/clock';
import type { ResourceHandler } from '../../engine/cloudformation';
import type { AlarmEvent } from '../../engine/cloudwatch';
import type { CodeDeploy } from '../../engine/codedeploy';
import { functionArn } from '../permissions';
import { actionPayload, announceAlarm } from '../services/cloudwatch/alarm-events';
import type { AlarmNames } from '../services/cloudwatch/alarm-names';
import { Alarms } from '../services/cloudwatch/alarms';
import { cloudwatchResources } from '../services/cloudwatch/resources';
import { parseReference } from '../services/lambda/functions';
import { Canaries } from '../services/synthetics/canaries';
import type { Canary, CanaryConfiguration, CanaryRun, CanaryRunOutcome } from '../services/synthetics/canary';
import { announceRun, announceStatus } from '../services/synthetics/canary-events';
import { syntheticsResources } from '../services/synthetics/resources';
import { RealRuns } from '../services/synthetics/run-for-real';
import { standInRun } from '../services/synthetics/stand-in-run';
import type { Compute } from './compute';
import type { Foundation } from './foundation';
import { mattersFrom } from './lookahead';
import type { Messaging } from './messaging';

/** What watches the service: alarms and canaries. */
export interface Observation {
  readonly alarms: Alarms;
  readonly canaries: Canaries;
  /** The canaries that run in a browser here. */
  readonly realRuns: RealRuns;
  readonly resources: Readonly<Record<string, ResourceHandler>>;
}

/**
 * @param paused while true, neither alarms nor canaries do anything
 * @param standInAnswer the run of a canary whose address leads to something that does not run here
 */
export function openObservation(
  foundation: Foundation,
  compute: Compute,
  messaging: Messaging,
  names: AlarmNames,
  endpointUrl: string,
  paused: () => boolean,
  codedeploy: () => CodeDeploy,
  standInAnswer: (configuration: CanaryConfiguration, startedAt: Instant) => CanaryRunOutcome | undefined,
): Observation {
  const { account, clock, cloudwatch, faults, notes, scenario, timeline, work } = foundation;
  const { events, topics } = messaging;
  const alarms = new Alarms({
    clock,
    cloudwatch,
    held: scenario.conditions.filter((condition) => 'alarm' in condition),
    isNamed: (name, alarm) => names.isNamed(name, alarm),
    firstShift: () => faults.firstShift,
    happened: (changes) => {
      for (const change of changes) tellAlarm(change);
    },
    paused,
  });
  const isFunctionHere = (actionArn: string) =>
    actionArn.includes(':lambda:') && compute.functions.get(parseReference(actionArn).functionName) !== undefined;
  const mayInvoke = (actionArn: string, alarmArn: string) => {
    const { functionName, qualifier } = parseReference(actionArn);
    const refusal = foundation.permissions.refusal({
      who: `the alarm ${alarmArn.split(':').at(-1)}`,
      asker: { service: 'lambda.alarms.cloudwatch.amazonaws.com' },
      action: 'lambda:InvokeFunction',
      resource: functionArn(account, functionName, qualifier),
      context: { 'aws:sourcearn': alarmArn },
    });
    return refusal === undefined;
  };
  const tellAlarm = (change: AlarmEvent) => {
    const [alarm] = cloudwatch.describeAlarms({ names: [change.alarm] });
    if (change.type === 'StateUpdate') {
      const { at, state: status, reason: detail } = change;
      timeline.record({ at, actor: 'cloudwatch', event: change.alarm, status, detail });
      if (alarm !== undefined) announceAlarm(change, alarm, events);
    }
    if (change.type !== 'Action' || change.actionArn === undefined) return;
    const payload = actionPayload(change, alarm, account.id, account.region);
    if (topics.has(change.actionArn))
      topics.publish(change.actionArn, payload.message, `${change.state}: "${change.alarm}"`);
    else if (isFunctionHere(change.actionArn) && mayInvoke(change.actionArn, change.arn))
      compute.async.invoke({ reference: change.actionArn, payload: payload.lambda });
  };

  const real = new RealRuns({
    account,
    hosts: () => compute.doors.entrances().map(({ door }) => door.host),
    allow: scenario.allow,
    answer: compute.answer,
    credentialsOf: ({ name, id, roleArn }) =>
      foundation.permissions.sessions.open({
        name: `the canary ${name}`,
        session: `cwsyn-${name}-${id}`,
        roleArn: () => roleArn,
      }),
    notes,
    signal: foundation.signal,
    directory: join(foundation.directory, 'artifacts'),
    endpointUrl,
    limit: scenario.assumptions.canaryLimit,
  });
  const canaries = new Canaries({
    clock,
    work,
    run: async (configuration, startedAt, runId) => {
      const outcome = standInAnswer(configuration, startedAt);
      if (outcome !== undefined) return outcome;
      return configuration.code === undefined
        ? standInRun(configuration, startedAt, compute.doors)
        : real.run(configuration, configuration.code, startedAt, runId);
    },
    mattersFrom: (startedAt) => mattersFrom(startedAt, foundation, compute.release, messaging.events, codedeploy()),
    ended: (canary, run, outcome) => {
      tellRun(canary, run, outcome);
      announceRun(canary, run, outcome, account, events);
    },
    statusChanged: (canary, previous) => {
      const at = work.now();
      timeline.record({ at, actor: 'synthetics', event: canary.configuration.name, status: canary.status });
      announceStatus(canary, previous, at, account, events);
    },
    paused,
  });
  const tellRun = ({ configuration: { name } }: Canary, { startedAt }: CanaryRun, outcome: CanaryRunOutcome) => {
    const endedAt = startedAt + outcome.durationMs;
    const { status, stateReason, metrics } = outcome;
    const detail = stateReason === undefined ? {} : { detail: stateReason };
    timeline.record({ at: endedAt, actor: 'synthetics', event: `${name} run`, status, ...detail });
    for (const { name: metricName, dimensions, value, unit } of metrics) {
      const metric = { namespace: 'CloudWatchSynthetics', name: metricName, dimensions };
      foundation.metrics.put(metric, { timestamp: startedAt, value, unit }, endedAt);
    }
  };

  return {
    alarms,
    canaries,
    realRuns: real,
    resources: {
      ...cloudwatchResources({
        account,
        clock,
        cloudwatch,
        alarms,
        notes,
        named: (alarm, request) => names.set(alarm, request),
      }),
      ...syntheticsResources({
        canaries,
        notes,
        codeOf: (code, logicalId, handler) => {
          const file = handler.slice(0, handler.lastIndexOf('.'));
          return compute.code.of(code, logicalId, `nodejs/node_modules/${file}.js`);
        },
      }),
    },
  };
}
