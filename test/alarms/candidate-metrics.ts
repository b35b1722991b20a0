import type { Signal } from '../../lib/alarms';
import type { GuardedDeploymentProps } from '../../lib/deployment';
import { type AlarmState, CloudWatch } from '../../lib/engine/cloudwatch';
import { Service } from '../deployment/service';

const MINUTE = 60_000;

/** What one metric measured, minute by minute: a list holds the samples of a minute, undefined none. */
export interface Series {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly minutes: readonly (number | readonly number[] | undefined)[];
}

/** One of Lambda's metrics of version 12 behind the live alias. */
export function ofCandidate(name: string, minutes: Series['minutes'], namespace = 'AWS/Lambda'): Series {
  return {
    namespace,
    name,
    dimensions: { FunctionName: 'shop-handler', Resource: 'shop-handler:live', ExecutedVersion: '12' },
    minutes,
  };
}

/** One of Synthetics' metrics of the guard's pinned canary. */
export function ofCanary(name: string, minutes: Series['minutes'], step?: string): Series {
  return {
    namespace: 'CloudWatchSynthetics',
    name,
    dimensions: { CanaryName: 'shop-guard-checkout-api-pinned', ...(step === undefined ? {} : { StepName: step }) },
    minutes,
  };
}

/** The state of a signal's alarm at the end of each minute, as CloudWatch would have it. */
export function statesOf(
  signal: Signal,
  series: readonly Series[],
  props: Partial<GuardedDeploymentProps> = {},
): AlarmState[] {
  const service = new Service();
  service.guard({ signals: [signal], dashboard: false, report: false, ...props });
  const [alarm] = Object.values(service.released('AWS::CloudWatch::Alarm'));
  const cloudwatch = new CloudWatch({ region: 'eu-west-1', account: '111122223333' });
  const start = Date.parse('2026-11-23T12:00:00Z');
  cloudwatch.putMetricAlarm(alarm as never, start);
  for (const { namespace, name, dimensions, minutes } of series) {
    minutes.forEach((minute, index) => {
      for (const value of minute === undefined ? [] : [minute].flat()) {
        cloudwatch.putMetricData({ namespace, name, dimensions }, { timestamp: start + index * MINUTE, value });
      }
    });
  }
  const length = Math.max(...series.map(({ minutes }) => minutes.length));
  return Array.from({ length }, (_, index) => {
    cloudwatch.evaluate(start + (index + 1) * MINUTE);
    return cloudwatch.describeAlarms()[0]?.state ?? 'INSUFFICIENT_DATA';
  });
}
