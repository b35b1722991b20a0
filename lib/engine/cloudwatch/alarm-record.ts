import type { Instant } from '../clock';
import { notSuppressed, type SuppressedBy, type Suppression } from './action-suppression';
import type { StateReason } from './alarm-event';
import type { CompositeAlarmProperties, MetricAlarmProperties } from './alarm-properties';
import type { AlarmState } from './alarm-state';
import type { CompositeAlarm } from './composite-alarm';
import type { MetricAlarm } from './metric-alarm';
import { type WarmUp, warmUpOf } from './warm-up';

/** What every alarm has, from its creation on. */
class NewAlarm {
  state: AlarmState = 'INSUFFICIENT_DATA';
  /** Why it is in its state. */
  why: StateReason = { reason: 'Unchecked: Initial alarm creation' };
  /** When the state changed last. */
  transitionedAt: Instant;
  /** When anything was written last. */
  updatedAt: Instant;
  /** The state whose actions a mute rule holds back. */
  mutedState: AlarmState | undefined;
  mutedUntil: Instant | undefined;

  constructor(
    readonly name: string,
    readonly arn: string,
    readonly createdAt: Instant,
  ) {
    this.transitionedAt = createdAt;
    this.updatedAt = createdAt;
  }
}

export class MetricAlarmRecord extends NewAlarm {
  readonly kind = 'MetricAlarm';
  /** While the alarm warms up. */
  warmUp: WarmUp | undefined;

  constructor(
    arn: string,
    public properties: MetricAlarmProperties,
    public alarm: MetricAlarm,
    createdAt: Instant,
  ) {
    super(properties.AlarmName, arn, createdAt);
    this.warmUp = warmUpOf(properties, createdAt);
    if (properties.EvaluationCriteria !== undefined) this.state = 'OK';
  }
}

export class CompositeAlarmRecord extends NewAlarm {
  readonly kind = 'CompositeAlarm';
  suppression: Suppression = notSuppressed;

  constructor(
    arn: string,
    public properties: CompositeAlarmProperties,
    public alarm: CompositeAlarm,
    createdAt: Instant,
  ) {
    super(properties.AlarmName, arn, createdAt);
  }
}

export type AlarmRecord = MetricAlarmRecord | CompositeAlarmRecord;

/** What DescribeAlarms tells about an alarm. */
export interface AlarmDescription {
  readonly name: string;
  readonly arn: string;
  readonly type: 'MetricAlarm' | 'CompositeAlarm';
  readonly state: AlarmState;
  readonly stateReason: string;
  readonly stateReasonData?: unknown;
  /** When the state changed last. */
  readonly stateTransitionedAt: Instant;
  /** When the state, its reason or the configuration changed last. */
  readonly stateUpdatedAt: Instant;
  readonly actionsEnabled: boolean;
  readonly actionsSuppressedBy?: SuppressedBy;
  readonly actionsSuppressedReason?: string;
  readonly evaluationState?: 'IN_WARM_UP';
  readonly alarmActions: readonly string[];
  readonly okActions: readonly string[];
  readonly insufficientDataActions: readonly string[];
  readonly description?: string;
  /** As they were put. */
  readonly properties: MetricAlarmProperties | CompositeAlarmProperties;
}

/** What there is to tell now. The reason is worded when someone reads it. */
export function describe(record: AlarmRecord): AlarmDescription {
  const { properties, why } = record;
  const suppressedBy = record.kind === 'CompositeAlarm' ? record.suppression.by : undefined;
  const warming = record.kind === 'MetricAlarm' && record.warmUp !== undefined;
  return {
    name: record.name,
    arn: record.arn,
    type: record.kind,
    state: record.state,
    get stateReason() {
      return why.reason;
    },
    get stateReasonData() {
      return why.reasonData;
    },
    stateTransitionedAt: record.transitionedAt,
    stateUpdatedAt: record.updatedAt,
    actionsEnabled: properties.ActionsEnabled ?? true,
    ...(suppressedBy !== undefined && {
      actionsSuppressedBy: suppressedBy,
      actionsSuppressedReason: `Actions suppressed by ${suppressedBy}`,
    }),
    ...(warming && { evaluationState: 'IN_WARM_UP' as const }),
    alarmActions: properties.AlarmActions ?? [],
    okActions: properties.OKActions ?? [],
    insufficientDataActions: properties.InsufficientDataActions ?? [],
    ...(properties.AlarmDescription !== undefined && { description: properties.AlarmDescription }),
    properties,
  };
}

export function actionsOf(record: AlarmRecord, state: AlarmState): readonly string[] {
  const { properties } = record;
  if (properties.ActionsEnabled === false) return [];
  const actions = {
    ALARM: properties.AlarmActions,
    OK: properties.OKActions,
    INSUFFICIENT_DATA: properties.InsufficientDataActions,
  };
  return actions[state] ?? [];
}
