import type { CompositeAlarm, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { AwsError, type AwsServices } from '../../../endpoint';
import type { Instant } from '../../../engine/clock';
import type { AlarmDescription, CloudWatch, MetricId, Sample } from '../../../engine/cloudwatch';
import { alarmHistory } from './alarm-history';
import type { Alarms } from './alarms';

type Operations = NonNullable<AwsServices['cloudwatch']>;

export interface CloudWatchOperationPorts {
  readonly cloudwatch: CloudWatch;
  readonly alarms: Alarms;
  now(): Instant;
  put(metric: MetricId, sample: Sample, emittedAt: Instant): void;
}

/** Alarms and metrics, as hooks, functions and command lines ask for them. */
export function cloudwatchOperations({ cloudwatch, alarms, now, put }: CloudWatchOperationPorts): Operations {
  return {
    DescribeAlarms: ({ AlarmNames, AlarmNamePrefix = '', AlarmTypes = ['MetricAlarm'], StateValue }) => {
      // AWS answers with metric alarms alone where no types are asked for.
      const described = cloudwatch
        .describeAlarms(AlarmNames === undefined ? {} : { names: AlarmNames })
        .filter(
          ({ name, state }) => name.startsWith(AlarmNamePrefix) && (StateValue === undefined || state === StateValue),
        );
      const wanted = (type: 'MetricAlarm' | 'CompositeAlarm') =>
        AlarmTypes.includes(type) ? described.filter((alarm) => alarm.type === type) : [];
      return {
        MetricAlarms: wanted('MetricAlarm').map((alarm) => ({ ...alarmOf(alarm), ...alarm.properties }) as MetricAlarm),
        CompositeAlarms: wanted('CompositeAlarm').map(
          (alarm) => ({ ...alarmOf(alarm), ...alarm.properties, ...suppression(alarm) }) as CompositeAlarm,
        ),
      };
    },
    SetAlarmState: ({ AlarmName = '', StateValue = 'OK', StateReason = '' }) => {
      if (alarms.state(AlarmName) === undefined) {
        throw new AwsError('ResourceNotFound', `There is no alarm ${AlarmName}.`, 404);
      }
      alarms.change(() => cloudwatch.setAlarmState(AlarmName, StateValue, StateReason, now()));
      return {};
    },
    DescribeAlarmHistory: alarmHistory(cloudwatch),
    ListMetrics: ({ Namespace, MetricName }) => ({
      Metrics: cloudwatch
        .listMetrics()
        .filter(({ namespace, name }) => (Namespace ?? namespace) === namespace && (MetricName ?? name) === name)
        .map(({ namespace, name, dimensions }) => ({
          Namespace: namespace,
          MetricName: name,
          Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
        })),
    }),
    GetMetricStatistics: ({
      Namespace = '',
      MetricName = '',
      Dimensions,
      StartTime,
      EndTime,
      Period = 60,
      Statistics,
      ExtendedStatistics,
    }) => {
      const metric = { namespace: Namespace, name: MetricName, dimensions: dimensionsOf(Dimensions) };
      const datapoints = new Map<Instant, Record<string, unknown>>();
      for (const statistic of [...(Statistics ?? []), ...(ExtendedStatistics ?? [])]) {
        const found = cloudwatch.getMetricStatistics(
          metric,
          statistic,
          Period,
          instant(StartTime),
          instant(EndTime),
          now(),
        );
        for (const { timestamp, value } of found) {
          const point = datapoints.get(timestamp) ?? { Timestamp: new Date(timestamp) };
          datapoints.set(timestamp, { ...point, [statistic]: value });
        }
      }
      return { Label: MetricName, Datapoints: [...datapoints.values()] };
    },
    GetMetricData: ({ MetricDataQueries = [], StartTime, EndTime }) => ({
      MetricDataResults: MetricDataQueries.filter(({ ReturnData }) => ReturnData !== false).map(
        ({ Id, Label, MetricStat }) => {
          if (MetricStat?.Metric === undefined) {
            throw new AwsError(
              'ValidationError',
              'A rehearsal answers GetMetricData for metrics, not for expressions.',
            );
          }
          const { Namespace = '', MetricName = '', Dimensions } = MetricStat.Metric;
          const metric = { namespace: Namespace, name: MetricName, dimensions: dimensionsOf(Dimensions) };
          const found = cloudwatch
            .getMetricStatistics(
              metric,
              MetricStat.Stat ?? 'Average',
              MetricStat.Period ?? 60,
              instant(StartTime),
              instant(EndTime),
              now(),
            )
            .reverse();
          return {
            ...(Id === undefined ? {} : { Id }),
            Label: Label ?? MetricName,
            Timestamps: found.map(({ timestamp }) => new Date(timestamp)),
            Values: found.map(({ value }) => value),
            StatusCode: 'Complete' as const,
          };
        },
      ),
    }),
    PutMetricData: ({ Namespace = '', MetricData = [] }) => {
      for (const { MetricName = '', Dimensions, Timestamp, Value, Values, Counts, Unit } of MetricData) {
        const metric = { namespace: Namespace, name: MetricName, dimensions: dimensionsOf(Dimensions) };
        const at = Timestamp === undefined ? now() : instant(Timestamp);
        const values = Values ?? (Value === undefined ? [] : [Value]);
        for (const [index, value] of values.entries()) {
          const count = Counts?.[index] ?? 1;
          put(metric, { timestamp: at, value, count, ...(Unit === undefined ? {} : { unit: Unit }) }, now());
        }
      }
      return {};
    },
  };
}

function alarmOf(alarm: AlarmDescription) {
  return {
    AlarmName: alarm.name,
    AlarmArn: alarm.arn,
    ...(alarm.description === undefined ? {} : { AlarmDescription: alarm.description }),
    ActionsEnabled: alarm.actionsEnabled,
    AlarmActions: [...alarm.alarmActions],
    OKActions: [...alarm.okActions],
    InsufficientDataActions: [...alarm.insufficientDataActions],
    StateValue: alarm.state,
    StateReason: alarm.stateReason,
    ...(alarm.stateReasonData === undefined ? {} : { StateReasonData: JSON.stringify(alarm.stateReasonData) }),
    StateUpdatedTimestamp: new Date(alarm.stateUpdatedAt),
    StateTransitionedTimestamp: new Date(alarm.stateTransitionedAt),
  };
}

function suppression({ actionsSuppressedBy, actionsSuppressedReason }: AlarmDescription) {
  return {
    ...(actionsSuppressedBy === undefined ? {} : { ActionsSuppressedBy: actionsSuppressedBy }),
    ...(actionsSuppressedReason === undefined ? {} : { ActionsSuppressedReason: actionsSuppressedReason }),
  };
}

function dimensionsOf(list: readonly { readonly Name?: string; readonly Value?: string }[] | undefined) {
  return Object.fromEntries((list ?? []).map(({ Name = '', Value = '' }) => [Name, Value]));
}

const instant = (time: unknown): Instant => (time instanceof Date ? time.getTime() : Number(new Date(String(time))));
