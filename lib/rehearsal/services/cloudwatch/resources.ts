import type { VirtualClock } from '../../../engine/clock';
import type { ResourceHandler, ResourceRequest, StackResource } from '../../../engine/cloudformation';
import type { CloudWatch } from '../../../engine/cloudwatch';
import { type Account, arn } from '../../world/account';
import type { Notes } from '../../world/notes';
import type { Alarms } from './alarms';

export interface CloudWatchResourcePorts {
  readonly account: Account;
  readonly clock: VirtualClock;
  readonly cloudwatch: CloudWatch;
  readonly alarms: Alarms;
  readonly notes: Notes;
  /** An alarm belongs to a resource: scenarios name it by that. */
  named(alarm: string, request: ResourceRequest): void;
}

/** Alarms of both kinds and mute rules. The engine checks their properties, in CloudWatch's words. */
export function cloudwatchResources(ports: CloudWatchResourcePorts): Readonly<Record<string, ResourceHandler>> {
  const { cloudwatch, clock, alarms } = ports;
  const alarm = (put: (properties: Readonly<Record<string, unknown>>) => void): ResourceHandler => {
    const bring = (request: ResourceRequest, previous?: StackResource) => {
      const given = request.properties.AlarmName;
      const isSame = previous !== undefined && previous.properties.AlarmName === given;
      const name = isSame ? previous.physicalId : typeof given === 'string' ? given : request.physicalName(255);
      ports.named(name, request);
      const properties = withoutBand(request, ports.notes);
      alarms.change(() => put({ ...properties, AlarmName: name }));
      return { physicalId: name, attributes: { Arn: arn(ports.account, 'cloudwatch', `alarm:${name}`) } };
    };
    return {
      create: (request) => bring(request),
      update: (request, previous) => bring(request, previous),
      delete: ({ physicalId }) => alarms.change(() => cloudwatch.deleteAlarms([physicalId], clock.now())),
    };
  };
  return {
    'AWS::CloudWatch::Alarm': alarm((properties) => cloudwatch.putMetricAlarm(properties, clock.now())),
    'AWS::CloudWatch::CompositeAlarm': alarm((properties) => cloudwatch.putCompositeAlarm(properties, clock.now())),
    'AWS::CloudWatch::AlarmMuteRule': {
      create: (request) => putMuteRule(ports, request),
      update: (request) => putMuteRule(ports, request),
      delete: ({ physicalId }) => alarms.change(() => cloudwatch.deleteMuteRule(physicalId, clock.now())),
    },
  };
}

/**
 * CloudWatch learns a band from weeks of data, which nobody has here: an alarm that compares with one keeps its state,
 * whatever it does with missing data.
 */
function withoutBand({ logicalId, properties }: ResourceRequest, notes: Notes): Readonly<Record<string, unknown>> {
  if (properties.ThresholdMetricId === undefined) return properties;
  notes.find(
    `${logicalId} compares with an anomaly band, which CloudWatch learns from weeks of data and a rehearsal does not have: ` +
      'it never fires here; a condition of the scenario puts it in ALARM.',
  );
  return { ...properties, TreatMissingData: 'ignore' };
}

function putMuteRule({ account, alarms, cloudwatch, clock }: CloudWatchResourcePorts, request: ResourceRequest) {
  const { Name: given } = request.properties;
  const name = typeof given === 'string' ? given : request.physicalName(255);
  alarms.change(() => cloudwatch.putMuteRule({ ...request.properties, Name: name }, clock.now()));
  return { physicalId: name, attributes: { Arn: arn(account, 'cloudwatch', `alarm-mute-rule:${name}`) } };
}
