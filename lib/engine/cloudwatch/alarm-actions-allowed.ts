import { AlarmError } from './alarm-error';

/** What the actions of an alarm are put on. */
interface ActionProperties {
  readonly AlarmActions?: readonly string[];
  readonly OKActions?: readonly string[];
  readonly InsufficientDataActions?: readonly string[];
}

const states = ['AlarmActions', 'OKActions', 'InsufficientDataActions'] as const;
const ec2 = /^arn:[^:]+:(?:automate:([^:]*):ec2|swf:([^:]*):[^:]*:action\/actions\/AWS_EC2)/;
const autoScaling = /^arn:[^:]+:autoscaling:/;

/**
 * Refuses EC2 actions of another Region, and those on metric math.
 * @throws AlarmError
 */
export function checkMetricAlarmActions(properties: ActionProperties, region: string, isMath: boolean): void {
  forEachAction(properties, (action, property) => {
    const match = ec2.exec(action);
    if (match === null) return;
    const own = match[1] ?? match[2] ?? '';
    if (own !== region) {
      throw new AlarmError(`Invalid region ${own} specified. Only ${region} is supported.`, property);
    }
    if (isMath) throw new AlarmError('An alarm on a metric math expression cannot have EC2 actions', property);
  });
}

/**
 * Refuses the actions that only metric alarms have.
 * @throws AlarmError
 */
export function checkCompositeAlarmActions(properties: ActionProperties): void {
  forEachAction(properties, (action, property) => {
    if (!ec2.test(action) && !autoScaling.test(action)) return;
    throw new AlarmError(`A composite alarm cannot have EC2 or Auto Scaling actions, such as ${action}`, property);
  });
}

function forEachAction(properties: ActionProperties, check: (action: string, property: string) => void): void {
  for (const state of states) {
    (properties[state] ?? []).forEach((action, index) => {
      check(action, `${state}[${index}]`);
    });
  }
}
